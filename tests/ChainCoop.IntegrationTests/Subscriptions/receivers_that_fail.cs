using System.Net;
using ChainCoop.IntegrationTests.Signals;
using Microsoft.AspNetCore.Http;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given a receiver that fails, when entries come, nothing is lost and nothing overtakes what is about the same record.</summary>
public sealed class receivers_that_fail(PushApp push) : IClassFixture<PushApp>
{
    /// <summary>A little more than the schedule lets pass after each attempt.</summary>
    private static readonly TimeSpan[] Waits = [.. new[] { 0.1, 6, 34, 133, 331, 661, 925, 1321, 1585 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    /// <summary>A case that is not taken waits, all others flow; after the schedule it is a dead letter, until somebody settles it.</summary>
    [Fact]
    public async Task keep_what_is_about_one_record_in_line()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0209"));
        var poisoned = (await client.Sent("0209"))["signals/".Length..];
        var refuses = true;
        receiver.Answer = (one, http) =>
        {
            if (refuses && one.Subject == poisoned) http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Acknowledged($"signals/{poisoned}");
        var healthy = (await client.Acknowledged(await client.Sent("0209")))["signals/".Length..];

        await receiver.WhenAsync(all => all.Count(one => one.Subject == healthy) == 2);
        for (var attempt = 1; attempt < 10; attempt++)
        {
            await client.Attempted(address, attempt);
            receiver.Deliveries.Count(one => one.Subject == poisoned).ShouldBe(attempt);
            await client.Acknowledged(await client.Sent("0209"));
            push.Clock.Advance(Waits[attempt - 1]);
        }

        var dead = await Wait.ForAsync(async _ => (await (await client.GetAsync($"{address}/dead-letters", token)).JsonAsync())["items"]!.AsArray() is { Count: 1 } one ? one[0] : null);
        ((string)dead["failure"]!).ShouldBe("answered");
        ((int)dead["answer"]!).ShouldBe(400);
        ((int)dead["attempts"]!).ShouldBe(10);
        receiver.Deliveries.Where(one => one.Subject == poisoned).Select(one => one.Id).Distinct().Count().ShouldBe(1, "what is behind it waits");
        ((long)(await (await client.GetAsync($"{address}/standing", token)).JsonAsync())["dead"]!).ShouldBe(1);

        refuses = false;
        (await client.PostAsync($"{address}/dead-letters/{Guid.NewGuid()}/redeliveries", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsync($"{address}/dead-letters/{dead["id"]}/redeliveries", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var got = await receiver.WhenAsync(all => all.Count(one => one.Subject == poisoned) == 12);
        got.Where(one => one.Subject == poisoned).Select(one => one.Sequence).Distinct().ShouldBeInOrder();
        (await client.PostAsync($"{address}/dead-letters/{dead["id"]}/redeliveries", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task lose_what_somebody_discards_and_nothing_else()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0214"));
        var signal = await client.Sent("0214");
        var first = "";
        receiver.Answer = (one, http) =>
        {
            first = first.Length == 0 ? one.Id : first;
            if (one.Id == first) http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Task.CompletedTask;
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Acknowledged(signal);
        for (var attempt = 1; attempt < 10; attempt++)
        {
            await client.Attempted(address, attempt);
            push.Clock.Advance(Waits[attempt - 1]);
        }

        var dead = await Wait.ForAsync(async _ => (await (await client.GetAsync($"{address}/dead-letters", token)).JsonAsync())["items"]!.AsArray() is { Count: 1 } one ? one[0] : null);
        (await client.PostAsync($"{address}/dead-letters/{dead["id"]}/discards", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await receiver.WhenAsync(all => all.Any(one => one.Id != first)))[^1].Type.ShouldBe("nl.chaincoop.signals.acknowledged.v1");
        var states = (await (await client.GetAsync($"{address}/deliveries", token)).JsonAsync())["items"]!.AsArray().Select(one => (string)one!["state"]!);
        states.Last().ShouldBe("discarded");
    }

    /// <summary>Whatever comes at the same moment: it queues, and is not left behind what is gone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task lose_nothing_that_comes_while_somebody_discards(bool takenUpFirst)
    {
        var municipality = takenUpFirst ? "0297" : "1740";
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer(municipality));
        receiver.Answer = (one, http) => one.Sequence == 1 ? Answer(http, StatusCodes.Status422UnprocessableEntity) : Task.CompletedTask;
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        var signal = await client.Sent(municipality);
        await client.Attempted(address, 1);
        var of = $"subscription = '{address["subscriptions/".Length..]}'";
        await using (var dies = push.App.Database.CreateCommand($"update subscriptions.deliveries set state = 'dead' where {of}")) await dies.ExecuteNonQueryAsync(token);
        var dead = (string)(await (await client.GetAsync($"{address}/dead-letters", token)).JsonAsync())["items"]![0]!["id"]!;

        await using var connection = await push.App.Database.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using var meanwhile = connection.CreateCommand();
        meanwhile.CommandText = $"select from subscriptions.endpoints where {of} for update";
        await meanwhile.ExecuteNonQueryAsync(token);
        Task other;
        if (takenUpFirst)
        {
            // As the taking up does it, while the discard comes.
            meanwhile.CommandText =
                $"""
                update subscriptions.endpoints set taken = 2, last_delivery = 2 where {of};
                insert into subscriptions.deliveries (subscription, position, resource, previous, state, due_at)
                select subscription, 2, resource, 1, 'queued', due_at from subscriptions.deliveries where {of} and position = 1
                """;
            await meanwhile.ExecuteNonQueryAsync(token);
            await client.Acknowledged(signal);
            other = client.PostAsync($"{address}/dead-letters/{dead}/discards", "{}");
        }
        else
        {
            meanwhile.CommandText = $"update subscriptions.deliveries set state = 'discarded' where {of} and position = 1";
            await meanwhile.ExecuteNonQueryAsync(token);
            await client.Acknowledged(signal);
            other = Task.Delay(Timeout.Infinite, token);   // the sender itself takes it up
        }

        await Wait.ForAsync<object>(async _ => other.IsCompleted || await IsWaitedForAsync(connection.ProcessID) ? address : null);
        await transaction.CommitAsync(token);
        if (takenUpFirst) await other;
        await receiver.WhenAsync(all => all.Any(one => one.Sequence == 2));
    }

    private async Task<bool> IsWaitedForAsync(int process)
    {
        await using var waiting = push.App.Database.CreateCommand($"select exists (select from pg_stat_activity where {process} = any(pg_blocking_pids(pid)))");
        return await waiting.ExecuteScalarAsync(token) is true;
    }

    /// <summary>An outage of a day makes no dead letters: when it is over everything arrives, in order.</summary>
    [Fact]
    public async Task get_everything_after_an_outage()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0216"));
        var down = false;
        receiver.Answer = (_, http) =>
        {
            if (down) http.Response.StatusCode = StatusCodes.Status502BadGateway;
            return Task.CompletedTask;
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0216");
        await receiver.WhenAsync(all => all.Count == 1);
        down = true;
        for (var hour = 0; hour < 24; hour++)
        {
            var before = receiver.Deliveries.Count;
            await client.Acknowledged(await client.Sent("0216"));
            push.Clock.Advance(TimeSpan.FromHours(1));
            await receiver.WhenAsync(all => all.Count > before);
        }

        down = false;
        push.Clock.Advance(TimeSpan.FromHours(1));
        var feed = await Wait.ForAsync(async _ => await client.FeedAsync() is { Count: >= 49 } all ? all : null);
        var delivered = await Wait.ForAsync(async _ =>
        {
            push.Clock.Advance(TimeSpan.FromHours(1));   // what failed on the way has a time of its own
            var items = (await (await client.GetAsync($"{address}/deliveries?state=delivered&limit=200", token)).JsonAsync())["items"]!.AsArray();
            return items.Count == feed.Count ? items : null;
        });
        delivered.Count.ShouldBe(feed.Count);
        (await (await client.GetAsync($"{address}/dead-letters", token)).JsonAsync())["items"]!.AsArray().ShouldBeEmpty();
        foreach (var line in receiver.Deliveries.GroupBy(one => one.Subject)) line.Select(one => one.Sequence).ShouldBeInOrder();
    }

    /// <summary>WH-05.</summary>
    [Fact]
    public async Task are_left_alone_once_they_are_gone()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0225"));
        receiver.Answer = (_, http) => Answer(http, StatusCodes.Status410Gone);
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0225");
        await Wait.ForAsync<object>(async _ => (string)(await (await client.GetAsync(address, token)).JsonAsync())["status"]! == "retired" ? address : null);
        var refused = await client.PostAsync($"{address}/resumptions", "{}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await refused.JsonAsync())["state"]!).ShouldBe("retired");
        receiver.Deliveries.Count.ShouldBe(1);
    }

    /// <summary>WH-06: nothing is sent before, and the attempt counts for nothing.</summary>
    [Theory]
    [InlineData(StatusCodes.Status429TooManyRequests)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task are_not_disturbed_while_they_ask_to_wait(int status)
    {
        var municipality = status == 429 ? "0252" : "0263";
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer(municipality));
        var busy = true;
        receiver.Answer = (_, http) =>
        {
            if (!busy) return Task.CompletedTask;
            http.Response.Headers.RetryAfter = "7200";
            return Answer(http, status);
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent(municipality);
        await receiver.WhenAsync(all => all.Count == 1);
        var standing = await Wait.ForAsync(async _ => await (await client.GetAsync($"{address}/standing", token)).JsonAsync() is { } now && now["closedUntil"] is not null ? now : null);
        (DateTimeOffset.Parse((string)standing["closedUntil"]!, null) - push.Clock.GetUtcNow()).TotalMinutes.ShouldBeInRange(110, 121);
        busy = false;
        push.Clock.Advance(TimeSpan.FromHours(2));
        await receiver.WhenAsync(all => all.Count == 2);
        var delivery = (await Wait.ForAsync(async _ =>
            (await (await client.GetAsync($"{address}/deliveries?state=delivered", token)).JsonAsync())["items"]!.AsArray() is { Count: 1 } one ? one[0] : null));
        ((int)delivery["attempts"]!).ShouldBe(1);
    }

    /// <summary>WH-04.</summary>
    [Fact]
    public async Task are_not_followed_elsewhere()
    {
        await using var other = await SampleReceiver.StartAsync();
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("1945"));
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.Location = other.Sink;
            return Answer(http, StatusCodes.Status307TemporaryRedirect);
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("1945");
        var failed = await Wait.ForAsync(async _ =>
            (await (await client.GetAsync($"{address}/deliveries", token)).JsonAsync())["items"]!.AsArray() is [{ } one] && one["failure"] is not null ? one : null);
        ((string)failed["failure"]!).ShouldBe("redirected");
        other.All.ShouldBeEmpty();
    }

    /// <summary>One that never answers takes the time of nobody else.</summary>
    [Fact]
    public async Task hold_up_nobody_else()
    {
        await using var slow = await SampleReceiver.StartAsync();
        await using var quick = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0281"));
        using var answers = new SemaphoreSlim(0);
        slow.Answer = (_, http) => answers.WaitAsync(http.RequestAborted);
        await client.Subscribed(SubscriptionWork.Wish(slow.Sink));
        await client.Subscribed(SubscriptionWork.Wish(quick.Sink));
        for (var i = 0; i < 20; i++) await client.Sent("0281");
        await quick.WhenAsync(all => all.Count == 20);
        slow.Deliveries.Count.ShouldBeLessThanOrEqualTo(16);
        answers.Release(1000);
        await slow.WhenAsync(all => all.Count == 20);
    }

    /// <summary>Many organisations may have their systems at one supplier: the host is the same.</summary>
    [Fact]
    public async Task hold_up_nobody_else_at_the_same_host()
    {
        await using var host = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0668"));
        using var answers = new SemaphoreSlim(0);
        var quick = 0;
        host.Answer = (_, http) => http.Request.Path.Value!.EndsWith("/slow", StringComparison.Ordinal) ? answers.WaitAsync(http.RequestAborted) : Task.FromResult(Interlocked.Increment(ref quick));
        await client.Subscribed(SubscriptionWork.Wish(host.Sink + "/slow"));
        for (var i = 0; i < 20; i++) await client.Sent("0668");
        await host.WhenAsync(all => all.Count == 16);
        await client.Subscribed(SubscriptionWork.Wish(host.Sink));
        await Wait.ForAsync<object>(_ => Task.FromResult<object?>(Volatile.Read(ref quick) == 20 ? client : null));
        answers.Release(1000);
    }

    /// <summary>What never ends is cut off: a body without an end is not read.</summary>
    [Fact]
    public async Task may_answer_without_end()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("1960"));
        receiver.Answer = async (_, http) =>
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(new byte[65536], http.RequestAborted);
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("1960");
        await Wait.ForAsync(async _ => (await (await client.GetAsync($"{address}/deliveries?state=delivered", token)).JsonAsync())["items"]!.AsArray() is { Count: 1 } one ? one : null);
    }

    private static Task Answer(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Officer Officer(string municipality) =>
        new(new($"00000099{municipality.PadLeft(9, '0')}000"), "case-system", "focal-point", [municipality]) { Scopes = SubscriptionWork.Scopes };
}
