using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Asks that organisations take on a situation together, for the municipality to screen.</summary>
/// <param name="ExploitationTypes">One or more, each once.</param>
/// <param name="FromSignal">
/// A signal of the own organisation that it grew from. It keeps its state: its assessor concludes it as linked to this
/// case. Escalating a signal does both at once.
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
    public static Task<IResult> Post(ProposeCase command, Gate gate) =>
        gate.Create<CaseStanding>(Rule, async entry =>
        {
            var id = CaseId.New();
            var signalIsVisible = command.FromSignal is not { } signal || await entry.MaySee(ResourceKind.Signal, signal.Value);
            var title = await entry.SealNote(command.Title, id.Value, CaseData.Purpose, CaseData.Retention, "case_proposed");
            return Decide(id, command, signalIsVisible, title, entry.By, entry.Now);
        });

    public static Decision Decide(CaseId id, ProposeCase command, bool signalIsVisible, PayloadRef? title, ActorRef by, DateTimeOffset now)
    {
        if (!signalIsVisible) return Problems.InvalidInput([new Fault("/fromSignal", "There is no such signal, or you may not see it.")]);
        var owner = OrganisationRegister.Current.Find(command.Municipality)!.Oin;
        return new Decision
        {
            Starts = CaseStart.Streams(id, command.Municipality, owner, command.ExploitationTypes, command.FromSignal, title, by, now),
            Answer = new CaseStanding(id, CaseStatus.Proposed),
            Location = $"/cases/{id}",
        };
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
