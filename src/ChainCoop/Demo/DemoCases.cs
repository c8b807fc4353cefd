namespace ChainCoop.Demo;

/// <summary>What <c>GET /v1/cases/{id}</c> says that the demo goes by.</summary>
internal sealed record CaseAnswer(
    string Status, DateTimeOffset ProposedAt, IReadOnlyList<MemberAnswer> Members, IReadOnlyList<TaskAnswer> Tasks,
    string? VictimTrackId, string? SecurityTrackId);

internal sealed record MemberAnswer(string Organisation, string Room);

internal sealed record TaskAnswer(string Kind);

/// <summary>What <c>GET /v1/victim-tracks/{id}</c> says that the demo goes by.</summary>
internal sealed record VictimTrackAnswer(IReadOnlyList<ParticipationAnswer> Participations);

internal sealed record ParticipationAnswer(string Role);

/// <summary>What <c>GET /v1/security-tracks/{id}</c> says that the demo goes by.</summary>
internal sealed record SecurityTrackAnswer(IReadOnlyList<MeasureAnswer> Measures);

internal sealed record MeasureAnswer(string Kind);

internal sealed record ScreeningBody(string Conclusion, IReadOnlyList<string> Criteria);

internal sealed record MemberBody(string Organisation, string Room, string Role);

internal sealed record TaskBody(string Kind, string Organisation, DateOnly DueOn, string Note);

internal sealed record ParticipationBody(string Role, SpelledIdentity Identifiers);

internal sealed record MeasureBody(string Kind, string Note);

/// <summary>
/// What happens to a case, by plain rules: it is accepted; police, care coordination and whoever sent a signal about the
/// person join, in the rooms where they have work; care coordination and police get a task; the victim enters the care
/// room; in one case of three a measure is considered.
/// </summary>
internal static class DemoCases
{
    private static readonly string Police = DemoSignals.SenderOf("P");
    private static readonly string CareCoordination = DemoSignals.SenderOf("R");
    private static readonly string Shelter = DemoSignals.SenderOf("Z");

    private static readonly string Other = DemoSignals.SenderOf("O");

    private static readonly TaskBody[] Tasks =
    [
        new("safety-check", CareCoordination, default, "At a place where the person feels safe."),
        new("request-information", Police, default, "Whether the address and the phone number are known."),
    ];

    private static readonly MeasureBody Measure = new("warning-letter", "The address comes up in more signals.");

    /// <summary>Days from proposal to the end of a task's term.</summary>
    private const int TaskDays = 60;

    /// <param name="senders">Who sent the signals about the person.</param>
    public static IReadOnlyList<DemoStep> Remaining(string municipality, IEnumerable<string> senders, CaseAnswer current)
    {
        DemoStep Step(string name, string resource, object body) => new(name, municipality, resource, body);

        List<DemoStep> steps = [];
        if (current.Status == "proposed")
            steps.Add(Step("screening", "screenings", new ScreeningBody("accepted", ["several-chains-needed"])));

        foreach (var (organisation, room) in Members(senders))
        {
            if (!current.Members.Any(member => member.Organisation == organisation && member.Room == room))
                steps.Add(Step($"{room}-{organisation}", "members", new MemberBody(organisation, room, "member")));
        }

        var dueOn = DateOnly.FromDateTime(current.ProposedAt.UtcDateTime).AddDays(TaskDays);
        foreach (var task in Tasks.Where(task => !current.Tasks.Any(assigned => assigned.Kind == task.Kind)))
            steps.Add(Step($"task-{task.Kind}", "tasks", task with { DueOn = dueOn }));
        return steps;
    }

    public static IReadOnlyList<DemoStep> Remaining(string municipality, Identity victim, VictimTrackAnswer current) =>
        current.Participations.Count > 0
            ? []
            : [new DemoStep("participation", municipality, "participations", new ParticipationBody("victim", Spellings.On("R", victim)))];

    public static IReadOnlyList<DemoStep> Remaining(string municipality, int person, SecurityTrackAnswer current) =>
        current.Measures.Count > 0 || person % 3 > 0 ? [] : [new DemoStep("measure", municipality, "measures", Measure)];

    private static IEnumerable<(string Organisation, string Room)> Members(IEnumerable<string> senders) =>
        from organisation in senders.Append(Police).Append(CareCoordination).Distinct()
        from room in RoomsOf(organisation)
        select (organisation, room);

    private static string[] RoomsOf(string organisation) =>
        organisation == CareCoordination || organisation == Shelter ? ["general", "care"]
        : organisation == Other ? ["general"]
        : ["general", "security"];
}
