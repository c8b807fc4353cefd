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

    /// <summary>Its term was over: nothing is left.</summary>
    public bool Destroyed { get; init; }

    public static VictimTrack Create(VictimTrackOpened e) => new(e.VictimTrackId, e.At);

    public VictimTrack Apply(VictimParticipationStarted e) => this with
    {
        Participations = [.. Participations, new Participation(e.ParticipationId, e.SubjectId, e.Role, e.Identifiers, e.Note, e.At)],
    };

    public VictimTrack Apply(VictimPlaced e) => this with
    {
        Placements = [.. Placements.Where(placement => placement.ParticipationId != e.ParticipationId), new Placement(e.PlacementId, e.ParticipationId, e.Address, e.By, e.At)],
    };

    public VictimTrack Apply(VictimParticipationCorrected e) => this with { Participations = Participations.Corrected(e.ParticipationId, e.Role, e.Identifiers, e.Note) };

    public VictimTrack Apply(VictimFactContested e) => this with
    {
        Participations = Participations.Contested(e.ParticipationId, subject => new Contest<ParticipationFact>(e.ContestId, e.Fact, subject, e.Statement, e.By, e.At)),
    };

    public VictimTrack Apply(VictimContestDecided e) => this with { Participations = Participations.Decided(e.ParticipationId, e.ContestId, e.Decision, e.Reason, e.Note) };

    public VictimTrack Apply(VictimDeadlineMissed e) => this with { Deadlines = Deadlines.Missed(e.DeadlineId) };

    public VictimTrack Apply(VictimDeadlineMoved e) => this with { Deadlines = Deadlines.Moved(e.DeadlineId, e.DueAt, e.Rules) };

    /// <summary>What a person had here is in the vault alone: that it is gone changes the version.</summary>
    public VictimTrack Apply(VictimContentErased _) => this;

    public VictimTrack Apply(VictimTrackDestroyed e) => this with { Id = VictimTrackId.From(e.Record.Value), Destroyed = true, Participations = [], Deadlines = [], Placements = [] };
}
