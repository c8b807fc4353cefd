using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Municipalities;

/// <param name="Room">Default general.</param>
/// <param name="Overdue">Only those that passed, or only those still to come.</param>
/// <param name="Cursor">The member <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many items; default 50.</param>
public sealed record ReadDeadlines(
    Room Room = Room.General, bool? Overdue = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>What is still to be done in a municipality, the most urgent first.</summary>
/// <param name="AsOf">Everything recorded before this instant is in it.</param>
public sealed record DeadlinePage(DateTimeOffset AsOf, IReadOnlyList<DeadlineItem> Items, string? Next);

/// <param name="Resource">The signal, case, track or use of emergency access that it is about.</param>
/// <param name="Rules">Version of the rules that it was computed on; absent where somebody set the day.</param>
/// <param name="Source">The law or policy behind it.</param>
public sealed record DeadlineItem(
    Guid Id, DeadlineKind Kind, Guid Resource, DeadlineResourceKind ResourceKind, Room Room, MunicipalityCode Municipality, DateTimeOffset DueAt, bool Overdue,
    DeadlineRulesVersion? Rules, string? Source);

public enum DeadlineResourceKind { Signal, Case, VictimTrack, SecurityTrack, EmergencyUse }

public static class ReadDeadlinesEndpoint
{
    private static readonly HashSet<Role> Reviewers = [Role.ChainDirector];

    /// <summary>
    /// Lists open deadlines, due and overdue. Not those of signals that the organisation only sent; reviews of emergency access, in the general room,
    /// for a chain director.
    /// </summary>
    [WolverineGet("/municipalities/{code}/deadlines"), Scope("municipalities.read"), ReadsWrites(ReadSide.Municipalities)]
    [ProducesResponseType<DeadlinePage>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string code, [Query] ReadDeadlines query, Gate gate, Secrets secrets, NpgsqlDataSource source)
    {
        var list = $"deadlines of {code}: {query with { Cursor = null, Limit = 0 }}";
        var start = new Cursor(DateTimeOffset.MinValue, Guid.Empty);
        if (query.Cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(MunicipalityAccess.Deadlines(query.Room), async scope => scope.Municipalities.Contains(code)
            ? new Shown(await LoadAsync(code, query, start, cursor => cursor.Write(list, secrets), scope, source))
            : Shown.Refused(Problems.NotFound), Matter.Of(code));
    }

    private static async Task<DeadlinePage> LoadAsync(string code, ReadDeadlines query, Cursor start, Func<Cursor, string> next, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select {MunicipalityAccess.AsOf}, d.*
            from municipalities.progress p
            left join lateral (
                select d.id, d.kind, d.resource, d.resource_kind, d.due_at, d.rules
                from municipalities.deadlines d
                where d.municipality = @municipality and d.room = @room and d.met_at is null
                  and (d.due_at, d.id) > (@due_at, @id)
                  {query.Overdue switch { true => "and d.due_at <= @now", false => "and d.due_at > @now", null => "" }}
                  and {Grants.VisibleInFull("d.resource")}
                union all
                select u.id, 'emergency-review', u.id, 'emergency-use', (u.data ->> 'reviewBy')::timestamptz, null
                from chaincoop.mt_doc_emergencyuse u
                where @reviews and u.data ->> 'review' is null and u.data ->> 'municipality' = @municipality
                  and ((u.data ->> 'reviewBy')::timestamptz, u.id) > (@due_at, @id)
                  {query.Overdue switch { true => "and (u.data ->> 'reviewBy')::timestamptz <= @now", false => "and (u.data ->> 'reviewBy')::timestamptz > @now", null => "" }}
                  and {Grants.Visible("u.id")}
                order by due_at, id
                limit @limit) d on true
            order by d.due_at, d.id
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("municipality", code);
        command.Parameters.AddWithValue("municipalities", new[] { code });
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("reviews", query.Room == Room.General && scope.Facts.MunicipalitiesOf(scope.Actor, Reviewers).Contains(code));
        command.Parameters.AddWithValue("due_at", start.At);
        command.Parameters.AddWithValue("id", start.Id);
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        var asOf = default(DateTimeOffset);
        List<DeadlineItem> items = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            asOf = reader.GetFieldValue<DateTimeOffset>(0);
            if (reader.IsDBNull(1)) continue;
            var dueAt = reader.GetFieldValue<DateTimeOffset>(5);
            var kind = new DeadlineKind(reader.GetString(2));
            DeadlineRulesVersion? rules = reader.IsDBNull(6) ? null : new DeadlineRulesVersion(reader.GetString(6));
            items.Add(new DeadlineItem(
                reader.GetGuid(1), kind, reader.GetGuid(3), Kebab.Parse<DeadlineResourceKind>(reader.GetString(4)), query.Room, new MunicipalityCode(code), dueAt,
                dueAt <= scope.Now, rules, rules is { } version ? DeadlineRules.Current.SourceOf(version, kind) : null));
        }

        if (items.Count <= query.Limit) return new DeadlinePage(asOf, items, null);
        items.RemoveAt(query.Limit);
        return new DeadlinePage(asOf, items, next(new Cursor(items[^1].DueAt, items[^1].Id)));
    }
}
