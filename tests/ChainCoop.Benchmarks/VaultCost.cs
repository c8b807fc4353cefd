using System.Globalization;
using System.Text;
using ChainCoop.Shared;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (h) What the vault costs a POST: the same case with and without a sealed title, which is the whole round trip to the key
/// database; and the same signal with one sealed value and with eleven, which is what each further one adds.
/// </summary>
internal static class VaultCost
{
    private static readonly Oin Nijmegen = new("00000099000000268000");

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        using var client = Bench.Client(program, Nijmegen, "focal-point");
        var (plain, sealedOne) = (Case(""), Case(""","title":"Workshop in the harbour" """));
        var (one, eleven) = (Signal(0), Signal(10));
        foreach (var body in new[] { ("cases", plain), ("cases", sealedOne), ("signals", one), ("signals", eleven) })
            await Bench.ClosedLoopAsync(8, TimeSpan.FromSeconds(2), () => PostAsync(client, body.Item1, body.Item2));

        foreach (var connections in new[] { 1, 8 })
        {
            var without = await Bench.ClosedLoopAsync(connections, bench.Duration, () => PostAsync(client, "cases", plain));
            var with = await Bench.ClosedLoopAsync(connections, bench.Duration, () => PostAsync(client, "cases", sealedOne));
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(h) POST /v1/cases with one sealed value, {connections} connection(s)"), Said(with),
                string.Create(CultureInfo.InvariantCulture, $"without: {Said(without)} (ratio {with.PerSecond / without.PerSecond:N2})"), "–");

            var few = await Bench.ClosedLoopAsync(connections, bench.Duration, () => PostAsync(client, "signals", one));
            var many = await Bench.ClosedLoopAsync(connections, bench.Duration, () => PostAsync(client, "signals", eleven));
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(h) POST /v1/signals with eleven sealed values, {connections} connection(s)"), Said(many),
                string.Create(CultureInfo.InvariantCulture, $"with one: {Said(few)} (ratio {many.PerSecond / few.PerSecond:N2})"), "–");
        }
    }

    private static string Said(Load load) => string.Create(CultureInfo.InvariantCulture, $"{load.PerSecond:N0}/s, p50 {load.Percentile(50):N1} ms");

    private static async Task PostAsync(HttpClient client, string collection, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, collection) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"\"{NewId.Unlinkable()}\"");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static string Case(string title) => $$"""{"municipality":"0268","exploitationTypes":["labour"]{{title}}}""";

    private static string Signal(int persons) =>
        $$"""
        {"municipality":"0268","exploitationType":"labour","urgency":"normal","channel":"partner","reporter":{"kind":"organisation"},
         "observation":"Six people sleep in one room above the workshop.",
         "subjects":[{{string.Join(',', Enumerable.Repeat("""{"role":"possible-victim","identifiers":{"familyName":"Voorbeeld","birthDate":"1999-05-04"}}""", persons))}}]}
        """;
}
