using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>The care room of a case: who needs help and what is arranged. Knows neither the case nor the security room.</summary>
public sealed record VictimTrack(VictimTrackId Id, DateTimeOffset OpenedAt)
{
    public long Version { get; init; }

    public IReadOnlyList<Participation> Participations { get; init; } = [];

    /// <summary>Where persons are, each at the last place that was found for them.</summary>
    public IReadOnlyList<Placement> Placements { get; init; } = [];

    /// <summary>What is still asked by a moment.</summary>
    public IReadOnlyList<OpenDeadline> Deadlines { get; init; } = [];

    public IReadOnlyList<SafetyCheck> SafetyChecks { get; init; } = [];

    public IReadOnlyList<RouteProposal> Routes { get; init; } = [];

    public IReadOnlyList<ShelterRequest> ShelterRequests { get; init; } = [];

    public IReadOnlyList<Aftercare> Aftercare { get; init; } = [];

    public IReadOnlyList<ComenshaRegistration> ComenshaRegistrations { get; init; } = [];

    public IReadOnlyList<ReflectionPeriod> ReflectionPeriods { get; init; } = [];

    public IReadOnlyList<TraffickingAssessment> TraffickingAssessments { get; init; } = [];

    /// <summary>Persons whose data was erased here: codes about them are left, and given to nobody else.</summary>
    public IReadOnlyList<SubjectId> Erased { get; init; } = [];

    /// <summary>Its term was over: nothing is left.</summary>
    public bool Destroyed { get; init; }

    public static VictimTrack Create(VictimTrackOpened e) => new(e.VictimTrackId, e.At);

    public VictimTrack Apply(VictimParticipationStarted e) => this with
    {
        Participations = [.. Participations, new Participation(e.ParticipationId, e.SubjectId, e.Role, e.Identifiers, e.Note, e.At)],
    };

    public VictimTrack Apply(VictimPlaced e) => this with
    {
        Placements = [.. PlacementsWithout(e.ParticipationId), new Placement(e.PlacementId, e.ParticipationId, e.Address, e.By, e.At)],
    };

    public VictimTrack Apply(VictimParticipationCorrected e) => this with { Participations = Participations.Corrected(e.ParticipationId, e.Role, e.Identifiers, e.Note) };

    /// <summary>With the role goes the place that was found for it.</summary>
    public VictimTrack Apply(VictimParticipationEnded e) => this with
    {
        Participations = Participations.Ended(e.ParticipationId, e.Reason, e.EndedOn, e.Note),
        Placements = PlacementsWithout(e.ParticipationId),
    };

    public VictimTrack Apply(VictimSafetyChecked e) => this with
    {
        SafetyChecks = [.. SafetyChecks, new SafetyCheck(e.SafetyCheckId, e.ParticipationId, e.Level, e.Needs, e.Note, e.At)],
    };

    public VictimTrack Apply(VictimRouteProposed e) => this with
    {
        Routes = [.. Routes, new RouteProposal(e.RouteProposalId, e.ParticipationId, e.Facts, e.Rules, e.Proposed, e.Applied, e.Open, e.At)],
    };

    public VictimTrack Apply(VictimRouteDecided e) => this with
    {
        Routes = [.. Routes.Select(known => known.Id == e.RouteProposalId ? known with { Decision = new RouteDecision(e.Route, e.Deviation, e.Note, e.At) } : known)],
    };

    public VictimTrack Apply(VictimShelterRequested e) => this with
    {
        ShelterRequests =
        [
            .. ShelterRequests,
            new ShelterRequest(e.ShelterRequestId, e.ParticipationId, e.Shelter, ShelterState.Requested, [new ShelterStep(ShelterState.Requested, e.Reason, e.Note, e.At)]),
        ],
    };

    public VictimTrack Apply(VictimShelterMoved e) => this with
    {
        ShelterRequests = [.. ShelterRequests.Select(known => known.Id == e.ShelterRequestId ? known.Moved(e) : known)],
        Placements = e.To is ShelterState.Transfer or ShelterState.Outflow
            ? PlacementsWithout(ShelterRequests.First(known => known.Id == e.ShelterRequestId).ParticipationId)
            : Placements,
        Deadlines = DeadlinesAfter(e.ReportMet, e.Report),
    };

    public VictimTrack Apply(VictimOverstayReported e) => this with
    {
        ShelterRequests =
        [
            .. ShelterRequests.Select(known => known.Id == e.ShelterRequestId
                ? known with { Overstays = [.. known.Overstays, new OverstayReport(e.Reason, e.Note, e.At)], Report = e.Next.Id }
                : known),
        ],
        Deadlines = DeadlinesAfter(e.ReportMet, e.Next),
    };

    public VictimTrack Apply(VictimAftercareArranged e) => this with
    {
        Aftercare = [.. Aftercare, new Aftercare(e.AftercareId, e.ParticipationId, e.Kind, e.Note, e.At)],
    };

    public VictimTrack Apply(VictimRegisteredWithComensha e) => this with
    {
        ComenshaRegistrations =
        [
            .. ComenshaRegistrations,
            new ComenshaRegistration(e.ComenshaRegistrationId, e.ParticipationId, [new ComenshaChange(e.Type, e.LegalBasisId, e.Basis, e.Note, e.At)]),
        ],
    };

    public VictimTrack Apply(ComenshaRegistrationChanged e) => this with
    {
        ComenshaRegistrations =
        [
            .. ComenshaRegistrations.Select(known => known.Id == e.ComenshaRegistrationId
                ? known with { Changes = [.. known.Changes, new ComenshaChange(e.Type, e.LegalBasisId, e.Basis, e.Note, e.At)] }
                : known),
        ],
    };

    public VictimTrack Apply(ReflectionPeriodBegun e) => this with
    {
        ReflectionPeriods = [.. ReflectionPeriods, new ReflectionPeriod(e.ReflectionPeriodId, e.ParticipationId, e.Kind, e.From, e.Deadline.DueAt)],
        Deadlines = Deadlines.With(e.Deadline),
    };

    public VictimTrack Apply(ReflectionPeriodEnded e) => this with
    {
        ReflectionPeriods =
        [
            .. ReflectionPeriods.Select(known => known.Id == e.ReflectionPeriodId ? known with { Ending = new ReflectionEnding(e.Reason, e.EndedOn, e.Note) } : known),
        ],
        Deadlines = Deadlines.Without(DeadlineId.From(e.ReflectionPeriodId.Value)),
    };

    public VictimTrack Apply(VictimFactContested e) => this with
    {
        Participations = Participations.Contested(e.ParticipationId, subject => new Contest<ParticipationFact>(e.ContestId, e.Fact, subject, e.Statement, e.By, e.At)),
    };

    public VictimTrack Apply(VictimContestDecided e) => this with { Participations = Participations.Decided(e.ParticipationId, e.ContestId, e.Decision, e.Reason, e.Note) };

    public VictimTrack Apply(VictimDeadlineMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    public VictimTrack Apply(VictimDeadlineMoved e) => this with
    {
        Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules),
        ReflectionPeriods = [.. ReflectionPeriods.Select(known => known.Id.Value == e.DeadlineId.Value ? known with { DueAt = e.DueAt } : known)],
    };

    public VictimTrack Apply(VictimTraffickingAssessed e) => this with
    {
        TraffickingAssessments =
        [
            .. TraffickingAssessments,
            new TraffickingAssessment(
                e.TraffickingAssessmentId, e.ParticipationId, e.Status, e.DecidedBy, e.ExploitationTypes, e.SexualExploitation, e.ControlMethods, e.RecruitmentMethods, e.Industry, e.Note, e.At),
        ],
    };

    /// <summary>What a person had here is in the vault alone.</summary>
    public VictimTrack Apply(VictimContentErased e) => e is { Part: ErasurePart.Subject, Subject: { } subject } ? this with { Erased = [.. Erased, subject] } : this;

    /// <summary>Nothing but the id of what was.</summary>
    public VictimTrack Apply(VictimTrackDestroyed e) => new(VictimTrackId.From(e.Record.Value), OpenedAt) { Version = Version, Destroyed = true };

    /// <summary>The request of the person that looks for shelter or is in it; there is one at most.</summary>
    internal ShelterRequest? OpenRequestOf(ParticipationId person) =>
        ShelterRequests.FirstOrDefault(request => request.ParticipationId == person && ShelterProtocol.IsOpen(request.State));

    /// <summary>The reflection period of the person that runs, whichever role it began in.</summary>
    internal ReflectionPeriod? RunningReflectionOf(ParticipationId person) =>
        ReflectionPeriods.FirstOrDefault(period => period.Ending is null && this.SubjectOf(period.ParticipationId) == this.SubjectOf(person));

    /// <summary>The report on a stay beyond its term that is asked of a request.</summary>
    internal OpenDeadline? ReportOf(ShelterRequest request) => Deadlines.FirstOrDefault(deadline => deadline.Id == request.Report);

    private IReadOnlyList<OpenDeadline> DeadlinesAfter(DeadlineId? met, Deadline? begun)
    {
        var open = met is { } id ? Deadlines.Without(id) : Deadlines;
        return begun is null ? open : open.With(begun);
    }

    private List<Placement> PlacementsWithout(ParticipationId person) => [.. Placements.Where(placement => placement.ParticipationId != person)];
}
