using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Signals;
using Microsoft.AspNetCore.Http;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given a case system with ZGW, when it refuses who has no token, it gets notifications as its standard says (ZGW Notificaties 1.0.1).</summary>
public sealed class notifying_a_case_system(PushApp push) : IClassFixture<PushApp>
{
    private static readonly Officer Client = new(new("00000099000000281000"), "case-system", "focal-point", ["0281"]) { Scopes = SubscriptionWork.Scopes };

    [Fact]
    public async Task takes_a_token_and_all_that_a_notification_has()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Client);
        var wish = SubscriptionWork.Wish(receiver.Sink);
        wish["protocol"] = "ZGW";
        await SignalWork.Faulty(client.PostAsync("subscriptions", wish), "/secret");
        wish["secret"] = SubscriptionWork.LongSecret;
        var address = await client.Wished(wish);
        await SignalWork.Refused(client.PostAsync($"{address}/verifications", "{}"), HttpStatusCode.Conflict, "no-consent");
        receiver.Answer = (one, http) =>
        {
            if (!one.Headers.ContainsKey("authorization")) http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        (await client.PostAsync($"{address}/verifications", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SignalWork.Faulty(client.PostAsync($"{address}/secret-rotations", new JsonObject { ["secret"] = SubscriptionWork.Secret }), "/secret");
        var asked = receiver.Deliveries.Count;
        await client.Acknowledged(await client.Sent("0281"));
        await client.Delivered(address, 2);

        var got = receiver.Deliveries.Skip(asked).ToList();
        foreach (var (one, position) in got.Zip(Enumerable.Range(1, 2)))
        {
            one.Headers["authorization"].ShouldStartWith("Bearer ");
            one.Headers["content-type"].ShouldBe("application/json");
            var notification = one.Json.AsObject();
            notification.Select(member => member.Key).ShouldBe(["kanaal", "hoofdObject", "resource", "resourceUrl", "actie", "aanmaakdatum", "kenmerken"], ignoreOrder: true);
            foreach (var (member, longest) in new[] { ("kanaal", 50), ("resource", 100), ("actie", 100) }) ((string)notification[member]!).Length.ShouldBeInRange(1, longest);
            foreach (var member in new[] { "hoofdObject", "resourceUrl" }) new Uri((string)notification[member]!, UriKind.Absolute).Scheme.ShouldBe("https");
            DateTimeOffset.TryParse((string)notification["aanmaakdatum"]!, CultureInfo.InvariantCulture, out _).ShouldBeTrue();
            var characteristics = notification["kenmerken"]!.AsObject();
            characteristics.ShouldAllBe(member => member.Value!.GetValueKind() == JsonValueKind.String);
            long.Parse((string)characteristics["sequence"]!, CultureInfo.InvariantCulture).ShouldBe(position);
            long.Parse((string)characteristics["previoussequence"]!, CultureInfo.InvariantCulture).ShouldBe(position - 1);
        }
    }
}
