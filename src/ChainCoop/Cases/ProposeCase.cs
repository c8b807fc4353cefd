using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Asks that organisations take on a situation together, for the municipality to screen.</summary>
/// <param name="ExploitationTypes">One or more, each once.</param>
/// <param name="FromSignal">
/// The signal that it grew from, of the same municipality: one that the own organisation assesses, or took over by an
/// accepted referral. One case grows from a signal. It keeps its state: its assessor concludes it as linked to this case.
/// Escalating a signal does both at once.
/// </param>
/// <param name="Title">A working title for the members.</param>
public sealed record ProposeCase(
    MunicipalityCode Municipality,
    [property: MinLength(1), MaxLength(20)] IReadOnlyList<ExploitationType> ExploitationTypes,
    SignalId? FromSignal = null,
    [property: MinLength(1), MaxLength(200)] string? Title = null) : IChecked
{
    public void Check(Faults faults) =>
        faults.Require(
            ExploitationTypes is null || ExploitationTypes.Distinct().Count() == ExploitationTypes.Count, "/exploitationTypes", "Must not name a type twice.");
}

public static class ProposeCaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.propose", [], CaseAccess.Everybody);

    /// <summary>Proposes a case. Its municipality leads it; who proposes for another municipality becomes a member.</summary>
    [WolverinePost("/cases"), Scope("cases.write"), Idempotent(Required = true)]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ProposeCase command, Gate gate, NpgsqlDataSource source) =>
        gate.Create<CaseStanding>(Rule, async entry =>
        {
            var id = CaseId.New();
            var origin = command.FromSignal is { } signal ? await CaseOrigin.FindAsync(signal, entry, source) : null;
            var title = await entry.SealNote(command.Title, CaseData.Purpose, CaseData.Retention, "case_proposed");
            return Decide(id, command, origin, title, entry.By, entry.Now);
        });

    /// <param name="origin">The signal that it is to grow from; null when there is none, or the caller has no say about it.</param>
    public static Decision Decide(CaseId id, ProposeCase command, CaseOrigin? origin, PayloadRef? title, ActorRef by, DateTimeOffset now)
    {
        if (command.FromSignal is not null && origin is null)
            return Problems.InvalidInput([new Fault("/fromSignal", "There is no such signal, or your organisation neither assesses it nor accepted it.")]);
        if (origin is not null && origin.Municipality != command.Municipality)
            return Problems.InvalidInput([new Fault("/fromSignal", "The signal is about another municipality.")]);
        if (origin is { Status: SignalStatus.Retracted }) return Problems.StateForbids(Kebab.Of(origin.Status), [], "The signal was retracted: nothing grows from it.");
        if (origin is { Merged: true }) return Problems.StateForbids(Kebab.Of(origin.Status), ["merge-reversal"], "The signal is a duplicate of another: the case grows from that one.");
        var grewBefore = origin is null ? null : Problems.StateForbids(Kebab.Of(origin.Status), [], "A case grew from this signal already.");
        if (origin is { HasCase: true }) return grewBefore!;

        var owner = OrganisationRegister.Current.Find(command.Municipality)!.Oin;
        return new Decision
        {
            Starts = CaseStart.Streams(id, command.Municipality, owner, command.ExploitationTypes, command.FromSignal, title, by, now),
            Answer = new CaseStanding(id, CaseStatus.Proposed),
            Location = $"/cases/{id}",
            Premises = command.FromSignal is { } from && origin is not null ? [new(from.Value, origin.Version, Problems.ChangedMeanwhile)] : [],
            Race = grewBefore is null ? null : new Race(CaseLinks.OneCasePerSignal, grewBefore),
        };
    }
}

/// <summary>A signal that a case may grow from.</summary>
/// <param name="HasCase">One grew from it already.</param>
public sealed record CaseOrigin(MunicipalityCode Municipality, SignalStatus Status, bool HasCase)
{
    /// <summary>It is a duplicate of another.</summary>
    public bool Merged { get; init; }

    /// <summary>Of its stream: from what is retracted, merged or taken back meanwhile no case grows.</summary>
    public long Version { get; init; }

    /// <summary>Who only sent a signal has no say about what becomes of it.</summary>
    public static async Task<CaseOrigin?> FindAsync(SignalId id, Entry entry, NpgsqlDataSource source)
    {
        var grants = await entry.GrantsOn(ResourceKind.Signal, id.Value);
        if (grants.Count == 0 || await SignalLinks.FindAsync(id, source) is not { } signal) return null;
        return grants.Contains(GrantRole.Owner) || grants.Contains(GrantRole.Referred) && signal.ReferralAccepted
            ? new CaseOrigin(signal.Municipality, signal.Status, await CaseLinks.GrewFromAsync(id, source.CreateCommand())) { Merged = signal.Merged, Version = signal.Version }
            : null;
    }
}

/// <summary>How a case begins: three streams in one transaction. Proposing directly and escalating a signal both do this.</summary>
public static class CaseStart
{
    /// <summary>
    /// The case first. The municipality leads all three rooms; another organisation that proposed joins the general room.
    /// </summary>
    /// <param name="owner">The municipality as an organisation.</param>
    /// <param name="from">The signal that it grew from.</param>
    /// <param name="title">In the vault, keyed to the case, event type <c>case_proposed</c>.</param>
    public static IReadOnlyList<NewStream> Streams(
        CaseId id,
        MunicipalityCode municipality,
        Oin owner,
        IReadOnlyList<ExploitationType> exploitationTypes,
        SignalId? from,
        PayloadRef? title,
        ActorRef by,
        DateTimeOffset now)
    {
        var victims = VictimTrackId.New();
        var security = SecurityTrackId.New();
        List<object> events =
        [
            new CaseProposed(id, municipality, exploitationTypes, from, title, by, now),
            Leads(Room.General, null, null),
            Leads(Room.Care, victims, null),
            Leads(Room.Security, null, security),
        ];
        if (by.Organisation != owner)
            events.Add(new MemberJoined(id, by.Organisation, Room.General, MemberRoles.Member, null, null, municipality, false, now, null, by, now));

        return
        [
            new NewStream(typeof(Case), id.Value, events),
            new NewStream(typeof(VictimTrack), victims.Value, [new VictimTrackOpened(victims, by, now)]),
            new NewStream(typeof(SecurityTrack), security.Value, [new SecurityTrackOpened(security, by, now)]),
        ];

        MemberJoined Leads(Room room, VictimTrackId? victimTrack, SecurityTrackId? securityTrack) =>
            new(id, owner, room, MemberRoles.Lead, victimTrack, securityTrack, municipality, true, now, null, by, now);
    }
}
