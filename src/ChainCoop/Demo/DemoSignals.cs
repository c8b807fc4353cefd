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
    public static string SenderOf(string list) => DemoLists.Default[list].Oin;

    public static IEnumerable<DemoSignal> Of(IEnumerable<ListedPerson> people, DemoLists? lists = null) =>
        people.SelectMany(person => person.Lists, (person, list) => Of(person.Number, (lists ?? DemoLists.Default)[list]));

    private static DemoSignal Of(int person, ListKeeper keeper)
    {
        var municipality = Draws.For(Draws.Municipality, person).OneOf(Municipalities);
        var draw = Draws.For(Draws.Signal, person, keeper.Spelling[0]);
        var text = draw.OneOf([.. Texts[draw.OneOf(keeper.Types)]]);
        var (channel, reporter) = draw.OneOf(keeper.Reporters);
        var reference = $"{ReferencePrefix}{person:D4}-{keeper.Code}";
        var body = new SignalBody(
            municipality, text.Type, draw.Below(25) == 0 ? "urgent" : "normal", FirstDay.AddDays(draw.Below(Days)), channel, reporter,
            text.Text, [new SubjectBody("possible-victim", Spellings.On(keeper.Spelling, Identities.Of(person)))], reference);
        return new DemoSignal(person, keeper.List, keeper.Oin, reference, text.Indicators, body);
    }

    private sealed record ObservationText(string Type, IReadOnlyList<string> Indicators, string Text);
}
