using System.Net;
using System.Net.Http.Headers;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>A directory for the program to run in; the private cluster in it goes with it.</summary>
public sealed class PrivateDirectory : IAsyncLifetime
{
    public string Path { get; } = ThrowAwayCluster.NewDirectory();

    public string Data => System.IO.Path.Combine(Path, ".data");

    public ValueTask InitializeAsync()
    {
        // As root the server runs under another account, which has to get at the cluster below.
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data))
            await (await Databases.OnPrivateClusterAsync(Data, CancellationToken.None)).DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}

public sealed class the_token_command(PrivateDirectory directory) : IClassFixture<PrivateDirectory>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task prints_only_a_token_and_gives_its_mandate_once()
    {
        var (code, output, _) = await Run("--org", "00000099000000268000", "--officer", "officer-7", "--roles", "focal-point,case-lead", "--municipalities", "0268,0281");
        code.ShouldBe(0);
        var token = new JsonWebToken(output.TrimEnd('\n'));
        token.Subject.ShouldBe("officer-7");
        token.GetPayloadValue<string[]>("roles").ShouldBe(["focal-point", "case-lead"], ignoreOrder: true);

        (await Run("--org", "00000099000000268000", "--officer", "officer-7", "--roles", "focal-point", "--municipalities", "0268,0297")).Code.ShouldBe(0);

        (await MandatesOf("officer-7")).ShouldBe(["case-lead 0268", "case-lead 0281", "focal-point 0268", "focal-point 0281", "focal-point 0297"]);
    }

    [Fact]
    public async Task works_beside_a_running_server_and_leaves_it_running_as_does_mandate()
    {
        await using var server = new ChildProgram(directory.Path, "Development");
        using var client = new HttpClient { BaseAddress = await server.AddressAsync(Cancelled) };

        var (code, token, _) = await Run("--org", "00000099000100001000");
        await using var mandate = new ChildProgram(directory.Path, "Development", ["mandate", "--org", "00000099000100001000", "--officer", "director-7", "--roles", "chain-director", "--municipalities", "0268"]);
        (await mandate.EndAsync(Cancelled)).Code.ShouldBe(0);

        code.ShouldBe(0);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.TrimEnd('\n'));
        (await client.GetAsync(new Uri("/v1/organisations", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await MandatesOf("director-7")).ShouldBe(["chain-director 0268"]);
    }

    [Fact]
    public async Task gives_no_token_where_databases_were_given_and_tells_all_that_is_wrong()
    {
        var keys = Path.Combine(directory.Path, "keys");
        KeyEncryptionKeys.FromFile(keys, create: true, TimeProvider.System);
        await using var program = new ChildProgram(directory.Path, "Development", ["token", "--org", "1", "--roles", "king", "--valid", "forever"], new Dictionary<string, string?>
        {
            ["Vault__KeyFile"] = keys,
            ["ConnectionStrings__ChainCoop"] = "Host=127.0.0.1;Port=1;Database=main",
            ["ConnectionStrings__ChainCoopKeys"] = "Host=127.0.0.1;Port=1;Database=keys",
        });

        var (code, output, errors) = await program.EndAsync(Cancelled);

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        foreach (var said in new[] { "Development on the private cluster only", "--org ", "--roles ", "--valid " })
            errors.ShouldContain(said);
    }

    private async Task<(int Code, string Output, string Errors)> Run(params string[] arguments)
    {
        await using var program = new ChildProgram(directory.Path, "Development", ["token", .. arguments]);
        return await program.EndAsync(Cancelled);
    }

    private async Task<List<string>> MandatesOf(string officer)
    {
        await using var databases = await Databases.OnPrivateClusterAsync(directory.Data, Cancelled);
        await using var source = NpgsqlDataSource.Create(databases.Main);
        await using var command = source.CreateCommand("select role || ' ' || municipality from access.mandates where officer = $1 order by 1");
        command.Parameters.Add(new() { Value = officer });
        List<string> found = [];
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
            found.Add(reader.GetString(0));
        return found;
    }
}
