using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Npgsql;
using Wolverine;

namespace ChainCoop.Signals.Matching;

/// <summary>
/// An agreement to match came into force, or is over, or keys under it are to be derived. It asks the state, and may come again at any time;
/// with the id that is all zero it is about the key of the district.
/// </summary>
public sealed record KeepMatchKeys(AgreementId AgreementId) : IDueMessage
{
    public static readonly KeepMatchKeys OfDistrict = new(AgreementId.From(Guid.Empty));
}

public static class KeepMatchKeysHandler
{
    /// <summary>In one go: a message must not take minutes. It sends itself again while there is more.</summary>
    private const int Pages = 20;

    public static async Task<OutgoingMessages> Handle(
        KeepMatchKeys due, NpgsqlDataSource source, IDocumentStore store, Vault vault, MatchKeys keys, TimeProvider clock, CancellationToken token)
    {
        if (due != KeepMatchKeys.OfDistrict)
        {
            var agreement = await MatchAgreement.FindAsync(due.AgreementId, source, token);
            if (agreement is null || agreement.Until is { } until && DutchTime.StartOf(until) <= clock.GetUtcNow())
            {
                await MatchVersions.EndAsync(due.AgreementId, source, keys, clock.GetUtcNow(), token);
                return [];
            }

            if (!agreement.IsInForce(clock.GetUtcNow())) return [];
            await MatchVersions.BeginAsync(agreement, source, token);
        }

        var derivation = new MatchDerivation(source, store, vault, keys);
        for (var page = 0; page < Pages; page++)
            if (await derivation.PageAsync(due.AgreementId, token) == 0) return [];
        return [due];
    }
}

/// <summary>Agreements whose keys should be otherwise by now, and whose message did not come; and persons whose keys were written by who did not see a new version.</summary>
internal static class MissedMatchKeys
{
    public static async Task<IReadOnlyList<KeepMatchKeys>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select v.agreement from signals.match_key_versions v join chaincoop.mt_doc_agreement a on a.id = v.agreement
            where a.data ->> 'status' <> 'in-force' or (a.data ->> 'until')::date <= $1
            union
            select a.id from chaincoop.mt_doc_agreement a
            where a.data ->> 'status' = 'in-force' and a.data -> 'purposes' @> '["matching"]' and (a.data ->> 'from')::date <= $1
              and coalesce((a.data ->> 'until')::date > $1, true) and not exists (select from signals.match_key_versions v where v.agreement = a.id)
            union
            select v.agreement from signals.match_key_versions v
            where exists (select from signals.match_subjects s where s.known < v.seq and (v.parties is null or s.owner = any(v.parties)))
            """);
        command.Parameters.Add(new() { Value = DutchTime.DayOf(until) });
        List<KeepMatchKeys> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new KeepMatchKeys(AgreementId.From(reader.GetGuid(0))));
        return found;
    }
}
