using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Organisations;
using ChainCoop.Prevention;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;

namespace ChainCoop.Reports;

/// <summary>What an event changes in what is counted of one record.</summary>
internal sealed record FactChange(Guid Record)
{
    /// <summary>The record begins with it.</summary>
    public Counted? Begins { get; init; }

    /// <summary>What is known of the record from now on.</summary>
    public Func<Counted, Counted>? Becomes { get; init; }

    /// <summary>By what is known after the event.</summary>
    public Func<Counted, IReadOnlyList<NewFact>> Counts { get; init; } = _ => [];

    /// <summary>Nothing of the record is left: its facts stay, and lead to it no longer.</summary>
    public bool Destroys { get; init; }
}

/// <param name="Once">Only if the record has none of its kind.</param>
internal sealed record NewFact(FactKind Kind, string Code = "", int Value = 0, bool Once = false);

internal static class FactRules
{
    public static FactChange? Of(object @event) => @event switch
    {
        SignalReceived e => new(e.SignalId.Value)
        {
            Begins = new Counted([e.Municipality], e.At),
            Counts = _ => [new(FactKind.SignalReceived, e.ExploitationType.Value), new(FactKind.SignalChannel, e.Channel.Value)],
        },
        SignalAcknowledged e => Step(e.SignalId, FactKind.SignalAcknowledged, "", e.At),
        SignalAssessed e => Step(e.SignalId, FactKind.SignalAssessed, "", e.At),
        SignalDismissed e => Concluded(e.SignalId, SignalStatus.Dismissed, e.At),
        SignalLinked e => Concluded(e.SignalId, SignalStatus.Linked, e.At),
        SignalEscalated e => Concluded(e.SignalId, SignalStatus.Escalated, e.At),
        // Final only when that party accepts.
        ReferralAccepted e => Concluded(e.SignalId, SignalStatus.Referred, e.At),
        SignalRetracted e => new(e.SignalId.Value)
        {
            Counts = signal => [new(FactKind.SignalConcluded, Kebab.Of(SignalStatus.Retracted), signal.DaysUntil(e.At), Once: true), new(FactKind.SignalRetracted, e.Reason.Value)],
        },
        FeedbackGiven e => Step(e.SignalId, FactKind.SignalFedBack, e.Told.Value, e.At),
        SignalMerged e => new(e.SignalId.Value) { Counts = _ => [new(FactKind.SignalMerged, Once: true)] },
        SignalReopened e => new(e.SignalId.Value) { Counts = _ => [new(FactKind.SignalReopened, e.Reason.Value)] },
        SignalOriginRecorded { Inspection: { } inspection } e => new(e.SignalId.Value) { Counts = _ => [new(FactKind.SignalFromInspection, inspection.Value)] },
        SignalOriginRecorded e => new(e.SignalId.Value) { Counts = _ => [new(FactKind.SignalFromActivity)] },
        MatchFound e => new(e.MatchId.Value) { Begins = new Counted([e.Asker.Municipality], e.At), Counts = _ => [new(FactKind.MatchHit)] },

        CaseProposed e => new(e.CaseId.Value)
        {
            Begins = new Counted([e.Municipality], e.At) { Code = e.ExploitationTypes.Count == 1 ? e.ExploitationTypes[0].Value : Fact.Several },
        },
        // Only membership facts know the municipality of a track.
        MemberJoined { Founding: true, VictimTrackId: { } track } e => new(track.Value) { Begins = new Counted([e.Municipality], e.At) },
        MemberJoined { Founding: true, SecurityTrackId: { } track } e => new(track.Value) { Begins = new Counted([e.Municipality], e.At) },
        CaseOpened e => new(e.CaseId.Value) { Counts = @case => [new(FactKind.CaseOpened, @case.Code, @case.DaysUntil(e.At), Once: true)] },
        CaseClosed e => new(e.CaseId.Value) { Counts = @case => [new(FactKind.CaseClosed, e.Outcome.Value, @case.DaysUntil(e.At), Once: true)] },
        CaseReopened e => new(e.CaseId.Value) { Counts = _ => [new(FactKind.CaseReopened, e.Reason.Value)] },
        RoomHandedOver e => new((e.VictimTrackId?.Value ?? e.SecurityTrackId?.Value) ?? e.CaseId.Value) { Becomes = room => room with { Municipalities = [e.Municipality] } },

        VictimParticipationStarted { Role.Value: "victim" or "possible-victim" } e => Numbered(e.VictimTrackId, FactKind.VictimKnown, ""),
        VictimRegisteredWithComensha e => Numbered(e.VictimTrackId, FactKind.ComenshaRegistered, e.Type.Value),
        VictimShelterRequested e => new(e.VictimTrackId.Value)
        {
            Becomes = track => track.With(e.ShelterRequestId.Value, new CountedItem(e.Shelter.Value, e.At)),
            Counts = _ => [new(FactKind.ShelterRequested, e.Shelter.Value)],
        },
        VictimShelterMoved e => new(e.VictimTrackId.Value)
        {
            Becomes = track => track.With(e.ShelterRequestId.Value, track.Items[e.ShelterRequestId.Value] with
            {
                Code = e.Shelter?.Value ?? track.Items[e.ShelterRequestId.Value].Code,
                Times = track.Items[e.ShelterRequestId.Value].Times + (e.To == ShelterState.Placed ? 1 : 0),
            }),
            Counts = track => e.To switch
            {
                ShelterState.Placed when track.Items[e.ShelterRequestId.Value] is { Times: 1 } request => [new(FactKind.ShelterPlaced, request.Code, request.DaysUntil(e.At))],
                ShelterState.Ended or ShelterState.Withdrawn => [new(FactKind.ShelterEnded, Kebab.Of(e.To))],
                _ => [],
            },
        },

        BarrierInterventionPlanned e => new(e.SecurityTrackId.Value)
        {
            Becomes = track => track.With(e.BarrierId.Value, new CountedItem(e.Step.Value, e.At)),
            Counts = _ => [new(FactKind.InterventionPlanned, e.Step.Value)],
        },
        BarrierInterventionConcluded { Result: BarrierResult.Done } e => new(e.SecurityTrackId.Value)
        {
            Counts = track => [new(FactKind.InterventionDone, track.Items[e.BarrierId.Value].Code), .. e.Effect is { } effect ? [new NewFact(FactKind.MeasureEffect, effect.Value)] : (NewFact[])[]],
        },
        MeasureConsidered e => new(e.SecurityTrackId.Value) { Becomes = track => track.With(e.MeasureId.Value, new CountedItem(e.Kind.Value, e.At)) },
        MeasureImposed e => OfMeasure(e.SecurityTrackId, e.MeasureId, FactKind.MeasureImposed),
        MeasureAnnulled e => OfMeasure(e.SecurityTrackId, e.MeasureId, FactKind.MeasureAnnulled),
        MeasureEffectRecorded e => new(e.SecurityTrackId.Value) { Counts = _ => [new(FactKind.MeasureEffect, e.Effect.Value)] },

        MandateGiven e => new(e.MandateId.Value)
        {
            Begins = new Counted(e.Municipalities, e.At) { Code = Kebab.Of(e.Role) },
            Counts = _ => [new(FactKind.RoleFrom, Kebab.Of(e.Role), e.From.DayNumber), .. Until(FactKind.RoleUntil, Kebab.Of(e.Role), e.Until)],
        },
        MandateEnded e => new(e.MandateId.Value) { Counts = mandate => Until(FactKind.RoleUntil, mandate.Code, e.Until) },

        AgreementMade e => new(e.AgreementId.Value)
        {
            Begins = new Counted([.. e.Parties.Select(party => OrganisationRegister.Current.Find(party)?.Municipality).OfType<MunicipalityCode>()], e.At)
            {
                Waiting = [.. e.Parties.Where(party => party != e.By.Organisation)],
                From = e.From,
                Until = e.Until,
            },
        },
        AgreementAccepted e => new(e.AgreementId.Value)
        {
            Becomes = agreement => agreement with { Waiting = [.. agreement.Waiting.Where(party => party != e.Party)] },
            Counts = agreement => agreement is { Waiting.Count: 0, From: { } from }
                ? [new(FactKind.AgreementFrom, "", from.DayNumber), .. Until(FactKind.AgreementUntil, "", agreement.Until)]
                : [],
        },
        AgreementEnded e => new(e.AgreementId.Value)
        {
            Counts = agreement => agreement.Waiting.Count == 0 ? Until(FactKind.AgreementUntil, "", DutchTime.DayOf(e.At)) : [],
        },

        PreventionActivityPlanned e => new(e.ActivityId.Value) { Begins = new Counted([e.Municipality], e.At) },
        PreventionActivityHeld e => new(e.ActivityId.Value) { Counts = _ => [new(FactKind.ActivityHeld, e.RiskGroup.Value, e.Reach)] },
        TrainingHeld e => new(e.TrainingId.Value)
        {
            Begins = new Counted([e.Municipality], e.At),
            Counts = _ => [new(FactKind.TrainingHeld, e.Department.Value, e.Attendance), .. e.Refresher ? [new NewFact(FactKind.RefresherHeld, e.Department.Value, e.Attendance)] : (NewFact[])[]],
        },
        TrainingTargetSet e => new(e.TargetId.Value) { Begins = new Counted([e.Municipality], e.At), Counts = _ => [new(FactKind.TrainingTarget, e.Department.Value, e.Target)] },

        RecordDestroyed { Kind: not (ResourceKind.SubjectRequest or ResourceKind.SubjectLink) } e => new(e.Record.Value) { Destroys = true },
        _ => null,
    };

    private static FactChange Step(SignalId signal, FactKind kind, string code, DateTimeOffset at) =>
        new(signal.Value) { Counts = known => [new(kind, code, known.DaysUntil(at), Once: true)] };

    private static FactChange Concluded(SignalId signal, SignalStatus outcome, DateTimeOffset at) => Step(signal, FactKind.SignalConcluded, Kebab.Of(outcome), at);

    private static FactChange Numbered(VictimTrackId track, FactKind kind, string code) =>
        new(track.Value) { Counts = known => [new(kind, code, known.Number(kind) + 1)] };

    private static FactChange OfMeasure(SecurityTrackId track, MeasureId measure, FactKind kind) =>
        new(track.Value) { Counts = known => [new(kind, known.Items[measure.Value].Code)] };

    private static IReadOnlyList<NewFact> Until(FactKind kind, string code, DateOnly? day) => day is { } until ? [new(kind, code, until.DayNumber)] : [];
}
