using System.Net;
using System.Net.Http.Headers;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChainCoop.IntegrationTests.Platform;

public sealed class the_development_issuer : IDisposable
{
    private static readonly Actor Officer = new(
        new("00000099000000268000"), new("officer-1"), new HashSet<Role> { Role.FocalPoint, Role.CaseLead }, new HashSet<string> { "signals.read" });

    private readonly string directory = Directory.CreateTempSubdirectory("chaincoop-issuer-").FullName;

    private Databases PrivateCluster => new("", "", OnPrivateCluster: true, directory);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void exists_in_development_on_the_private_cluster_only()
    {
        Find(PrivateCluster, Environments.Development).ShouldNotBeNull();
        Find(PrivateCluster, Environments.Production).ShouldBeNull();
        Find(PrivateCluster, Environments.Staging).ShouldBeNull();
        Find(new Databases("Host=elsewhere", "Host=elsewhere", OnPrivateCluster: false, PrivateDirectory: null), Environments.Development).ShouldBeNull();
    }

    [Fact]
    public void makes_no_key_where_it_does_not_exist()
    {
        Find(PrivateCluster, Environments.Production);
        Directory.EnumerateFiles(directory).ShouldBeEmpty();
    }

    [Fact]
    public void keeps_one_random_key_per_cluster_for_its_owner_only()
    {
        var first = Find(PrivateCluster, Environments.Development)!.AsIssuer().Keys[0].ComputeJwkThumbprint();
        Find(PrivateCluster, Environments.Development)!.AsIssuer().Keys[0].ComputeJwkThumbprint().ShouldBe(first);

        var file = Directory.EnumerateFiles(directory).ShouldHaveSingleItem();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.Delete(file);
        Find(PrivateCluster, Environments.Development)!.AsIssuer().Keys[0].ComputeJwkThumbprint().ShouldNotBe(first);
    }

    [Fact]
    public void does_not_use_a_key_that_others_could_read()
    {
        Find(PrivateCluster, Environments.Development);
        var file = Directory.EnumerateFiles(directory).Single();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Should.Throw<CannotStartException>(() => Find(PrivateCluster, Environments.Development));
    }

    [Theory]
    [InlineData("Development", "http://127.0.0.1:0", HttpStatusCode.OK)]
    [InlineData("Development", "http://127.0.0.1:0;http://127.0.0.2:0", HttpStatusCode.OK)]
    [InlineData("Development", "http://0.0.0.0:0", HttpStatusCode.Unauthorized)]
    [InlineData("Development", "http://127.0.0.1:0;http://*:0", HttpStatusCode.Unauthorized)]
    [InlineData("Production", "http://127.0.0.1:0", HttpStatusCode.Unauthorized)]
    public async Task counts_while_the_server_listens_on_loopback_only(string environment, string addresses, HttpStatusCode expected)
    {
        var token = Find(PrivateCluster, Environments.Development)!.Issue(Officer, "chaincoop", TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        await using var app = Routes(environment, PrivateCluster, addresses);
        await app.StartAsync(TestContext.Current.CancellationToken);

        (await Get(app, token)).ShouldBe(expected);
    }

    [Fact]
    public async Task does_not_count_on_databases_that_were_given()
    {
        var token = Find(PrivateCluster, Environments.Development)!.Issue(Officer, "chaincoop", TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        await using var app = Routes("Development", new Databases("Host=elsewhere", "Host=elsewhere", false, null), "http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);

        (await Get(app, token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task cannot_be_configured()
    {
        await using var app = Routes("Production", PrivateCluster, "http://127.0.0.1:0", issuer: DevelopmentIssuer.Name);

        (await Should.ThrowAsync<CannotStartException>(() => app.StartAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("development issuer");
    }

    private static DevelopmentIssuer? Find(Databases databases, string environment) =>
        DevelopmentIssuer.Find(databases, new Environment(environment));

    private static WebApplication Routes(string environment, Databases databases, string addresses, string issuer = Tokens.Issuer)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(addresses.Split(';'));
        builder.Configuration.AddInMemoryCollection(Tokens.Settings);
        builder.Configuration["Auth:Issuers:0:Issuer"] = issuer;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddCallerAuthentication(databases);
        var app = builder.Build();
        app.UseRouting();
        app.UseCallerAuthentication();
        app.MapGet("/signals", [Scope("signals.read")] (HttpContext http) => http.Actor().Officer.Value);
        return app;
    }

    private static async Task<HttpStatusCode> Get(WebApplication app, string token)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var port = BindingAddress.Parse(address).Port;
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/signals"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "tests";
        public string ContentRootPath { get; set; } = "/";
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
