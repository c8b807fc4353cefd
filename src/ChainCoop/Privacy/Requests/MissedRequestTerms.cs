using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Requests;

/// <summary>Terms of open requests that have passed and did not make the request overdue.</summary>
internal static class MissedRequestTerms
{
    public static async Task<IReadOnlyList<SubjectRequestDue>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id from chaincoop.mt_doc_subjectrequest
            where data ->> 'status' = 'open' and not (data ->> 'becameOverdue')::boolean and (data ->> 'dueOn')::date < $1
            """);
        command.Parameters.Add(new() { Value = DutchTime.DayOf(until) });
        List<SubjectRequestDue> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new SubjectRequestDue(SubjectRequestId.From(reader.GetGuid(0))));
        return found;
    }
}
