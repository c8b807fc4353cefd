using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;

namespace ChainCoop.Tests.Timeline;

/// <summary>The program as an auditor runs it: a process of its own.</summary>
public class the_verifier
{
    [Fact]
    public async Task verifies_in_words()
    {
        using var bundle = await new ABundle().MakeAsync();

        var (code, words, errors) = await RunAsync(
            [bundle.Path, "--key", bundle.Key.Verifier.ToString(), .. bundle.Witnesses.SelectMany(witness => (string[])["--witness", witness.Witness.ToString()]), "--quorum", "2"]);

        code.ShouldBe(0, words);
        errors.ShouldBeEmpty();
        words.ShouldStartWith("VERIFIED. Everything in this bundle holds.\n\nWhat is proven:\n");
        words.ShouldContain("\nWhat is withheld or was not checked:\n");
        words.ShouldContain("\nWhat is not claimed:\n");
    }

    [Fact]
    public async Task verifies_as_json()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLine("events/entries.ndjson", 2, line => line.Replace("01:02:03", "01:02:04"));

        var (code, json, _) = await RunAsync(bundle.Path, "--json");

        code.ShouldBe(1);
        var report = JsonDocument.Parse(json).RootElement;
        report.GetProperty("verified").GetBoolean().ShouldBeFalse();
        report.GetProperty("failures")[0].GetProperty("index").GetInt64().ShouldBe(0);
        report.GetProperty("failures")[0].GetProperty("line").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task says_without_keys_that_nothing_is_proven_of_who_signed()
    {
        using var bundle = await new ABundle().MakeAsync();
        (await RunAsync(bundle.Path)).Words.ShouldContain("You gave no key of the log. The keys are the bundle's own and prove nothing about who signed.");
    }

    [Theory]
    [InlineData("nothing", "There is no such file.")]
    [InlineData("folder", "This is a folder; a bundle is one file.")]
    [InlineData("empty", "The file is empty.")]
    [InlineData("text", "This is no evidence bundle, or it was cut off: it cannot be opened as a ZIP file.")]
    [InlineData("cut", "This is no evidence bundle, or it was cut off: it cannot be opened as a ZIP file.")]
    [InlineData("other-zip", "This is no evidence bundle: it has no manifest.json.")]
    [InlineData("other-manifest", "This is no evidence bundle: its manifest cannot be read.")]
    [InlineData("other-version", "The manifest is of another format than chaincoop-evidence/1.")]
    [InlineData("bomb", "manifest.json would expand to 268435456 bytes, which no file of a bundle does.")]
    [InlineData("long-line", "events/entries.ndjson, line 1: The line is too long.")]
    public async Task refuses_what_is_no_bundle_in_one_sentence(string what, string sentence)
    {
        using var bundle = await new ABundle(300).MakeAsync();
        var path = bundle.Path;
        switch (what)
        {
            case "nothing": path += ".absent"; break;
            case "folder": path = Path.GetDirectoryName(path)!; break;
            case "empty": File.WriteAllBytes(path, []); break;
            case "text": File.WriteAllText(path, "PK, that is all"); break;
            case "cut": File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]); break;
            case "other-zip": bundle.Remove("manifest.json"); break;
            case "other-manifest": bundle.Edit("manifest.json", _ => "{}"); break;
            case "other-version": bundle.Edit("manifest.json", text => text.Replace("evidence/1", "evidence/2")); break;
            case "bomb": bundle.Edit("manifest.json", _ => new string(' ', 1 << 28)); break;
            case "long-line": bundle.Edit("events/entries.ndjson", text => Convert.ToBase64String(new Random(1).NextBytes(5 << 20)) + text); break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }

        var (code, words, errors) = await RunAsync(path);

        code.ShouldBe(1);
        words.ShouldBe($"NOT VERIFIED. {sentence}\n");
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task says_of_damage_in_one_sentence_too() // which one, depends on where the bytes stop making sense
    {
        using var bundle = await new ABundle(300).MakeAsync();
        Damage(bundle.Path);

        var (code, words, errors) = await RunAsync(bundle.Path);

        code.ShouldBe(1);
        words.ShouldStartWith("NOT VERIFIED. ");
        words.AsSpan().Count('\n').ShouldBe(1);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task verifies_no_bundle_that_was_cut_off_anywhere()
    {
        using var bundle = await new ABundle(30).MakeAsync();
        var whole = File.ReadAllBytes(bundle.Path);
        for (var length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(bundle.Path, whole[..length]);
            var report = bundle.Check();
            report.Verified.ShouldBeFalse();
            report.Failures[0].File.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("Which bundle?")]
    [InlineData("--what is not understood.", "--what")]
    [InlineData("two is not understood.", "one", "two")]
    [InlineData("--key is not understood.", "one", "--key")]
    [InlineData("--key needs a key of the form name+id+base64, of its kind.", "one", "--key", "w1+00000000+AAAA")]
    [InlineData("The quorum is larger than the number of witnesses.", "one", "--quorum", "1")]
    [InlineData("remora.n621.de has a key that was given already.", "one",
        "--witness", "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", "--witness", "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")]
    public async Task says_how_it_is_asked(string sentence, params string[] arguments)
    {
        var (code, words, errors) = await RunAsync(arguments);

        code.ShouldBe(2);
        words.ShouldBeEmpty();
        errors.ShouldStartWith($"{sentence}\nUsage: ");
    }

    private static async Task<(int Code, string Words, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChainCoop.Verifier.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (words, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await words, await errors);
    }

    /// <summary>Breaks the compressed entries and leaves the directory of the ZIP file as it was.</summary>
    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var i = bytes.Length / 3; i < bytes.Length / 2; i++) bytes[i] = 0xff;
        File.WriteAllBytes(path, bytes);
        using var _ = ZipFile.OpenRead(path);
    }
}

file static class RandomBytes
{
    public static byte[] NextBytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
