using System.Text.RegularExpressions;
using ChainCoop.Organisations;
using ChainCoop.Signals;
using ChainCoop.Tests.Storage;

namespace ChainCoop.Tests.Architecture;

public partial class the_modules
{
    public static TheoryData<string> All => [.. Code.Types.Select(Code.ModuleOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void have_states() => new[] { typeof(Signal), typeof(Case), typeof(Mandate) }.ShouldBeSubsetOf(Store.States);

    [Theory, MemberData(nameof(All))]
    public void do_not_use_the_state_of_another(string module) =>
        (from type in Code.Types
         where Code.ModuleOf(type) == module
         from used in Code.TypesUsedBy(type)
         where Store.States.Contains(used) && Code.ModuleOf(used) != module
         select $"{type.FullName} uses {used.Name}").ShouldBeEmpty("Modules talk by ids, facts and messages.");

    [Fact]
    public void are_not_known_to_what_they_share() =>
        (from type in Code.Types
         where Code.ModuleOf(type) == "Shared"
         from used in Code.TypesUsedBy(type)
         where Code.ModuleOf(used) is not (null or "Shared")
         select $"{type.Name} uses {used.FullName}").ShouldBeEmpty();

    [Fact]
    public void leave_configuration_and_authentication_to_the_platform() =>
        (from type in Code.Types
         where Code.ModuleOf(type) is not (null or "Platform")
         from used in Code.TypesUsedBy(type)
         where PlatformOnly().IsMatch(used.FullName ?? "")
         select $"{type.FullName} uses {used.FullName}").ShouldBeEmpty();

    [Fact]
    public void do_not_speak_of_connection_strings() =>
        Source.App.Where(file => file.Folder is not ("" or "Platform"))
            .SelectMany(file => file.Lines.Where(line => line.Text.Contains("ConnectionString", StringComparison.Ordinal)).Select(line => $"{file}:{line.Number}")).ShouldBeEmpty();

    [Fact]
    public void are_folders() =>
        Source.App.Where(file => file.Folder.Length > 0).Where(file =>
            NamespaceForm().Match(file.Text).Groups["name"].Value != "ChainCoop." + file.Folder.Replace('/', '.')).ShouldBeEmpty();

    [Fact]
    public void are_mirrored_by_the_folders_of_their_tests() =>
        Source.Tests.Where(file => NamespaceForm().Match(file.Text).Groups["name"].Value != ("ChainCoop.Tests." + file.Folder.Replace('/', '.')).TrimEnd('.'))
            .ShouldBeEmpty();

    [Fact]
    public void have_no_names_that_say_nothing() =>
        Code.Types.Select(type => type.FullName!).Where(name => EmptyName().IsMatch(name)).ShouldBeEmpty("Name it by what it does in the field.");

    [Fact]
    public void are_written_in_files_that_fit_into_a_head() =>
        Source.App.Concat(Source.Tests).Where(file => file.Text.Split('\n').Length > 350).ShouldBeEmpty();

    [GeneratedRegex(@"^Microsoft\.Extensions\.(Configuration|Options)\.|^Microsoft\.AspNetCore\.Authentication\.|^Npgsql\.NpgsqlConnectionStringBuilder|^Microsoft\.IdentityModel\.")]
    private static partial Regex PlatformOnly();

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceForm();

    [GeneratedRegex(@"(Services?|Managers?|Helpers?|Utils?|Utilities|Utility|Commons?)($|[A-Z+.`])")]
    private static partial Regex EmptyName();
}
