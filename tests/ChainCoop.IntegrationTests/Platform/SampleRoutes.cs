using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Alba;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Http;

namespace ChainCoop.IntegrationTests.Platform;

public enum Urgency
{
    Normal,
    VeryUrgent,
}

/// <summary>What somebody saw.</summary>
/// <param name="Municipality">Where it was.</param>
public sealed record MakeSample(
    MunicipalityCode Municipality,
    Urgency Urgency,
    [property: MinLength(1), MaxLength(20)] string Text,
    DateTimeOffset? SeenAt = null,
    DateOnly? SeenOn = null,
    int? Count = null,
    SampleAuthor? Author = null,
    [property: MaxLength(3)] IReadOnlyList<SampleSubject>? Subjects = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Text is null || Text != "wrong", "/text", "Must not be wrong.");
        faults.Require(Count is null or > 0, "/count", "Must be positive.");
    }
}

public sealed record SampleAuthor(string Name, bool Anonymous);

public sealed record SampleSubject(ExploitationType Type, string? Postcode = null);

public sealed record SampleMade(SignalId Id, DateTimeOffset At);

public sealed record ListSamples(
    Urgency? Urgency = null, MunicipalityCode? Municipality = null, bool? Overdue = null, [property: Range(1, 100)] int? Limit = null, long? After = null);

public static class MakeSampleEndpoint
{
    /// <summary>Makes a sample.</summary>
    /// <remarks>Twice the same is one.</remarks>
    [WolverinePost("/samples"), Scope("samples.write"), Idempotent(Required = true)]
    [ProducesResponseType<SampleMade>(StatusCodes.Status201Created)]
    public static IResult Post(MakeSample command, HttpContext http)
    {
        ReferenceEquals(command, http.RequestFacts().Command).ShouldBeFalse();
        command.ShouldBeEquivalentTo(http.RequestFacts().Command);
        return Results.Created("/v1/samples/1", new SampleMade(SignalId.New(), command.SeenAt ?? DateTimeOffset.UnixEpoch));
    }
}

public static class ListSamplesEndpoint
{
    /// <summary>Lists samples.</summary>
    [WolverineGet("/samples"), Scope("samples.read")]
    [ProducesResponseType<ListSamples>(StatusCodes.Status200OK)]
    public static IResult Get([Query] ListSamples query) => Results.Ok(query);
}

public static class GetSampleEndpoint
{
    /// <summary>Reads a sample.</summary>
    /// <param name="sampleId">Which one.</param>
    [WolverineGet("/samples/{sampleId}"), Scope("samples.read"), RequiresPurpose]
    [ProducesResponseType<SampleMade>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static IResult Get(SignalId sampleId) => new VersionedResult(new SampleMade(sampleId, DateTimeOffset.UnixEpoch), "7");
}

public static class CloseSampleEndpoint
{
    /// <summary>Closes a sample; answers what the checks found.</summary>
    [WolverinePost("/samples/{sampleId}/closures"), Scope("samples.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<RequestFacts>(StatusCodes.Status200OK)]
    public static IResult Post(SignalId sampleId, HttpContext http) =>
        Results.Ok(new { Version = http.RequestFacts().IfMatch, Key = http.RequestFacts().IdempotencyKey, Purpose = http.RequestFacts().Purpose, Sample = sampleId });
}

public static class ExportSamplesEndpoint
{
    [WolverineGet("/sample-exports"), Scope("samples.read")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/csv")]
    public static IResult Get() => Results.Text("a,b", "text/csv");
}

public static class ImportSamplesEndpoint
{
    [WolverinePost("/sample-imports"), Scope("samples.write"), BodyLimit(1_000_000)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public static IResult Post(SampleAuthor command) => Results.StatusCode(command.Name.Length > 0 ? 204 : 500);
}

public static class BreakSampleEndpoint
{
    [WolverineGet("/sample-failures/{kind}"), Scope("samples.read")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public static IResult Get(string kind) => throw (kind switch
    {
        "database" => new InvalidOperationException("Anna Jansen", new NpgsqlException("refused", new TimeoutException())),
        "shutdown" => new PostgresException("Anna Jansen", "FATAL", "FATAL", "57P01"),
        _ => new InvalidOperationException("Anna Jansen"),
    });
}

/// <summary>The HTTP surface of the program before routes of the tests, without a database.</summary>
public sealed class SampleRoutes : IAsyncLifetime
{
    public IAlbaHost Host { get; private set; } = null!;

    public List<string> Logged { get; } = [];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(Tokens.Settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Http:AllowedOrigins:0"] = "https://cases.example" });
        builder.Logging.ClearProviders().AddProvider(new Lines(Logged));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTrustedHops();
        builder.AddCallerAuthentication(new Databases("", "", OnPrivateCluster: false, PrivateDirectory: null));
        builder.AddHttpApi();
        builder.Host.UseWolverine(wolverine =>
        {
            wolverine.ApplicationAssembly = typeof(SampleRoutes).Assembly;
            wolverine.Discovery.DisableConventionalDiscovery();
        });
        Host = await AlbaHost.For(builder, app =>
        {
            app.UseStandardHeaders();
            app.UseTrustedHops();
            app.UseHttpApi();
            app.MapHttpApi();
        });
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    /// <summary>Sends a request with a token for the samples.</summary>
    internal async Task<Answer> Send(string method, string path, string? body = null, string? headers = null, bool anonymous = false)
    {
        var url = path.Split('?');
        var context = await Host.Server.SendAsync(http =>
        {
            http.Request.Method = method;
            http.Request.Path = url[0];
            if (url.Length > 1) http.Request.QueryString = new QueryString($"?{url[1]}");
            if (!anonymous)
                http.Request.Headers.Authorization = $"Bearer {Tokens.For(new Oin("00000099000000268000"), "officer-1", "focal-point", "samples.read samples.write")}";
            if (body is not null)
            {
                var bytes = System.Text.Encoding.Latin1.GetBytes(body);
                http.Request.ContentType = "application/json";
                http.Request.ContentLength = bytes.Length;
                http.Request.Body = new MemoryStream(bytes);
            }
            foreach (var header in headers?.Split('\n') ?? [])
            {
                var parts = header.Split(": ", 2);
                if (parts[1].Length == 0) http.Request.Headers.Remove(parts[0]);
                else http.Request.Headers.Append(parts[0], parts[1]);
            }
        }, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(context.Response.Body);
        return new Answer(context.Response.StatusCode, context.Response.Headers, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    internal sealed class Lines(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
        }
    }
}

internal sealed record Answer(int Status, IHeaderDictionary Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Code => Json.GetProperty("type").GetString()!.Split(':')[^1];

    public IReadOnlyList<string> Pointers =>
        [.. Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)];
}
