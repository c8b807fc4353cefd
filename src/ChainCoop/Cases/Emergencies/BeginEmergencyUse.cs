using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using JasperFx;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Cases.Emergencies;

/// <summary>Opens a room of a case that the own organisation is no member of, because somebody is in acute danger.</summary>
/// <param name="Note">What the danger is. Who reviews the access reads it.</param>
public sealed record BeginEmergencyUse(Room Room, EmergencyReason Reason, [property: MinLength(1), MaxLength(10_000)] string Note);

/// <param name="Record">The case or the track that can be read now.</param>
/// <param name="Until">When that ends by itself.</param>
public sealed record EmergencyReceipt(EmergencyUseId Id, Room Room, RecordId Record, DateTimeOffset Until);

public static class BeginEmergencyUseEndpoint
{
    /// <summary>An organisation has one use of a room at a time, however many ask at once.</summary>
    public const string OneOpen = "mt_doc_emergencyuse_uidx_open";

    private static readonly Problem Entered = Problems.StateForbids("entered", [], "Your organisation may enter this room already.");

    /// <summary>One reason for both: who audits the own organisation does not learn either which case there is.</summary>
    private static readonly Verdict OutOfReach = new(Effect.Hide, ["no-case-within-mandate"], new HashSet<GrantRole>());

    /// <summary>
    /// Gives the own organisation a room to read, for some hours, with an alarm to the responsible municipality and a review
    /// afterwards. The id of the case has to be known: there is no search for it.
    /// </summary>
    [WolverinePost("/cases/{caseId}/emergency-access"), Scope("cases.write"), Idempotent]
    [ProducesResponseType<EmergencyReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(CaseId caseId, BeginEmergencyUse command, Gate gate, IDocumentStore store, NpgsqlDataSource source, TimeProvider clock) =>
        gate.Create<EmergencyReceipt>(EmergencyRules.Begin(command.Room), async entry =>
        {
            var target = await EmergencyTarget.FindAsync(caseId, command.Room, entry, source);
            var refusal = Refusal(target, entry.Mandated, entry.Now);
            entry.Weighed = new(ResourceKind.Case, caseId.Value, refusal == Problems.NotFound ? OutOfReach : null);
            if (refusal is not null) return refusal;

            // An end that is due and not recorded yet would end what begins now.
            foreach (var due in await MissedEmergencyTimers.EndsAsync(target!.Record, entry.By.Organisation, entry.Now, source))
            {
                await using var session = store.LightweightSession();
                await EmergencyUseEndsHandler.Handle(due, session, clock, CancellationToken.None);
                try
                {
                    await session.SaveChangesAsync();
                }
                catch (ConcurrencyException)
                {
                    // Its timer, or another request, recorded the same end.
                }
            }

            var note = await entry.SealNote(command.Note, command.Room, target!.Record, "emergency_use_begun");
            return Decide(EmergencyUseId.New(), command, target, note, entry.Mandated, entry.By, entry.Now);
        });

    /// <param name="target">Null when there is no such case.</param>
    /// <param name="mandated">The municipalities for which the caller has a role that may enter the room.</param>
    public static Decision Decide(
        EmergencyUseId id, BeginEmergencyUse command, EmergencyTarget? target, PayloadRef note, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now)
    {
        if (Refusal(target, mandated, now) is { } refusal) return refusal;
        var (until, reviewBy) = EmergencyTerms.From(now);
        var owner = OrganisationRegister.Current.Find(target!.Municipality)!.Oin;
        return new Decision
        {
            Starts =
            [
                new NewStream(
                    typeof(EmergencyUse), id.Value,
                    [new EmergencyUseBegun(id, command.Room, target.Record, command.Reason, note, owner, target.Municipality, until, reviewBy, by, now)]),
            ],
            Timers = [new Access.Timer(new EmergencyUseEnds(id), until), new Access.Timer(new EmergencyReviewDue(id), reviewBy)],
            Answer = new EmergencyReceipt(id, command.Room, target.Record, until),
            Location = $"/{Kebab.Of(GrantRules.KindOf(command.Room))}s/{target.Record}",
            HidesSteps = true,
            Race = new Race(OneOpen, Entered),
        };
    }

    /// <summary>What a mandate does not cover is as absent as what is not there.</summary>
    private static Problem? Refusal(EmergencyTarget? target, IReadOnlyCollection<MunicipalityCode> mandated, DateTimeOffset now) =>
        target is null || !mandated.Contains(target.Municipality) ? Problems.NotFound
        : target.Enters ? Entered
        : target.NotJustifiedAt is { } at && now < EmergencyTerms.From(at).ReviewBy ? Problems.EmergencyNotJustified
        : null;
}

/// <summary>The room that somebody wants to open.</summary>
/// <param name="Record">The case in the general room, the track in the others.</param>
/// <param name="Enters">The caller's organisation reads the whole room: as a lead or member, in a conference, or in an emergency that lasts. A disclosure of some fields is less.</param>
public sealed record EmergencyTarget(RecordId Record, MunicipalityCode Municipality, bool Enters)
{
    /// <summary>When a use by the caller's organisation was last found not justified; null: none was.</summary>
    public DateTimeOffset? NotJustifiedAt { get; init; }

    /// <summary>Null when there is no such case, or nothing is left of it.</summary>
    internal static async Task<EmergencyTarget?> FindAsync(CaseId id, Room room, Entry entry, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select r.record, r.municipality, exists (
                select from access.grants g
                where g.organisation = $3 and g.room = $2 and g.resource = r.record and g.role in ('lead', 'member', 'emergency', 'attendee')
                  and g.valid_from <= $4 and (g.valid_until is null or g.valid_until > $4)), (
                select max((u.data -> 'review' ->> 'at')::timestamptz) from chaincoop.mt_doc_emergencyuse u
                where u.data ->> 'record' = r.record::text and u.data -> 'by' ->> 'organisation' = $3 and u.data -> 'review' ->> 'conclusion' = 'not-justified')
            from (
                select case $2 when 'care' then (data ->> 'victimTrack')::uuid when 'security' then (data ->> 'securityTrack')::uuid else id end as record,
                       data ->> 'municipality' as municipality
                from chaincoop.mt_doc_case where id = $1 and not coalesce((data ->> 'destroyed')::boolean, false)) r
            """);
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = Kebab.Of(room) });
        command.Parameters.Add(new() { Value = entry.By.Organisation.Value });
        command.Parameters.Add(new() { Value = entry.Now.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return null;
        return new EmergencyTarget(RecordId.From(reader.GetGuid(0)), new(reader.GetString(1)), reader.GetBoolean(2))
        {
            NotJustifiedAt = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
        };
    }
}
