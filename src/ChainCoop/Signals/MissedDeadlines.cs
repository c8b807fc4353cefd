using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Signals;

/// <summary>Terms of pending signals (<see cref="SignalProtocol.IsPending"/>) that have passed and did not make the signal overdue.</summary>
internal static class MissedDeadlines
{
    public static async Task<IReadOnlyList<SignalDeadlineDue>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.id, term.deadline
            from chaincoop.mt_doc_signal s cross join lateral (values
                ('acknowledgement', case when not (s.data ->> 'acknowledged')::boolean then (s.data ->> 'acknowledgeBy')::timestamptz end),
                ('assessment', (s.data ->> 'assessBy')::timestamptz)) term (deadline, due_at)
            where (s.data ->> 'status' in ('received', 'acknowledged', 'in-assessment')
                   or s.data ->> 'status' = 'referred' and not (s.data ->> 'referralFinal')::boolean)
              and s.data ->> 'merge' is null
              and term.due_at <= $1
              and not s.data -> 'overdue' @> to_jsonb(term.deadline)
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<SignalDeadlineDue> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            found.Add(new SignalDeadlineDue(SignalId.From(reader.GetGuid(0)), Kebab.Parse<SignalDeadline>(reader.GetString(1))));
        return found;
    }
}
