using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Signals.Matching;

/// <summary>
/// Derives keys from the vault that were not written with the signal: an agreement came later, a key is rotated, the signal is from before.
/// A page is a transaction: whoever is killed has done its pages, and whoever comes next does the rest.
/// </summary>
internal sealed class MatchDerivation(NpgsqlDataSource source, IDocumentStore store, Vault vault, MatchKeys keys)
{
    internal const int PageSize = 200;

    /// <summary>Persons that lack keys under a version of the agreement.</summary>
    public async Task<long> LeftAsync(AgreementId agreement, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select count(*) from signals.match_subjects s, (select max(seq) as seq, parties from signals.match_key_versions where agreement = $1 group by parties) v
            where s.known < v.seq and (v.parties is null or s.owner = any(v.parties))
            """);
        command.Parameters.Add(new() { Value = agreement.Value });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>How many were done; 0: none is left.</summary>
    public async Task<int> PageAsync(AgreementId agreement, CancellationToken token)
    {
        var page = await NextAsync(agreement, token);
        if (page.Count == 0) return 0;

        await using var session = store.LightweightSession();
        var signals = (await session.QueryAsync<Signal>("where id = any(?)", token, (object)page.Select(row => row.Signal).Distinct().ToArray())).ToDictionary(signal => signal.Id.Value);
        var current = page.Select(row => (Row: row, Signal: signals.GetValueOrDefault(row.Signal)))
            .Select(found => (found.Row, found.Signal, Payload: found.Signal?.Subjects.FirstOrDefault(subject => subject.SubjectId.Value == found.Row.Subject)?.Identifiers))
            .Where(found => found.Payload?.Id.Value == found.Row.Payload).ToList(); // another was corrected just now, with its keys
        var opened = await vault.OpenAsync([.. current.Select(found => found.Payload!)], token);
        foreach (var owner in current.GroupBy(found => found.Signal!.Owner))
        {
            var (versions, known) = await keys.VersionsForAsync(owner.Key, token);
            var derived = await keys.DeriveAsync(
                [
                    .. owner.Select(found => new MatchableSubject(
                        SubjectId.From(found.Row.Subject), found.Signal!.Id, owner.Key, found.Signal.From, found.Payload!, opened.Find<Identifiers>(found.Payload!) ?? new Identifiers())),
                ], versions, token);
            MatchKeys.Add(session, derived, known);
        }

        await session.SaveChangesAsync(token);
        return page.Count;
    }

    private async Task<IReadOnlyList<(Guid Subject, Guid Signal, Guid Payload)>> NextAsync(AgreementId agreement, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.subject, s.signal, s.payload
            from signals.match_subjects s, (select max(seq) as seq, parties from signals.match_key_versions where agreement = $1 group by parties) v
            where s.known < v.seq and (v.parties is null or s.owner = any(v.parties))
            order by s.known limit $2
            """);
        command.Parameters.Add(new() { Value = agreement.Value });
        command.Parameters.Add(new() { Value = PageSize });
        List<(Guid, Guid, Guid)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) rows.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2)));
        return rows;
    }
}
