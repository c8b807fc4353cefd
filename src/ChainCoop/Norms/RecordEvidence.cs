using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Norms;

/// <summary>A municipality shows that it meets an element of the norm framework.</summary>
/// <param name="Kind">One that the framework asks for.</param>
/// <param name="DocumentReference">Where its own archive has the document: opaque, no name and no date.</param>
/// <param name="Body">Who decided on it.</param>
/// <param name="DecidedOn">Today or earlier; from that day on it counts, as soon as it is recorded.</param>
/// <param name="ValidUntil">First day on which it counts no longer; absent: no limit.</param>
/// <param name="ReviewDue">First day on which it has to be looked at again; absent: as the framework says.</param>
public sealed record RecordEvidence(
    NormElement Element,
    EvidenceKind Kind,
    ExternalReference DocumentReference,
    DecidingBody Body,
    DateOnly DecidedOn,
    DateOnly? ValidUntil = null,
    DateOnly? ReviewDue = null) : IChecked
{
    private const int EndOfTime = 2200;

    public void Check(Faults faults)
    {
        var framework = NormFrameworks.On(DutchTime.DayOf(faults.Now));
        var knowsElement = !faults.Has("/element");
        var rule = knowsElement ? framework.Find(Element) : null;
        faults.Require(!knowsElement || rule is { Evidence.Count: > 0 }, "/element", "Must be an element that the framework in force asks evidence for.");
        faults.Require(faults.Has("/kind") || rule is null or { Evidence.Count: 0 } || rule.Evidence.Contains(Kind), "/kind", "Must be a kind of evidence that the framework in force asks for this element.");
        faults.Require(faults.Has("/decidedOn") || DecidedOn.Year >= 1990 && DecidedOn <= DutchTime.DayOf(faults.Now), "/decidedOn", "Must be today or earlier, and from 1990 on.");
        Later(ValidUntil, "/validUntil");
        Later(ReviewDue, "/reviewDue");

        void Later(DateOnly? day, string pointer) =>
            faults.Require(day is not { } given || given.Year < EndOfTime && (faults.Has("/decidedOn") || given > DecidedOn), pointer, "Must be after decidedOn and before the year 2200.");
    }
}

public sealed record EvidenceReceipt(EvidenceId Id);

public static class RecordEvidenceEndpoint
{
    /// <summary>Records evidence for a municipality that the caller is mandated for.</summary>
    [WolverinePost("/municipalities/{code}/evidence"), Scope("municipalities.write"), Idempotent]
    [ProducesResponseType<EvidenceReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(string code, RecordEvidence command, Gate gate) =>
        gate.Create<EvidenceReceipt>(NormAccess.Record, entry => Task.FromResult(Decide(EvidenceId.New(), new(code), command, entry.Mandated, entry.By, entry.Now)));

    /// <param name="mandated">The municipalities for which the caller is mandated; another one does not exist.</param>
    public static Decision Decide(
        EvidenceId id, MunicipalityCode municipality, RecordEvidence command, IReadOnlyCollection<MunicipalityCode> mandated, ActorRef by, DateTimeOffset now)
    {
        if (!mandated.Contains(municipality)) return Problems.NotFound;
        var recorded = new EvidenceRecorded(
            id, municipality, OrganisationRegister.Current.Find(municipality)!.Oin, command.Element, command.Kind, command.DocumentReference, command.Body, command.DecidedOn,
            command.ValidUntil, command.ReviewDue, by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(Evidence), id.Value, [recorded])],
            Answer = new EvidenceReceipt(id),
            Location = $"/municipalities/{municipality}/evidence/{id}",
        };
    }
}
