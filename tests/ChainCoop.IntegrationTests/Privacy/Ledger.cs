using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Somebody in one record.</summary>
internal sealed class Person
{
    public string Id { get; private set; } = "";

    public string Record { get; private set; } = "";

    public bool IsInSignal { get; private set; }

    public void Is(string record, string id, bool isInSignal = true) => (Record, Id, IsInSignal) = (record, id, isInSignal);
}

/// <summary>A text that was sent once, so that it is known wherever it turns up.</summary>
/// <param name="Of">Whose alone it is; null: prose.</param>
/// <param name="Names">Whom prose names, as its writer knows.</param>
/// <param name="Replaces">It was written to stand in the place of prose that names somebody.</param>
internal sealed record Mark(string Text, Person? Of, IReadOnlyList<Person> Names, bool Replaces)
{
    public string? Record { get; set; }

    /// <summary>When the answer came that it was taken; null: it was refused.</summary>
    public long? KeptAt { get; set; }
}

/// <param name="Target">A person or a record.</param>
/// <param name="PlacedAt">When the answer came.</param>
internal sealed record Hold(string Address, string Target, long PlacedAt)
{
    public bool MayHaveEnded { get; set; }
}

/// <param name="ReadAt">Before the record was read, to decide what its prose says.</param>
/// <param name="Originals">Prose that goes with the person.</param>
internal sealed record Erasing(string Id, Person Person, long ReadAt, IReadOnlyList<string> Originals)
{
    /// <summary>Before the request that made it final; the greatest number: none did.</summary>
    public long OrderedAt { get; set; }

    public bool Withdrawn { get; set; }
}

/// <param name="Records">What an approval would destroy.</param>
/// <param name="ApprovedAt">Before the request.</param>
internal sealed record Listed(IReadOnlyList<string> Records, long ApprovedAt);

/// <summary>What several clients send and hear at once, kept in one place. Its times are numbers that grow with every event.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Mark> marks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> caseOfTrack = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> told = [];
    private readonly Shelf<string> signals = new();
    private readonly Shelf<string> cases = new();
    private readonly Shelf<string> tracks = new();
    private readonly Shelf<Person> persons = new();
    private readonly Shelf<Person> bystanders = new();
    private readonly string prefix = $"Zq{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3))}n";
    private long now;
    private long taken;

    public ICollection<Mark> Marks => marks.Values;

    public IReadOnlyList<string> Signals => signals.Snapshot;

    public IReadOnlyList<string> Cases => cases.Snapshot;

    /// <summary>Their addresses below <c>/v1</c>.</summary>
    public IReadOnlyList<string> Tracks => tracks.Snapshot;

    public IReadOnlyList<Person> Persons => persons.Snapshot;

    /// <summary>Whom texts of a case name: they have no id in it.</summary>
    public IReadOnlyList<Person> Bystanders => bystanders.Snapshot;

    public Shelf<Hold> Holds { get; } = new();

    public Shelf<Listed> Listed { get; } = new();

    public Shelf<Erasing> Erasures { get; } = new();

    /// <summary>How many requests to change something were taken.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <summary>What was asked and answered, in the order of the answers.</summary>
    public string Story => string.Join('\n', told);

    public long Now() => Interlocked.Increment(ref now);

    public Mark? Find(string text) => marks.GetValueOrDefault(text);

    /// <summary>A value of one person.</summary>
    public string Value(Person person, List<Mark> sent) => Sent(new Mark(Unique(), person, [], false), sent);

    /// <summary>Prose that names these persons.</summary>
    public string Text(IReadOnlyList<Person> names, List<Mark> sent, bool replaces = false) => Sent(new Mark(Unique(), null, names, replaces), sent);

    public void Add(string record, IReadOnlyList<Person> of)
    {
        if (of.All(person => person.IsInSignal)) signals.Add(record);
        foreach (var person in of) persons.Add(person);
    }

    public void Add(string of, string victims, string security)
    {
        (caseOfTrack[victims], caseOfTrack[security]) = (of, of);
        tracks.Add($"victim-tracks/{victims}");
        tracks.Add($"security-tracks/{security}");
        cases.Add(of);
        for (var i = 0; i < 2; i++)
        {
            var person = new Person();
            person.Is(of, Guid.NewGuid().ToString(), isInSignal: false);
            bystanders.Add(person);
        }
    }

    public IReadOnlyList<Person> In(string record) => [.. Persons.Where(person => person.Record == record)];

    public string TrackOf(Person person) => Tracks.Single(track => track.EndsWith(person.Record, StringComparison.Ordinal));

    public string CaseOf(string track) => caseOfTrack[track];

    /// <summary>What a hold on keeps this person's data.</summary>
    public IEnumerable<string> TargetsOf(Person person) =>
        caseOfTrack.TryGetValue(person.Record, out var file) ? [person.Id, person.Record, file] : [person.Id, person.Record];

    public void Told(string url, int status, string answer)
    {
        if (status < 300) Interlocked.Increment(ref taken);
        told.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Now()} {url} {status} {answer}"));
    }

    private string Unique() => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Now()}x");

    private string Sent(Mark mark, List<Mark> sent)
    {
        marks[mark.Text] = mark;
        sent.Add(mark);
        return mark.Text;
    }
}

/// <summary>A list to which several add at once.</summary>
internal sealed class Shelf<T>
{
    private readonly Lock gate = new();
    private IReadOnlyList<T> items = [];

    public IReadOnlyList<T> Snapshot => items;

    public void Add(T item)
    {
        lock (gate) items = [.. items, item];
    }
}
