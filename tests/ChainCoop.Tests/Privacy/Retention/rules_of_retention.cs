using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Privacy.Retention;

public class rules_of_retention
{
    private static readonly RetentionVersion First = RetentionRules.Current.Versions[0];

    private static readonly JsonNode File = JsonNode.Parse(EmbeddedData.Read("retention.data.json"))!;

    /// <summary>The last version alone.</summary>
    private static readonly string Stored = new JsonObject { ["versions"] = new JsonArray(File["versions"]!.AsArray()[^1]!.DeepClone()) }.ToJsonString();

    [Fact]
    public void are_there_for_every_class_that_the_code_uses() =>
        Code.Types.SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(RetentionClass)).Select(field => (RetentionClass)field.GetValue(null)!).Distinct()
            .ShouldBe(RetentionFile.Ends.Keys, ignoreOrder: true);

    [Fact]
    public void say_what_the_code_list_says_today()
    {
        foreach (var rule in RetentionRules.Current.Versions[^1].Rules.Values)
        {
            var item = CodeLists.Find(RetentionClass.List)!.Find(rule.Class.Value).ShouldNotBeNull();
            (Term.Parse(item.Term!), item.TermStarts).ShouldBe((rule.Term, Kebab.Of(rule.CountedFrom)));
        }
    }

    [Fact]
    public void begin_with_the_version_that_an_empty_database_has() => First.Version.ShouldBe("1");

    [Fact]
    public void hold_from_their_first_day_on()
    {
        var rules = new RetentionRules([First with { Version = "2", ValidFrom = new(2027, 1, 1) }, First]);

        rules.On(new(2020, 1, 1)).Version.ShouldBe("1");
        rules.On(new(2026, 12, 31)).Version.ShouldBe("1");
        rules.On(new(2027, 1, 1)).Version.ShouldBe("2");
        Should.Throw<InvalidOperationException>(() => rules.Find("3")).Message.ShouldContain("version 3");
    }

    [Fact]
    public void are_refused_with_all_faults_at_once()
    {
        var broken = Stored.Replace("\"P1Y\"", "\"P1D\"", StringComparison.Ordinal).Replace("\"law\"", "\"habit\"", StringComparison.Ordinal)
            .Replace("2026-11-01", "1-11-2026", StringComparison.Ordinal).Replace("\"closure\"", "\"dismissal\"", StringComparison.Ordinal)
            .Replace("\"class\":\"signal\"", "\"class\":\"youth\",\"more\":1", StringComparison.Ordinal);

        Faults(broken).ShouldBe(
        [
            "/versions/0/rules/0/term", "/versions/0/rules/1/more", "/versions/0/rules/1/class", "/versions/0/rules/2/term",
            "/versions/0/rules/3/countedFrom", "/versions/0/rules/4/basis", "/versions/0/rules/6/term", "/versions/0/validFrom",
        ]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "/versions")]
    [InlineData("{\"versions\": []}", "/versions")]
    [InlineData("{\"versions\": {}, \"versions\": {}}", "")]
    [InlineData("{\"versions\": [1]}", "/versions/0")]
    [InlineData("{\"versions\": [{\"version\": 1, \"validFrom\": \"2026-01-01\", \"rules\": [null]}]}", "/versions/0/rules/0 /versions/0/version")]
    public void are_refused_when_malformed(string text, string pointers) => string.Join(' ', Faults(text)).ShouldBe(pointers);

    [Fact]
    public void are_refused_with_a_class_twice_or_missing() =>
        Faults(Stored.Replace("\"class\":\"contact\"", "\"class\":\"signal\"", StringComparison.Ordinal)).ShouldBe(["/versions/0/rules", "/versions/0/rules"]);

    [Fact]
    public void know_all_classes_in_their_last_version_and_come_in_the_order_of_their_days()
    {
        var turned = new JsonObject { ["versions"] = new JsonArray([.. File["versions"]!.AsArray().Reverse().Select(version => version!.DeepClone())]) };
        Faults(turned.ToJsonString()).ShouldBe(["/versions/1/rules", "/versions/1/rules"]);
        Faults(Stored.Replace("\"versions\":[", $"\"versions\":[{Last("3", "2027-01-01")},", StringComparison.Ordinal)).ShouldBe(["/versions"]);

        First.Of(new RetentionRecord(Guid.NewGuid(), RecordKind.SubjectLink, Guid.Empty, new("0268"), new("subject-link"), new(2026, 3, 2), new(2026, 3, 3)))
            .ShouldBe(default(Destruction), "older than the class");
    }

    private static string Last(string version, string from)
    {
        var last = File["versions"]!.AsArray()[^1]!.DeepClone();
        (last["version"], last["validFrom"]) = (version, from);
        return last.ToJsonString();
    }

    [Fact]
    public void are_asked_for_with_all_faults_at_once()
    {
        var faults = new Faults();

        RetentionRequest.Read(new RetentionInput { Work = "what-if", OnFlag = "soon" }, new(2026, 3, 2), faults).ShouldBeNull();

        faults.All.Select(fault => fault.Pointer).ShouldBe(["--on", "--on", "--rules"]);
        RetentionRequest.Read(new RetentionInput { Work = "due", OnFlag = "2030-01-01" }, new(2026, 3, 2), new Faults()).ShouldBe(new RetentionRequest(new(2030, 1, 1), null));
        RetentionRequest.Read(new RetentionInput { Work = "due" }, new(2026, 3, 2), new Faults()).ShouldBe(new RetentionRequest(new(2026, 3, 2), null));
    }

    private static IEnumerable<string> Faults(string text)
    {
        var faults = new Faults();
        RetentionFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), faults).ShouldBeNull();
        return faults.All.Select(fault => fault.Pointer);
    }
}
