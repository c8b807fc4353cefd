using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Cases.Conferences;

/// <summary>The time of an attendance is over. Never cancelled: when it comes, the state says whether it still matters.</summary>
public sealed record AttendanceEnds(CaseId CaseId, ConferenceId ConferenceId, Oin Organisation) : IDueMessage;

public static class AttendanceEndsHandler
{
    public static async Task Handle(AttendanceEnds due, IDocumentSession session, TimeProvider clock, CancellationToken token)
    {
        var stream = await session.Events.FetchForWriting<Case>(due.CaseId.Value, token);
        foreach (var @event in Decide(due, stream.Aggregate, clock.GetUtcNow()))
        {
            stream.AppendOne(@event);
            Grants.Fold(session, @event);
        }
    }

    /// <summary>A cancellation may have ended it before, and a message may come twice.</summary>
    public static IReadOnlyList<object> Decide(AttendanceEnds due, Case? current, DateTimeOffset now) =>
        current is null ? [] :
        [
            .. Attendances.Open(current)
                .Where(open => open.Conference.Id == due.ConferenceId && open.Attendance.Organisation == due.Organisation && open.Attendance.IsOver(now))
                .Select(open => Attendances.End(current, open.Conference, open.Attendance, null, now)),
        ];
}

/// <summary>Attendances that are over, and nothing says so.</summary>
internal static class MissedAttendanceEnds
{
    public static async Task<IReadOnlyList<AttendanceEnds>> FindAsync(NpgsqlDataSource source, DateTimeOffset until, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select c.id, (conference ->> 'id')::uuid, attendance ->> 'organisation'
            from chaincoop.mt_doc_case c cross join jsonb_array_elements(c.data -> 'conferences') conference cross join jsonb_array_elements(conference -> 'attendances') attendance
            where not (attendance ->> 'ended')::boolean and (attendance ->> 'until')::timestamptz <= $1
            """);
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        List<AttendanceEnds> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            found.Add(new AttendanceEnds(CaseId.From(reader.GetGuid(0)), ConferenceId.From(reader.GetGuid(1)), new Oin(reader.GetString(2))));
        return found;
    }
}
