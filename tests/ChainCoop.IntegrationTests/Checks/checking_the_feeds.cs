using System.Data;
using System.Net;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Checks;

public class checking_the_feeds(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    private string Source => app.Host.Services.GetRequiredService<District>().Source;

    [Fact]
    public async Task finds_nothing_while_the_program_runs()
    {
        await SomeSignalAsync();

        var result = await FeedCheck.RunAsync(app.Database, Source, token);

        result.Faults.ShouldBeEmpty();
        result.Events.ShouldBeGreaterThan(0);
        result.Feeds.ShouldContain(feed => feed.Organisation == People.Tiel.Organisation.Value && feed.Room == "general" && feed.Entries > 0);
        FeedsCommand.Report(result).Last().ShouldBe("Every feed is as the timeline says.");
    }

    [Theory]
    [InlineData("update feeds.entries set entry = replace(entry, '\"status\":\"received\"', '\"status\":\"dismissed\"') where {0}", FeedDifference.Entry)]
    [InlineData("update feeds.entries set commitment = sha256('x') where {0}", FeedDifference.Commitment)]
    [InlineData("update feeds.entries set event_seq = event_seq + 1 where {0}", FeedDifference.Order)]
    [InlineData("update feeds.entries set resource = gen_random_uuid() where {0}", FeedDifference.Resource)]
    [InlineData("update feeds.entries set about_access = true where {0}", FeedDifference.AboutAccess)]
    [InlineData("update feeds.entries set recorded_at = recorded_at + interval '1 microsecond' where {0}", FeedDifference.RecordedAt)]
    [InlineData("delete from feeds.entries where {0}", FeedDifference.Missing)]
    public async Task names_the_row_that_was_tampered_with(string tampering, FeedDifference difference)
    {
        var (organisation, position) = await SomeSignalAsync();
        var row = $"organisation = '{organisation}' and room = 'general' and position = {position}";

        var result = await AfterAsync(string.Format(null, tampering, row));

        result.Faults.ShouldBe([new FeedFault(organisation, "general", position, difference, 1)]);
        FeedsCommand.Report(result).Last().ShouldContain($"{organisation} general position {position}: ");
    }

    [Fact]
    public async Task names_the_first_of_two_rows_whose_hashes_were_swapped()
    {
        var (organisation, _) = await SomeSignalAsync();
        var (_, last) = await SomeSignalAsync();

        var result = await AfterAsync(
            $"""
            update feeds.entries e set feedhash = o.feedhash from feeds.entries o
            where (e.organisation, e.room) = ('{organisation}', 'general') and (o.organisation, o.room) = (e.organisation, e.room)
              and (e.position, o.position) in (({last - 1}, {last}), ({last}, {last - 1}))
            """);

        result.Faults.ShouldBe([new FeedFault(organisation, "general", last - 1, FeedDifference.Hash, 2)]);
    }

    [Theory]
    [InlineData("general", "(select max(position) + 1 from feeds.entries where organisation = '{0}' and room = 'general')")]
    [InlineData("general", "0")]
    [InlineData("security", "(select coalesce(max(position), 0) + 1 from feeds.entries where organisation = '{0}' and room = 'security')")]
    public async Task names_a_row_that_was_added(string room, string position)
    {
        var (organisation, of) = await SomeSignalAsync();

        var result = await AfterAsync(
            $"""
            insert into feeds.entries
            select organisation, '{room}', {string.Format(null, position, organisation)}, event_seq, resource, about_access, entry, commitment, feedhash, recorded_at
            from feeds.entries where (organisation, room, position) = ('{organisation}', 'general', {of})
            """);

        result.Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            fault => fault.Organisation.ShouldBe(organisation),
            fault => fault.Room.ShouldBe(room),
            fault => fault.Difference.ShouldBe(FeedDifference.Extra),
            fault => fault.Rows.ShouldBe(1));
    }

    [Fact]
    public async Task notices_an_event_that_was_changed_after_the_feeds_had_seen_it()
    {
        var (organisation, position) = await SomeSignalAsync();

        var result = await AfterAsync(
            $"""
            update chaincoop.mt_events set data = jsonb_set(data, array['at'], '"2020-01-01T00:00:00Z"')
            where seq_id = (select event_seq from feeds.entries where (organisation, room, position) = ('{organisation}', 'general', {position}))
            """);

        result.Faults.ShouldContain(fault => fault.Organisation == organisation && fault.Position == position && fault.Difference == FeedDifference.Entry);
    }

    /// <summary>Tampers in a transaction that is not committed: the other tests use these feeds too.</summary>
    private async Task<FeedCheckResult> AfterAsync(string tampering)
    {
        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        await using var command = new NpgsqlCommand(Superuser.PastTriggers + tampering, connection);
        (await command.ExecuteNonQueryAsync(token)).ShouldBeGreaterThan(0);
        var result = await FeedCheck.CompareAsync(connection, Source, token);
        await transaction.RollbackAsync(token);
        return result;
    }

    /// <summary>Sends a signal and waits for its entry in the feed of Tiel.</summary>
    private async Task<(string Organisation, long Position)> SomeSignalAsync()
    {
        var police = await app.As(People.Police);
        var tiel = await app.As(People.Tiel);
        var posted = await police.PostAsync("signals", Examples.Signal(municipality: "0281"));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var entry = await Feeds.EntryAbout(tiel, (string)(await posted.JsonAsync())["id"]!);
        return (People.Tiel.Organisation.Value, long.Parse((string)entry["sequence"]!, null));
    }
}
