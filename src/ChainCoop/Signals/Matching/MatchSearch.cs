using ChainCoop.Organisations;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Signals.Matching;

/// <summary>Looks for registrations with a hash in common, and counts who asks.</summary>
internal sealed class MatchSearch(NpgsqlDataSource source, MatchKeys keys)
{
    public const int Most = 50;

    /// <summary>The constraint that the second of two simultaneous requests of one officer violates.</summary>
    public const string OncePerNumber = "match_requests_pkey";

    /// <summary>The same of two simultaneous requests of one organisation under one agreement.</summary>
    public const string OncePerNumberOfAgreement = "match_agreement_requests_pkey";

    /// <summary>Under every version in use of the key of the agreement, so that a rotation hides nobody.</summary>
    public async Task<FoundMatches> FindAsync(MatchAgreement agreement, MatchableSubject subject, MatchSide side, CancellationToken token)
    {
        List<MatchKeyVersion> versions = [];
        var complete = true;
        await using (var command = source.CreateCommand(
            """
            select v.seq, v.version, exists (select from signals.match_subjects s where s.known < v.seq and s.owner = any(v.parties))
            from signals.match_key_versions v where v.agreement = $1
            """))
        {
            command.Parameters.Add(new() { Value = agreement.Id.Value });
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                versions.Add(new MatchKeyVersion(reader.GetInt64(0), agreement.Id.Value, reader.GetInt32(1)));
                complete &= !reader.GetBoolean(2);
            }
        }

        var hashes = (await keys.DeriveAsync([subject], versions, token))[0].Hashes;
        var holders = await HoldersAsync(source, [.. hashes.Select(hash => hash.Hash)], [.. versions.Select(version => version.Seq)], agreement.Parties, side, token);
        var known = await KnownAsync([.. holders.Select(holder => Match.IdOf(agreement.Id, side.SubjectId, holder.SubjectId))], token);
        return new FoundMatches(holders, known, MatchKeys.FormsOf(subject).Forms.Count > 0, complete && versions.Count > 0);
    }

    /// <summary>Registrations in signals of other parties, unless the asker sent them itself.</summary>
    internal static async Task<IReadOnlyList<MatchSide>> HoldersAsync(
        NpgsqlDataSource source, byte[][] hashes, long[] versions, IReadOnlyList<Oin> parties, MatchSide asker, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select distinct s.subject, s.signal, s.owner
            from signals.match_keys k join signals.match_subjects s on s.subject = k.subject
            where k.hash = any($1) and k.version = any($2) and s.owner = any($3) and s.owner <> $4 and s.sender <> $4 and s.signal <> $5
            order by s.subject limit $6
            """);
        command.Parameters.Add(new() { Value = hashes });
        command.Parameters.Add(new() { Value = versions });
        command.Parameters.Add(new() { Value = parties.Select(party => party.Value).ToArray() });
        command.Parameters.Add(new() { Value = asker.Organisation.Value });
        command.Parameters.Add(new() { Value = asker.SignalId.Value });
        command.Parameters.Add(new() { Value = Most });
        List<MatchSide> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var owner = new Oin(reader.GetString(2));
            found.Add(new MatchSide(owner, OrganisationRegister.Current.Find(owner)!.Municipality!.Value, SignalId.From(reader.GetGuid(1)), SubjectId.From(reader.GetGuid(0))));
        }

        return found;
    }

    public static async Task<AskedToday> AskedAsync(ActorRef by, AgreementId agreement, DateOnly day, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select o.*, a.*
            from (select coalesce(max(number), 0), count(*) filter (where not hit) from signals.match_requests where organisation = $1 and officer = $2 and day = $3) o,
                 (select coalesce(max(number), 0), count(*) filter (where not hit) from signals.match_agreement_requests where organisation = $1 and agreement = $4 and day = $3) a
            """);
        command.Parameters.Add(new() { Value = by.Organisation.Value });
        command.Parameters.Add(new() { Value = by.Officer.Value });
        command.Parameters.Add(new() { Value = day });
        command.Parameters.Add(new() { Value = agreement.Value });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new AskedToday(reader.GetInt32(0), (int)reader.GetInt64(1), reader.GetInt32(2), (int)reader.GetInt64(3));
    }

    /// <param name="asked">Before this request.</param>
    public static void Count(IDocumentOperations operations, ActorRef by, AgreementId agreement, DateOnly day, AskedToday asked, bool hit)
    {
        operations.QueueSqlCommand(
            "insert into signals.match_requests (organisation, officer, day, number, hit) values (?, ?, ?, ?, ?)", by.Organisation.Value, by.Officer.Value, day, asked.Number + 1, hit);
        operations.QueueSqlCommand(
            "insert into signals.match_agreement_requests (organisation, agreement, day, number, hit) values (?, ?, ?, ?, ?)",
            by.Organisation.Value, agreement.Value, day, asked.OfAll + 1, hit);
    }

    private async Task<IReadOnlySet<MatchId>> KnownAsync(MatchId[] ids, CancellationToken token)
    {
        await using var command = source.CreateCommand("select id from chaincoop.mt_doc_match where id = any($1)");
        command.Parameters.Add(new() { Value = ids.Select(id => id.Value).ToArray() });
        HashSet<MatchId> known = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) known.Add(MatchId.From(reader.GetGuid(0)));
        return known;
    }
}
