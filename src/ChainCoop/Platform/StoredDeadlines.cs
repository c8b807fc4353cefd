using ChainCoop.Access;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>Open deadlines as the snapshots of signals, cases and tracks keep them.</summary>
internal static class StoredDeadlines
{
    /// <param name="command">Rows of stream, id, kind, from, due at, rules, missed.</param>
    /// <param name="due">For what passed unsaid.</param>
    /// <param name="move">For what the rules that hold at <paramref name="until"/> give another moment.</param>
    public static async Task<IReadOnlyList<IDueMessage>> ChooseAsync(
        NpgsqlCommand command, DeadlineRules rules, DateTimeOffset until,
        Func<Guid, DeadlineId, IDueMessage> due, Func<Guid, DeadlineId, IDueMessage> move, CancellationToken token)
    {
        List<IDueMessage> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var stream = reader.GetGuid(0);
            var deadline = new OpenDeadline(
                DeadlineId.From(Guid.Parse(reader.GetString(1))), new DeadlineKind(reader.GetString(2)), reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.IsDBNull(5) ? null : new DeadlineRulesVersion(reader.GetString(5)), reader.GetBoolean(6));
            // Moved first: it may not have passed by the new rules.
            if (OpenDeadlines.Outdated([deadline], deadline.Id, rules, until) is not null) found.Add(move(stream, deadline.Id));
            else if (OpenDeadlines.Passed([deadline], deadline.Id, until) is not null) found.Add(due(stream, deadline.Id));
        }

        return found;
    }
}
