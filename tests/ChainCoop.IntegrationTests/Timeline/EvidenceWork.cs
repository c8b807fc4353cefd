using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Audit;
using ChainCoop.Shared;
using ChainCoop.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>Bundles as an auditor gets and checks them.</summary>
internal static class EvidenceWork
{
    public static Officer Auditor(Oin organisation, string municipality) => AuditWork.Auditor(organisation, municipality);

    public static JsonObject Asked(params (string Record, string Clear)[] records) => new()
    {
        ["records"] = new JsonArray([.. records.Select(one => new JsonObject { ["record"] = one.Record, ["clear"] = one.Clear })]),
    };

    /// <summary>The address of the bundle, below <c>/v1</c>.</summary>
    public static async Task<string> Requested(this HttpClient auditor, JsonObject asked, string status)
    {
        var posted = await auditor.PostAsync("audit/evidence-bundles", asked);
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        ((string)(await posted.JsonAsync())["status"]!).ShouldBe(status);
        return posted.Headers.Location!.ToString()["/v1/".Length..];
    }

    public static Task<JsonNode> Ready(this HttpClient auditor, string address) => Wait.ForAsync(async token =>
    {
        var view = await (await auditor.GetAsync(address, token)).JsonAsync();
        return (string)view["status"]! == "ready" ? view : null;
    });

    /// <summary>The file, on disk.</summary>
    public static async Task<string> Fetched(this HttpClient auditor, string address)
    {
        var answer = await auditor.GetAsync($"{address}/file");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        var path = Path.Combine(ThrowAwayCluster.NewDirectory(), "evidence.zip");
        await File.WriteAllBytesAsync(path, await answer.Content.ReadAsByteArrayAsync());
        return path;
    }

    /// <summary>Checked by the program, as a process of its own, with the keys of the district.</summary>
    public static async Task<JsonNode> Checked(this AppFixture app, string path, params string[] more)
    {
        var keys = Enum.GetValues<SealedLog>().SelectMany(app.Host.Services.GetRequiredService<TimelineKeys>().VerifiersOf).SelectMany(key => (string[])["--key", key.ToString()]);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChainCoop.Verifier.dll"), path, "--json", .. keys, .. more])
        {
            RedirectStandardOutput = true,
        })!;
        var report = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var parsed = JsonNode.Parse(report)!;
        process.ExitCode.ShouldBe((bool)parsed["verified"]! ? 0 : 1);
        return parsed;
    }

    public static async Task<JsonNode> Verified(this AppFixture app, string path, params string[] more)
    {
        var report = await app.Checked(path, more);
        report["failures"]!.AsArray().ShouldBeEmpty();
        ((bool)report["verified"]!).ShouldBeTrue();
        return report;
    }

    public static string[] Sentences(this JsonNode report, string member) => [.. report[member]!.AsArray().Select(sentence => (string)sentence!)];

    public static string ReadFile(string path, string name)
    {
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    public static string ReadAll(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return string.Concat(zip.Entries.Select(entry => ReadFile(path, entry.FullName)));
    }
}
