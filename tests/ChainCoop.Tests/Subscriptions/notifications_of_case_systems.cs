using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ChainCoop.Contracts;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;

namespace ChainCoop.Tests.Subscriptions;

/// <summary>
/// What case systems get fits what the standard publishes: component <c>Message</c> of <c>src/openapi.yaml</c> in VNG-Realisatie/notificaties-api,
/// tag 1.0.0, the newest that is tagged there.
/// </summary>
public class notifications_of_case_systems
{
    private const int LongestCharacteristic = 1000;

    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly District District = new(new Oin("00000099000000268000"));

    /// <summary>All but <c>kenmerken</c> is required there; of each at least one character.</summary>
    private static readonly (string Member, string? Format, int? MaxLength)[] Published =
    [
        ("kanaal", null, 50),
        ("hoofdObject", "uri", null),
        ("resource", null, 100),
        ("resourceUrl", "uri", null),
        ("actie", null, 100),
        ("aanmaakdatum", "date-time", null),
    ];

    [Fact]
    public void fit_the_published_schema_whatever_they_are_about()
    {
        var types = typeof(EntryTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetValue(null)!).ToList();
        types.Count.ShouldBeGreaterThan(50);
        var id = SubscriptionId.New();
        foreach (var message in types.SelectMany(type => new[] { Entry(type, visible: true), Entry(type, visible: false) }).Append(SinkMessage.Canary(id, Monday, District)).Append(SinkMessage.Test(id, Monday, District)))
            FaultsIn(ZgwMessage.BodyOf(message, new WebhookOrigin("chaincoop.example"), Monday)).ShouldBeEmpty(message.Event);
    }

    /// <summary>The check itself finds what is not so.</summary>
    [Theory]
    [InlineData("kanaal", "")]
    [InlineData("kanaal", "a channel whose name is longer than the fifty characters that it may have")]
    [InlineData("hoofdObject", "/v1/feed")]
    [InlineData("aanmaakdatum", "2 March")]
    public void are_checked(string member, string value)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(ZgwMessage.BodyOf(Entry("nl.chaincoop.cases.opened.v1", visible: true), new WebhookOrigin("chaincoop.example"), Monday))!;
        body[member] = value;
        FaultsIn(JsonSerializer.SerializeToUtf8Bytes(body)).ShouldBe([member]);
        body.Remove(member);
        FaultsIn(JsonSerializer.SerializeToUtf8Bytes(body)).ShouldBe([member]);
    }

    private static IEnumerable<string> FaultsIn(byte[] body)
    {
        using var read = JsonDocument.Parse(body);
        foreach (var (member, format, longest) in Published)
        {
            if (!read.RootElement.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String || !Fits(value.GetString()!, format, longest)) yield return member;
        }

        foreach (var member in read.RootElement.EnumerateObject().Where(member => Published.All(known => known.Member != member.Name)))
        {
            if (member.Name != "kenmerken" || member.Value.EnumerateObject().Any(one => one.Value.ValueKind != JsonValueKind.String || !Fits(one.Value.GetString()!, null, LongestCharacteristic)))
                yield return member.Name;
        }
    }

    private static bool Fits(string value, string? format, int? longest) => value.Length >= 1 && !(value.Length > longest) && format switch
    {
        "uri" => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme == "https",
        "date-time" => value.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    private static SinkMessage Entry(string type, bool visible)
    {
        var entry = $$"""{"data":{"kind":"case"},"dataref":"/v1/cases/0198f1f0-0000-7000-8000-000000000001","id":"0198f1f0-0000-7000-8000-000000000002","sequence":"00000000000000000007","source":"{{District.Source}}","specversion":"1.0","subject":"0198f1f0-0000-7000-8000-000000000001","time":"2026-03-02T08:00:00Z","type":"{{type}}"}""";
        return SinkMessage.Of(new StoredEntry(7, entry, new byte[32], new byte[32], visible), 3, District);
    }
}
