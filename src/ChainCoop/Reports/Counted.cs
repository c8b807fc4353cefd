using System.Collections.Immutable;
using ChainCoop.Shared;

namespace ChainCoop.Reports;

/// <summary>What has to be known of a record to count what happens to it. It goes when the record is destroyed.</summary>
/// <param name="Municipalities">Whose facts they are: one, but of mandates and agreements.</param>
/// <param name="Since">When it began.</param>
internal sealed record Counted(IReadOnlyList<MunicipalityCode> Municipalities, DateTimeOffset Since)
{
    public string Code { get; init; } = "";

    /// <summary>How many facts of a kind it has.</summary>
    public ImmutableDictionary<string, int> Numbers { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Of a track: its requests for shelter, interventions and measures.</summary>
    public ImmutableDictionary<Guid, CountedItem> Items { get; init; } = ImmutableDictionary<Guid, CountedItem>.Empty;

    /// <summary>Of an agreement: who has not accepted it yet.</summary>
    public IReadOnlyList<Oin> Waiting { get; init; } = [];

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    public int DaysUntil(DateTimeOffset at) => CountedItem.Days(Since, at);

    public int Number(FactKind kind) => Numbers.GetValueOrDefault(Kebab.Of(kind));

    public Counted With(Guid id, CountedItem item) => this with { Items = Items.SetItem(id, item) };

    public Counted Having(FactKind kind) => this with { Numbers = Numbers.SetItem(Kebab.Of(kind), Number(kind) + 1) };
}

/// <param name="Times">How often it came to what counts once.</param>
internal sealed record CountedItem(string Code, DateTimeOffset Since, int Times = 0)
{
    public int DaysUntil(DateTimeOffset at) => Days(Since, at);

    public static int Days(DateTimeOffset since, DateTimeOffset at) => Math.Max(0, DutchTime.DayOf(at).DayNumber - DutchTime.DayOf(since).DayNumber);
}

/// <summary>The records that a page of events is about, restored as the page before left them, and the facts of the page.</summary>
internal sealed class FactLedger
{
    private readonly Dictionary<Guid, Counted> records = [];
    private readonly HashSet<Guid> changed = [];
    private readonly HashSet<Guid> destroyed = [];
    private readonly List<(Fact Fact, long Sequence, int Ordinal)> facts = [];

    public IReadOnlyList<(Fact Fact, long Sequence, int Ordinal)> Facts => facts;

    public IReadOnlyList<(Guid Id, Counted Record)> Changed => [.. changed.Select(id => (id, records[id]))];

    public IReadOnlyCollection<Guid> Destroyed => destroyed;

    public void Restore(Guid id, Counted record) => records[id] = record;

    public void Apply(FactChange change, DateTimeOffset at, long sequence)
    {
        if (change.Destroys)
        {
            records.Remove(change.Record);
            changed.Remove(change.Record);
            destroyed.Add(change.Record);
            return;
        }

        // In a rebuild, of what is left of a record whose first facts were destroyed nothing is known: its facts are there.
        if ((change.Begins ?? records.GetValueOrDefault(change.Record)) is not { } before) return;
        var record = change.Becomes?.Invoke(before) ?? before;
        var ordinal = 0;
        foreach (var fact in change.Counts(record))
        {
            if (fact.Once && record.Number(fact.Kind) > 0) continue;
            record = record.Having(fact.Kind);
            foreach (var municipality in record.Municipalities) facts.Add((new Fact(fact.Kind, municipality, at, fact.Code, fact.Value, change.Record), sequence, ordinal++));
        }

        if (record == before && change.Begins is null) return;
        records[change.Record] = record;
        changed.Add(change.Record);
    }
}
