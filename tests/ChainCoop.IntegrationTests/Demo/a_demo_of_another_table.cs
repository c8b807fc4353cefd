using ChainCoop.IntegrationTests.Platform;

namespace ChainCoop.IntegrationTests.Demo;

/// <summary>Both sides as processes of their own.</summary>
public sealed class a_demo_of_another_table(PrivateDirectory directory) : IClassFixture<PrivateDirectory>
{
    private const string Table = "NG,LA,Z,count\n0,0,1,11\n1,1,0,3\n0,1,1,2\n1,0,0,7\n";
    private const string Sorted = "NG,LA,Z,count\n1,1,0,3\n1,0,0,7\n0,1,1,2\n0,0,1,11\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task prints_its_overlap_in_the_format_of_the_file_and_writes_nothing_when_it_is_none()
    {
        await using var server = new ChildProgram(directory.Path, "Development", variables: new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });
        var address = await server.AddressAsync(Cancelled);

        var (code, output, errors) = await DemoOf("NG,LA,count\n1,2,x\n0,0,1\n", address.ToString());
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldContain("Line 2: column LA is neither 0 nor 1.");
        errors.ShouldContain("Line 2: the last column is not a number of people of at least 1.");
        errors.ShouldContain("Line 3: nobody can have been counted on no list.");

        (code, output, errors) = await DemoOf(Table, address.ToString());
        output.ReplaceLineEndings("\n").ShouldBe(Sorted, errors);
        errors.ShouldContain("Everything agrees.");
        code.ShouldBe(0);
    }

    private async Task<(int Code, string Output, string Errors)> DemoOf(string table, string address)
    {
        var file = Path.Combine(directory.Path, $"{Guid.NewGuid()}.csv");
        await File.WriteAllTextAsync(file, table, Cancelled);
        await using var demo = new ChildProgram(directory.Path, "Development", ["demo", "--url", address, "--table", file]);
        return await demo.EndAsync(Cancelled);
    }
}
