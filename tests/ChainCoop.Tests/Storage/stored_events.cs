using System.Collections;
using System.Reflection;
using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Storage;

/// <summary>Events are kept for decades: their names and forms are a promise, held here against golden files.</summary>
public class stored_events
{
    private static readonly string Folder = Source.PathOf("tests/ChainCoop.Tests/Storage/golden");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly JsonSerializerOptions Forms = FormsOfTheStore();

    public static TheoryData<string> Aliases => [.. Store.Events.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void are_all_known_to_the_store() =>
        Code.Types.Where(type => type.IsAssignableTo(typeof(IFact)) && !type.IsAbstract).Except(Store.Events.Values)
            .ShouldBeEmpty("An event is not mapped: add MapEventType<…>(\"alias\") to its module.");

    [Fact]
    public void are_all_facts() =>
        Store.Events.Values.Where(type => !type.IsAssignableTo(typeof(IFact))).ShouldBeEmpty("An event does not implement IFact.");

    [Theory, MemberData(nameof(Aliases))]
    public void have_an_alias_that_their_module_spells_out(string alias) =>
        Source.App.ShouldContain(
            file => file.Text.Contains($"MapEventType<{Store.Events[alias].Name}>(\"{alias}\")", StringComparison.Ordinal),
            $"{Store.Events[alias].Name} has no alias of its own: renaming the type would lose the events. Map it with MapEventType<…>(\"{alias}\").");

    [Theory, MemberData(nameof(Aliases))]
    public void have_one_example(string alias) =>
        EventExamples.All.Count(example => example.GetType() == Store.Events[alias])
            .ShouldBe(1, $"{Store.Events[alias].Name} needs exactly one example in Storage/EventExamples.cs.");

    [Theory, MemberData(nameof(Aliases))]
    public void have_an_example_that_fills_every_member(string alias)
    {
        var example = ExampleOf(alias);
        MembersOf(example).Where(member => member.GetValue(example) is null or ICollection { Count: 0 }).Select(member => member.Name)
            .ShouldBeEmpty("The golden file would not show these members.");
    }

    [Theory, MemberData(nameof(Aliases))]
    public void keep_their_form(string alias)
    {
        var example = ExampleOf(alias);
        var written = JsonSerializer.Serialize(example, example.GetType(), Forms) + "\n";
        var golden = Files(alias).LastOrDefault() ?? Path.Combine(Folder, $"{alias}.v1.json");
        File.Exists(golden).ShouldBeTrue(
            $"A new event needs a golden file, which is never edited once an event is stored. If this is the form to keep:\n{Propose(golden, written)}\n{written}");

        var kept = File.ReadAllText(golden);
        written.ShouldBe(
            kept, $"The form of {alias} changed, and events of the old form are stored. Do not edit the golden file: take the change back, or add a new event version with an upcaster, an example and a golden file of its own; an optional member alone needs a further file, {alias}.v1.1.json.");
        var read = JsonSerializer.Deserialize(kept, example.GetType(), Forms);
        foreach (var member in MembersOf(example)) member.GetValue(read).ShouldBe(member.GetValue(example), member.Name);
    }

    /// <summary>A member that was added later, and may be absent, is absent in what was stored before; all else is as it was.</summary>
    [Theory, MemberData(nameof(Aliases))]
    public void are_read_in_the_forms_of_before(string alias)
    {
        var example = ExampleOf(alias);
        foreach (var file in Files(alias).SkipLast(1))
        {
            var read = JsonSerializer.Deserialize(File.ReadAllText(file), example.GetType(), Forms);
            var absent = MembersOf(example).Where(member => member.GetValue(read) is null).ToList();
            absent.ShouldNotBeEmpty($"{file} has the form of today.");
            foreach (var member in MembersOf(example).Except(absent)) member.GetValue(read).ShouldBe(member.GetValue(example), member.Name);
        }
    }

    [Fact]
    public void have_not_gone_while_a_golden_file_stays() =>
        Directory.EnumerateFiles(Folder).Except(Store.Events.Keys.SelectMany(Files))
            .ShouldBeEmpty("Events of these names may be stored: the store must still know them. Map the type again, or read them with an upcaster.");

    [Fact]
    public void keep_the_names_of_their_enumerations()
    {
        var path = Source.PathOf("tests/ChainCoop.Tests/Storage/enumerations.json");
        var kept = JsonSerializer.Deserialize<SortedDictionary<string, string[]>>(File.ReadAllText(path))!;
        var now = new SortedDictionary<string, string[]>(
            Store.Events.Values.SelectMany(Holdings.EnumerationsIn).Distinct().ToDictionary(type => type.Name, NamesOf), StringComparer.Ordinal);

        foreach (var (enumeration, names) in kept)
            names.Except(now.GetValueOrDefault(enumeration) ?? []).ShouldBeEmpty($"These names of {enumeration} may be stored and are no longer read.");
        var written = JsonSerializer.Serialize(now, Indented) + "\n";
        written.ShouldBe(File.ReadAllText(path), $"Names were added, and are stored from now on. If these are the names to keep:\n{Propose(path, written)}");
    }

    /// <summary>The golden files of an event, the form of today last: v1, and v1.1 and so on for optional members that came later.</summary>
    private static IEnumerable<string> Files(string alias) =>
        new[] { $"{alias}.v1.json" }.Concat(Enumerable.Range(1, 9).Select(addition => $"{alias}.v1.{addition}.json"))
            .Select(name => Path.Combine(Folder, name)).Where(File.Exists);

    /// <summary>Puts a file beside the test program, and says how to take it over.</summary>
    private static string Propose(string path, string text)
    {
        var proposed = Path.Combine(AppContext.BaseDirectory, "proposed", Path.GetFileName(path));
        Directory.CreateDirectory(Path.GetDirectoryName(proposed)!);
        File.WriteAllText(proposed, text);
        return $"cp {proposed} {path}";
    }

    private static string[] NamesOf(Type enumeration) =>
        [.. Enum.GetValues(enumeration).Cast<object>().Select(value => JsonSerializer.Serialize(value, enumeration, Forms).Trim('"'))];

    private static object ExampleOf(string alias) =>
        EventExamples.All.FirstOrDefault(example => example.GetType() == Store.Events[alias])
        ?? throw new ShouldAssertException($"{Store.Events[alias].Name} has no example in Storage/EventExamples.cs.");

    private static PropertyInfo[] MembersOf(object example) => example.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static JsonSerializerOptions FormsOfTheStore()
    {
        // Indented to be read by people; the store keeps the same values without white space.
        var options = new JsonSerializerOptions(Indented);
        Json.SetForms(options);
        return options;
    }
}
