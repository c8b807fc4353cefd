using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Municipalities;

public enum CaseloadKind { Signal, Case, VictimTrack, SecurityTrack }

/// <summary>The statuses of signals and of cases; a track is open.</summary>
public enum CaseloadStatus
{
    Received, Acknowledged, InAssessment, Dismissed, Referred, Linked, Escalated, Retracted, Destroyed,
    Proposed, Screened, Open, PlanAgreed, InExecution, Monitoring, Closed,
}

/// <param name="Room">Default general.</param>
/// <param name="Kind">Only signals, cases or tracks.</param>
/// <param name="Status">Only what has this status.</param>
/// <param name="Overdue">Only what has a deadline that passed, or only what has none; of what the organisation sees in full.</param>
/// <param name="Cursor">The member <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many items; default 50.</param>
public sealed record ReadCaseload(
    Room Room = Room.General,
    CaseloadKind? Kind = null,
    CaseloadStatus? Status = null,
    bool? Overdue = null,
    string? Cursor = null,
    [property: Range(1, 200)] int Limit = 50);

/// <summary>What a municipality has at hand, newest first, as far as the caller's organisation may see it.</summary>
/// <param name="AsOf">Everything recorded before this instant is in it.</param>
public sealed record CaseloadPage(DateTimeOffset AsOf, IReadOnlyList<CaseloadItem> Items, string? Next);

/// <param name="ExploitationTypes">Not of tracks: nothing of a track tells its case.</param>
/// <param name="Urgency">Of signals.</param>
/// <param name="OpenedAt">Of a track the day in UTC, at its start.</param>
/// <param name="UpdatedAt">Like the following, not for an organisation that only sent the signal.</param>
/// <param name="DueAt">The first of its open deadlines.</param>
public sealed record CaseloadItem(
    Guid Id,
    CaseloadKind Kind,
    Room Room,
    MunicipalityCode Municipality,
    CaseloadStatus Status,
    IReadOnlyList<ExploitationType>? ExploitationTypes,
    Urgency? Urgency,
    DateTimeOffset OpenedAt,
    DateTimeOffset? UpdatedAt = null,
    DateTimeOffset? DueAt = null,
    bool? Overdue = null);

public static class ReadCaseloadEndpoint
{
    /// <summary>Lists the signals and cases of a municipality, or the tracks in a room.</summary>
    [WolverineGet("/municipalities/{code}/caseload"), Scope("municipalities.read"), ReadsWrites(ReadSide.Municipalities)]
    [ProducesResponseType<CaseloadPage>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string code, [Query] ReadCaseload query, Gate gate, Secrets secrets, NpgsqlDataSource source)
    {
        var list = $"caseload of {code}: {query with { Cursor = null, Limit = 0 }}";
        var start = new Cursor(DateTimeOffset.MaxValue, Guid.AllBitsSet);
        if (query.Cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(MunicipalityAccess.Caseload(query.Room), async scope => scope.Municipalities.Contains(code)
            ? new Shown(await LoadAsync(code, query, start, cursor => cursor.Write(list, secrets), scope, source))
            : Shown.Refused(Problems.NotFound), Matter.Of(code));
    }

    private static async Task<CaseloadPage> LoadAsync(string code, ReadCaseload query, Cursor start, Func<Cursor, string> next, Scope scope, NpgsqlDataSource source)
    {
        // Who only sent a signal learns nothing of its assessment, so not whether it is overdue either, by no filter.
        var condition = query.Overdue switch
        {
            true => $"and c.due_at <= @now and {Grants.VisibleInFull("c.id")}",
            false => $"and coalesce(c.due_at > @now, true) and {Grants.VisibleInFull("c.id")}",
            null => "",
        };

        // Ids of signals and cases follow the order in which they began; those of tracks tell nothing, and there are few of them.
        var isGeneral = query.Room == Room.General;
        await using var command = source.CreateCommand(
            $"""
            select {MunicipalityAccess.AsOf}, c.*
            from municipalities.progress p
            left join lateral (
                select c.id, c.kind, c.status, c.exploitation_types, c.urgency, c.opened_at, c.updated_at, c.due_at, {Grants.IsInFull("c.id")} as in_full
                from access.grants g join municipalities.caseload c on c.id = g.resource
                where {Grants.Each} and g.municipality = @municipality
                  and c.municipality = @municipality and c.room = @room and c.status <> 'merged'
                  and {(isGeneral ? "g.resource < @id" : "(c.opened_at, c.id) < (@opened_at, @id)")}
                  {(query.Kind is null ? "" : "and c.kind = @kind")}
                  {(query.Status is null ? "" : "and c.status = @status")}
                  {condition}
                order by {(isGeneral ? "" : "c.opened_at desc, ")}g.resource desc
                limit @limit) c on true
            order by {(isGeneral ? "" : "c.opened_at desc, ")}c.id desc
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("municipality", code);
        command.Parameters.AddWithValue("municipalities", new[] { code });
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("opened_at", start.At);
        command.Parameters.AddWithValue("id", start.Id);
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        if (query.Kind is { } kind) command.Parameters.AddWithValue("kind", Kebab.Of(kind));
        if (query.Status is { } status) command.Parameters.AddWithValue("status", Kebab.Of(status));

        var asOf = default(DateTimeOffset);
        List<CaseloadItem> items = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            asOf = reader.GetFieldValue<DateTimeOffset>(0);
            if (!reader.IsDBNull(1)) items.Add(ItemFrom(reader, query.Room, new MunicipalityCode(code), scope.Now));
        }

        if (items.Count <= query.Limit) return new CaseloadPage(asOf, items, null);
        items.RemoveAt(query.Limit);
        return new CaseloadPage(asOf, items, next(new Cursor(items[^1].OpenedAt, items[^1].Id)));
    }

    private static CaseloadItem ItemFrom(NpgsqlDataReader reader, Room room, MunicipalityCode municipality, DateTimeOffset now)
    {
        var item = new CaseloadItem(
            reader.GetGuid(1), Kebab.Parse<CaseloadKind>(reader.GetString(2)), room, municipality, Kebab.Parse<CaseloadStatus>(reader.GetString(3)),
            reader.IsDBNull(4) ? null : [.. reader.GetFieldValue<string[]>(4).Select(type => new ExploitationType(type))],
            reader.IsDBNull(5) ? null : Kebab.Parse<Urgency>(reader.GetString(5)), reader.GetFieldValue<DateTimeOffset>(6));
        if (!reader.GetBoolean(9)) return item;
        DateTimeOffset? dueAt = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8);
        return item with { UpdatedAt = reader.GetFieldValue<DateTimeOffset>(7), DueAt = dueAt, Overdue = dueAt is not null && dueAt <= now };
    }
}
