using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Alone, because nobody else may write while content is compared.</summary>
[CollectionDefinition(nameof(retention_of_records), DisableParallelization = true)]
[Collection(nameof(retention_of_records))]
public class retention_of_records(AppFixture app)
{
    private static readonly Officer Heumen = new(new("00000099000000252000"), "focal-point-heumen", "focal-point", ["0252"]);
    private static readonly RetentionVersion Current = RetentionRules.Current.On(DutchTime.DayOf(TimeProvider.System.GetUtcNow()));

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_made_again_identical_also_of_what_was_spoilt()
    {
        await DismissedAsync(days: 500);
        var before = await HashAsync();

        await ExecuteAsync("delete from privacy.retention where kind = 'reporter'; update privacy.retention set destroy_after = '2020-01-01'");
        (await HashAsync()).ShouldNotBe(before);
        var rebuilt = await RebuildAsync();

        (await HashAsync()).ShouldBe(before);
        rebuilt.Events.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task is_made_again_beside_a_server_that_goes_on()
    {
        var heumen = await app.As(Heumen);
        var rebuilds = Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++) await RebuildAsync();
        });
        do
        {
            (await heumen.PostAsync("signals", Examples.Signal("0252"))).EnsureSuccessStatusCode();
        } while (!rebuilds.IsCompleted);
        await rebuilds;

        await UpToNowAsync();
        var before = await HashAsync();
        await RebuildAsync();
        (await HashAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task is_computed_again_when_other_rules_come_into_force_and_goes_on_where_it_stopped()
    {
        var id = await DismissedAsync(days: 500);
        await DismissedAsync(days: 500);
        var before = await HashAsync();
        var old = await RowAsync(id);
        var other = WithTerm("other", "P3Y");
        try
        {
            await Should.ThrowAsync<OperationCanceledException>(() =>
                RetentionRecompute.RunAsync(app.Database, other, _ => throw new OperationCanceledException(), rowsAtOnce: 1, token));
            (await CountAsync("select count(*) from privacy.retention where rules = 'other'")).ShouldBe(1);

            (await RetentionRecompute.RunAsync(app.Database, other, _ => { }, 2, token)).ShouldBeGreaterThan(1);
            (await CountAsync("select count(*) from privacy.retention where rules <> 'other'")).ShouldBe(0);
            (await RowAsync(id)).ShouldBe((old.On, old.On!.Value.AddYears(3).AddDays(1)));
            (await RetentionRecompute.RunAsync(app.Database, other, _ => { }, 2, token)).ShouldBe(0);
        }
        finally
        {
            await RetentionRecompute.RunAsync(app.Database, Current, _ => { }, 1000, token);
        }
        (await HashAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task is_counted_per_class_and_municipality()
    {
        var today = DutchTime.DayOf(TimeProvider.System.GetUtcNow());
        var before = await DueAsync(today);
        await DismissedAsync(days: 500);
        await DismissedAsync(days: 300);

        (await DueAsync(today) - before).ShouldBe(1);
        (await DueAsync(today.AddDays(100)) - await DueAsync(today)).ShouldBeGreaterThanOrEqualTo(1);
        (await RetentionCommand.LinesAsync(new RetentionRequest(today, null), app.Database, token))[^1].ShouldEndWith($"by version {Current.Version} of the rules.");

        async Task<long> DueAsync(DateOnly on) =>
            (await RetentionDue.ReadAsync(app.Database, on, token)).SingleOrDefault(due => due.Class == RetentionFacts.Dismissed && due.Municipality.Value == "0252")?.Records ?? 0;
    }

    [Fact]
    public async Task is_compared_with_other_rules_and_left_as_it_is()
    {
        await DismissedAsync(days: 300);
        var before = await HashAsync();
        var progress = await CountAsync("select generation from privacy.retention_progress");
        var today = DutchTime.DayOf(TimeProvider.System.GetUtcNow());

        var shorter = (await WhatIf.RunAsync(app.Database, Current, WithTerm("other", "P1M"), today, token)).Single(difference => difference.Class == RetentionFacts.Dismissed);
        var longer = (await WhatIf.RunAsync(app.Database, Current, WithTerm("other", "P3Y"), today, token)).Single(difference => difference.Class == RetentionFacts.Dismissed);

        (shorter.Earlier, shorter.Later, longer.Earlier, longer.Later).ShouldBe((shorter.Records, 0, 0, longer.Records));
        shorter.DueAtOnce.ShouldBeGreaterThanOrEqualTo(1);
        shorter.DaysEarlier.ShouldBeInRange(334, 338);
        longer.DaysLater.ShouldBeInRange(730, 731);
        longer.DueAtOnce.ShouldBe(0);
        (await HashAsync()).ShouldBe(before);
        (await CountAsync("select generation from privacy.retention_progress")).ShouldBe(progress);
    }

    private static RetentionVersion WithTerm(string version, string term)
    {
        var rules = Current.Rules.ToDictionary();
        rules[RetentionFacts.Dismissed] = rules[RetentionFacts.Dismissed] with { Term = Term.Parse(term)!.Value };
        return new RetentionVersion(version, Current.ValidFrom, System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(rules));
    }

    private async Task<Guid> DismissedAsync(int days)
    {
        var id = SignalId.From(Guid.Parse(await app.SignalFromThePast(Heumen, days)));
        await using (var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.Events.Append(id.Value, new SignalDismissed(
                id, null, new("not-on-theme"), null, new ActorRef(Heumen.Organisation, new OfficerId(Heumen.Id)), TimeProvider.System.GetUtcNow().AddDays(-days)));
            await session.SaveChangesAsync(token);
        }
        await UpToNowAsync();
        return id.Value;
    }

    private async Task UpToNowAsync()
    {
        var last = await CountAsync("select max(seq_id) from chaincoop.mt_events");
        var started = TimeProvider.System.GetTimestamp();
        while (await CountAsync("select event_seq from privacy.retention_progress") < last)
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30), "It did not catch up.");
    }

    private Task<ChainCoop.Municipalities.Rebuilt> RebuildAsync() =>
        RetentionRebuild.RunAsync(app.Host.Services.GetRequiredService<IDocumentStore>(), app.Database, (_, _) => { }, CancellationToken.None);

    private Task<string> HashAsync() => RetentionRebuild.HashAsync(app.Database, token);

    private async Task<(DateOnly? On, DateOnly? After)> RowAsync(Guid id)
    {
        await using var command = app.Database.CreateCommand("select counted_on, destroy_after from privacy.retention where id = $1 and kind = 'signal'");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return (reader.GetFieldValue<DateOnly>(0), reader.GetFieldValue<DateOnly>(1));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(token), null);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}
