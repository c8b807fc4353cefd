using System.ComponentModel.DataAnnotations;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Access.Replay;

/// <param name="Org">The organisation whose view is asked for.</param>
/// <param name="AsOf">The instant, not in the future.</param>
/// <param name="Room">Only this room; absent: all.</param>
/// <param name="Officer">Only this officer, by the pseudonym that the access log has.</param>
/// <param name="Cursor">The member <c>opened.next</c> of the page before.</param>
/// <param name="Limit">At most so many lines in <c>opened</c>; default 50.</param>
public sealed record ReadVisibility(
    Oin Org, CaseId CaseId, DateTimeOffset AsOf, Room? Room = null, Pseudonym? Officer = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public static class GetVisibilityEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of("audit.visibility", ResourceKind.AccessLog, Shared.Room.General, [], [Role.Auditor], "oversight");

    /// <summary>
    /// Tells what an organisation or officer could see of a case at an instant, why, and what was opened by then. It is decided
    /// again from the events. Another organisation than the own is for auditors with a mandate for all municipalities.
    /// </summary>
    [WolverineGet("/audit/visibility"), Scope("audit.read"), RequiresPurpose]
    [ProducesResponseType<VisibilityView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadVisibility query, Gate gate, Pseudonyms pseudonyms, Secrets secrets, IDocumentStore store, NpgsqlDataSource source)
    {
        var list = $"visibility: {query with { Cursor = null, Limit = 0 }}";
        var start = new Cursor(DateTimeOffset.MaxValue, Guid.Empty);
        if (query.Cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(Rule, async scope =>
        {
            if (query.AsOf > scope.Now) return Shown.Refused(Problems.AsOfInFuture);
            var districtWide = OrganisationRegister.Current.Municipalities.All(municipality => scope.Municipalities.Contains(municipality.Code.Value));
            if (!districtWide && query.Org != scope.Actor.Organisation) return Shown.Refused(Problems.NotFound);

            var view = await new VisibilityReading(store, pseudonyms, source).ReadAsync(
                query, start, cursor => cursor.Write(list, secrets), districtWide ? null : scope.Municipalities, scope.Token);
            return view is null ? Shown.Refused(Problems.NotFound) : new Shown(view);
        }, new Matter(query.CaseId.Value));
    }
}

/// <summary>Reads the facts and the lines that an answer is made of.</summary>
internal sealed class VisibilityReading(IDocumentStore store, Pseudonyms pseudonyms, NpgsqlDataSource source)
{
    private readonly CaseFacts facts = new(new StoredEvents(store, source), source);

    /// <param name="within">For an auditor of the organisation itself: the municipalities of his mandates. Null: he looks at the whole district.</param>
    /// <returns>Null where there is nothing to see.</returns>
    public async Task<VisibilityView?> ReadAsync(
        ReadVisibility query, Cursor start, Func<Cursor, string> next, string[]? within, CancellationToken token)
    {
        var moment = Moment.At(query.AsOf);
        var timeline = await facts.LoadAsync(query.CaseId, query.Org, long.MaxValue, token);
        var history = new AccessHistory(timeline);
        if (CaseRooms.Of(timeline, query.CaseId, moment) is not { } known || within?.Contains(known.Municipality.Value) == false) return null;

        // What the organisation never had anything of does not exist for its own auditor.
        var rooms = known.Rooms
            .Where(room => (query.Room ?? room.Room) == room.Room && (within is null || history.GivenTo(query.Org, room.Resource, moment).Count > 0)).ToList();
        var officer = query.Officer is { } asked ? Visibility.Find(history, query.Org, asked, pseudonyms.Of, moment)?.Value ?? "" : null;
        return rooms.Count == 0 ? null : new VisibilityView(
            query.Org, query.CaseId, query.AsOf, known.Municipality, Policy.Version,
            [.. rooms.Select(room => Visibility.Of(history, query.Org, query.Officer, pseudonyms.Of, room, moment))],
            await OpenedAsync(query, officer, [.. rooms.Select(room => room.Resource)], [.. rooms.Select(room => Kebab.Of(room.Kind))], start, next, token));
    }

    /// <param name="officer">Null: of all. Empty: of somebody who never had a mandate, hence opened nothing.</param>
    private async Task<Page<OpenedLine>> OpenedAsync(
        ReadVisibility query, string? officer, Guid[] resources, string[] kinds, Cursor start, Func<Cursor, string> next, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id, at, officer, action, resource, status from access.log
            where organisation = @organisation and resource = any(@resources) and kind = any(@kinds) and decision = 'allow' and status between 200 and 299
              and at <= @as_of and (@officer is null or officer = @officer) and (at, id) < (@at, @id)
            order by at desc, id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", query.Org.Value);
        command.Parameters.AddWithValue("resources", resources);
        command.Parameters.AddWithValue("kinds", kinds);
        command.Parameters.AddWithValue("as_of", query.AsOf.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("officer", officer));
        command.Parameters.AddWithValue("at", start.At.ToUniversalTime());
        command.Parameters.AddWithValue("id", start.Id);
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<OpenedLine> lines = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            lines.Add(new OpenedLine(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), pseudonyms.Of(new ActorRef(query.Org, new OfficerId(reader.GetString(2)))), reader.GetString(3),
                RecordId.From(reader.GetGuid(4)), reader.GetInt32(5)));
        }

        if (lines.Count <= query.Limit) return new Page<OpenedLine>(lines);
        lines.RemoveAt(query.Limit);
        return new Page<OpenedLine>(lines, next(new Cursor(lines[^1].At, lines[^1].Id)));
    }
}
