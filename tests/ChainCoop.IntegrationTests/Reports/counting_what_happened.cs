using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Municipalities;
using ChainCoop.Reports;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Reports;

/// <summary>What is counted of records, also when they are destroyed. On a district of its own, for it spoils all that is counted.</summary>
public class counting_what_happened(DestructionApp old) : IClassFixture<DestructionApp>
{
    private const string Zaltbommel = "0297";

    [Fact]
    public async Task stays_when_records_are_destroyed_and_leads_to_none()
    {
        var gone = await old.SignalAsync(Zaltbommel, DestructionApp.OverAYear);
        var stays = await old.SignalAsync(Zaltbommel, days: 3);
        await old.CaughtUpAsync();
        var before = await FactsAsync();
        before.Select(fact => fact.Subject.ToString()).Distinct().Order().ShouldBe(new[] { gone, stays }.Order());
        before.Count(fact => fact.Kind == FactKind.SignalReceived).ShouldBe(2);

        await old.DestroyedAsync(DestructionApp.Keeper(Zaltbommel, "facts-anna"), DestructionApp.Keeper(Zaltbommel, "facts-bert"),
            await old.ProposedAsync(DestructionApp.Keeper(Zaltbommel, "facts-anna"), Zaltbommel));
        await old.BodiesEmptiedAsync(gone);
        await old.CaughtUpAsync();

        var after = await FactsAsync();
        Counted(after).ShouldBe(Counted(before));
        after.Where(fact => fact.Subject is null).ShouldAllBe(fact => DutchTime.DayOf(fact.At).Day == 1 && DutchTime.StartOf(DutchTime.DayOf(fact.At)) == fact.At);
        after.Count(fact => fact.Subject is null).ShouldBe(before.Count(fact => fact.Subject.ToString() == gone));
        (await old.AskAsync($"select count(*) from reports.facts where subject is null and (event_seq is not null or ordinal is not null)")).ShouldBe(0L);
        (await old.AskAsync($"select count(*) from reports.records where id = '{gone}'")).ShouldBe(0L);

        await using (var spoil = old.App.Database.CreateCommand("update reports.facts set value = value + 1 where subject is not null; delete from reports.records")) await spoil.ExecuteNonQueryAsync();
        (await FactsAsync()).ShouldNotBe(after);
        await Rebuild.RunAsync(old.Store, old.App.Database, (_, _) => { }, CancellationToken.None);
        (await FactsAsync()).ShouldBe(after);
        (await old.AskAsync($"select count(*) from reports.records where id = '{stays}'")).ShouldBe(1L);
    }

    private static List<string> Counted(IEnumerable<Fact> facts) =>
        [.. facts.Select(fact => $"{fact.Kind} {fact.Code} {fact.Value} {DutchTime.DayOf(fact.At):yyyy-MM}").Order(StringComparer.Ordinal)];

    private Task<IReadOnlyList<Fact>> FactsAsync() =>
        Facts.ReadAsync(old.App.Database, [new(Zaltbommel)], DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CancellationToken.None);
}
