using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Signals.Matching;

/// <summary>An agreement to match, as the table of agreements has it: its state is another module's.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; null: until somebody ends it.</param>
public sealed record MatchAgreement(AgreementId Id, long Version, IReadOnlyList<Oin> Parties, DateOnly From, DateOnly? Until)
{
    public bool IsInForce(DateTimeOffset now) => DutchTime.StartOf(From) <= now && (Until is not { } end || now < DutchTime.StartOf(end));

    /// <summary>Null: there is none, it does not name matching, or not all have accepted it, or somebody ended it.</summary>
    public static async Task<MatchAgreement?> FindAsync(AgreementId id, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select (data ->> 'version')::bigint, array(select jsonb_array_elements_text(data -> 'parties')), (data ->> 'from')::date, (data ->> 'until')::date
            from chaincoop.mt_doc_agreement
            where id = $1 and data ->> 'status' = 'in-force' and data -> 'purposes' @> '["matching"]'
            """);
        command.Parameters.Add(new() { Value = id.Value });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token)
            ? new MatchAgreement(
                id, reader.GetInt64(0), [.. reader.GetFieldValue<string[]>(1).Select(party => new Oin(party))], reader.GetFieldValue<DateOnly>(2),
                await reader.IsDBNullAsync(3, token) ? null : reader.GetFieldValue<DateOnly>(3))
            : null;
    }
}

/// <summary>A legal basis in force on which one side may say who its person is.</summary>
/// <param name="Version">Of its stream.</param>
public sealed record MatchBasis(LegalBasisId Id, long Version)
{
    /// <summary>The last recorded of this kind that carries the person of the side; null: none.</summary>
    public static async Task<MatchBasis?> FindAsync(LegalBasisKind kind, MatchSide side, DateTimeOffset now, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id, (data ->> 'version')::bigint from chaincoop.mt_doc_legalbasis
            where data -> 'record' = to_jsonb($1::text) and data ->> 'status' = 'in-force' and data ->> 'basis' = $2 and data -> 'recordedBy' ->> 'organisation' = $3
              and coalesce(data ->> 'subject', $4) = $4 and (data -> 'scope' = '[]' or data -> 'scope' @> '["matching"]')
              and (data ->> 'from')::date <= $5 and coalesce((data ->> 'until')::date > $5, true)
            order by id desc limit 1
            """);
        command.Parameters.Add(new() { Value = side.SignalId.ToString() });
        command.Parameters.Add(new() { Value = kind.Value });
        command.Parameters.Add(new() { Value = side.Organisation.Value });
        command.Parameters.Add(new() { Value = side.SubjectId.ToString() });
        command.Parameters.Add(new() { Value = DutchTime.DayOf(now) });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? new MatchBasis(LegalBasisId.From(reader.GetGuid(0)), reader.GetInt64(1)) : null;
    }

    /// <summary>Which of them hold now: who withdraws a basis closes what it opened.</summary>
    public static async Task<IReadOnlySet<LegalBasisId>> InForceAsync(IReadOnlyCollection<LegalBasisId> ids, DateTimeOffset now, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id from chaincoop.mt_doc_legalbasis
            where id = any($1) and data ->> 'status' = 'in-force' and (data ->> 'from')::date <= $2 and coalesce((data ->> 'until')::date > $2, true)
            """);
        command.Parameters.Add(new() { Value = ids.Select(id => id.Value).ToArray() });
        command.Parameters.Add(new() { Value = DutchTime.DayOf(now) });
        HashSet<LegalBasisId> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(LegalBasisId.From(reader.GetGuid(0)));
        return found;
    }
}
