using ChainCoop.Shared;

namespace ChainCoop.Demo;

/// <summary>One entry of one person on one list: a signal that the organisation of that list sends.</summary>
/// <param name="Reference">The sender's own reference of it, and its Idempotency-Key.</param>
/// <param name="Indicators">What the observation tells, for the assessment.</param>
internal sealed record DemoSignal(
    int Person, string List, string Sender, string Reference, IReadOnlyList<string> Indicators, SignalBody Body)
{
    public string Municipality => Body.Municipality;

    public bool IsUrgent => Body.Urgency == "urgent";
}

/// <summary>The body of <c>POST /v1/signals</c>.</summary>
internal sealed record SignalBody(
    string Municipality, string ExploitationType, string Urgency, DateOnly ObservedOn, string Channel, ReporterBody Reporter,
    string Observation, IReadOnlyList<SubjectBody> Subjects, string ExternalReference);

internal sealed record ReporterBody(string Kind, string? Name = null, string? Contact = null);

internal sealed record SubjectBody(string Role, SpelledIdentity Identifiers);

/// <summary>Makes a signal of every list entry. The same table always gives the same signals, byte for byte.</summary>
internal static class DemoSignals
{
    /// <summary>References of the demo start so; no other client's do.</summary>
    public const string ReferencePrefix = "demo-";

    /// <summary>
    /// The 14 municipalities of the district (domain, section 2), written out: a person must not move to another
    /// municipality because the code list changed between two runs.
    /// </summary>
    public static readonly IReadOnlyList<string> Municipalities =
        ["1945", "0209", "0214", "0216", "0225", "0252", "0263", "1740", "0268", "0281", "1960", "0668", "0296", "0297"];

    private static readonly ILookup<string, ObservationText> Texts = EmbeddedData
        .Read<ObservationText[]>("observations.data.json").ToLookup(text => text.Type, StringComparer.Ordinal);

    private static readonly DateOnly FirstDay = new(2010, 1, 1);
    private static readonly int Days = new DateOnly(2015, 12, 31).DayNumber - FirstDay.DayNumber + 1;

    /// <summary>Test OIN of the municipality: its code padded to nine digits.</summary>
    public static string OinOf(string municipality) => $"00000099{municipality.PadLeft(9, '0')}000";

    /// <summary>Test OIN of the organisation that keeps the list.</summary>
    public static string SenderOf(string list) => RegistrarOf(list).Oin;

    public static IEnumerable<DemoSignal> Of(IEnumerable<ListedPerson> people) =>
        people.SelectMany(person => person.Lists, (person, list) => Of(person.Number, list));

    private static DemoSignal Of(int person, string list)
    {
        var registrar = RegistrarOf(list);
        var municipality = Draws.For(Draws.Municipality, person).OneOf(Municipalities);
        var draw = Draws.For(Draws.Signal, person, list[0]);
        var text = draw.OneOf([.. Texts[draw.OneOf(registrar.Types)]]);
        var (channel, reporter) = draw.OneOf(registrar.Reporters);
        var reference = $"{ReferencePrefix}{person:D4}-{list.ToLowerInvariant()}";
        var body = new SignalBody(
            municipality, text.Type, draw.Below(25) == 0 ? "urgent" : "normal", FirstDay.AddDays(draw.Below(Days)), channel, reporter,
            text.Text, [new SubjectBody("possible-victim", Spellings.On(list, Identities.Of(person)))], reference);
        return new DemoSignal(person, list, registrar.Oin, reference, text.Indicators, body);
    }

    /// <summary>Who keeps the list, and what signals come from there: a code stands as often as it is likely.</summary>
    private static Registrar RegistrarOf(string list) => list switch
    {
        "I" => new("00000099000100005000", ["labour", "labour", "labour", "labour", "forced-begging-or-services"], [Own("inspection")]),
        "K" => new("00000099000100006000", ["sexual", "sexual", "labour", "criminal", "unknown"], [Own("case-system")]),
        "O" => new("00000099000100012000", ["sexual", "labour", "criminal", "forced-begging-or-services", "unknown"],
            [
                ("phone", new ReporterBody("citizen", "A neighbour", "neighbour@reporter.example")),
                ("anonymous-tip-line", new ReporterBody("anonymous")),
                ("web-form", new ReporterBody("professional", "A teacher", "teacher@school.example")),
            ]),
        "P" => new("00000099000100001000", ["sexual", "sexual", "sexual", "labour", "criminal"], [Own("case-system")]),
        "R" => new("00000099000100008000", ["sexual", "sexual", "labour", "criminal", "unknown"],
            [Own("partner"), ("email", new ReporterBody("professional", "A youth worker", "youth-worker@care.example"))]),
        "Z" => new("00000099000100009000", ["sexual", "sexual", "sexual", "labour", "unknown"], [Own("partner")]),
        _ => throw new ArgumentOutOfRangeException(nameof(list), list, "The demo knows the lists I, K, O, P, R and Z."),
    };

    private static (string Channel, ReporterBody Reporter) Own(string channel) => (channel, new ReporterBody("organisation"));

    private sealed record Registrar(
        string Oin, IReadOnlyList<string> Types, IReadOnlyList<(string Channel, ReporterBody Reporter)> Reporters);

    private sealed record ObservationText(string Type, IReadOnlyList<string> Indicators, string Text);
}
