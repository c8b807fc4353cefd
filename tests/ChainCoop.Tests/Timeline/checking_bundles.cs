using System.Text.RegularExpressions;
using ChainCoop.Verifier;
using ChainCoop.Verifier.Bundles;

namespace ChainCoop.Tests.Timeline;

public class checking_bundles
{
    private const string Entries = "events/entries.ndjson";

    [Theory]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    public async Task says_what_is_proven_withheld_and_not_claimed(int size)
    {
        using var bundle = new ABundle(size);

        var report = (await bundle.MakeAsync()).Check();

        report.Failures.ShouldBeEmpty();
        report.Verified.ShouldBeTrue();
        report.Proven.ShouldContain($"The holder of your key {ABundle.Origin} signed the checkpoint of {size} leaves of {ABundle.Origin}.");
        report.Proven.ShouldContain("2 of 3 trusted witnesses cosigned this checkpoint, 2 of them by 2026-01-01T01:00:00Z: nobody can have changed its entries since.");
        report.Proven.ShouldContain("Of 2 records no event is missing from the first to the last that is given.");
        report.Proven.ShouldContain($"{(size + 2) / 3} texts in clear open from the ciphertexts to which their events committed.");
        report.Withheld.ShouldContain(sentence => sentence.Contains("were destroyed, says the operator"));
        report.Withheld.ShouldContain("3 texts that the events in clear refer to exist and are not given.");
        report.NotClaimed.Count.ShouldBe(5);
    }

    [Fact]
    public async Task says_that_its_own_keys_prove_nothing()
    {
        using var bundle = await new ABundle().MakeAsync();

        var report = bundle.Check(Trust.Nobody);

        report.Verified.ShouldBeTrue();
        report.Proven[0].ShouldContain("with a key that the bundle itself brings (who he is, is not proven)");
        report.Withheld[0].ShouldContain("no key of a witness was given");
    }

    [Fact]
    public async Task finds_a_changed_header()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLine(Entries, 12, line => line.Replace("01:02:03", "01:02:04"));

        // One tile, then leaves 0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15.
        ShouldFail(bundle.Check(), "This entry is not the one that was sealed: its header or the hash of its body was changed.", Entries, 12, 15);
        ShouldFail(bundle.Check(), "This file is not the one that the manifest lists: it was changed.", Entries);
    }

    [Fact]
    public async Task finds_a_changed_body_even_when_everything_is_signed_anew()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLine(Entries, 2, line => line.Replace("\"number\":0", "\"number\":9"));
        bundle.SignAnew(bundle.Key);

        bundle.Check().Failures[0].ShouldBe(new Failure("The body is not the one that was sealed: it or its salt was changed.", Entries, 2, 0));
    }

    [Fact]
    public async Task finds_any_flipped_bit_of_a_line()
    {
        using var bundle = await new ABundle(30).MakeAsync();
        var original = bundle.Read(Entries);
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            bundle.Edit(Entries, text =>
            {
                var place = random.Next(original.Length);
                return $"{original[..place]}{(char)(original[place] ^ 1)}{original[(place + 1)..]}";
            });
            var report = bundle.Check();
            report.Verified.ShouldBeFalse();
            report.Proven.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task finds_a_removed_line()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLines(Entries, lines => lines.RemoveAt(3));
        bundle.SignAnew(bundle.Key);

        var report = bundle.Check();
        ShouldFail(report, $"Version 2 of record {ABundle.Clear} is missing before this entry, which is version 3.", Entries, 5, 6);
        report.Failures.ShouldContain(failure => failure.What.StartsWith("The manifest speaks of 467 entries"));
    }

    [Fact]
    public async Task finds_the_last_line_removed()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLines(Entries, lines => lines.RemoveAt(lines.Count - 2));

        bundle.Check().Failures.ShouldContain(failure => failure.What.StartsWith("The manifest speaks of 467 entries"));
    }

    [Fact]
    public async Task finds_added_lines()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLines(Entries, lines => lines.Insert(2, lines[1]));
        bundle.EditLines(Entries, lines => lines.Insert(5, """{"header":{"index":4},"bodyHash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}"""));
        bundle.EditLines(Entries, lines => lines.Insert(7, "{}"));

        ShouldFail(bundle.Check(), "This entry is out of order, there twice, or not of the tile before it.", Entries, 3, 0);
        ShouldFail(bundle.Check(), "This entry is not the one that was sealed: its header or the hash of its body was changed.", Entries, 6, 4);
        ShouldFail(bundle.Check(), "This is no entry.", Entries, 8);
    }

    [Fact]
    public async Task finds_an_order_that_was_changed()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLines(Entries, lines => (lines[1], lines[2]) = (lines[2], lines[1]));
        ShouldFail(bundle.Check(), "This entry is out of order, there twice, or not of the tile before it.", Entries, 3, 0);
    }

    [Fact]
    public async Task finds_changed_leaves()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLine(Entries, 1, line => Regex.Replace(line, "\"leaves\":\"....", "\"leaves\":\"AAAA"));
        ShouldFail(bundle.Check(), "These leaves are not those of the checkpoint: they, the proof or the checkpoint were changed.", Entries, 1, 0);
    }

    [Fact]
    public async Task finds_a_swapped_payload()
    {
        using var bundle = await new ABundle().MakeAsync();
        // Sealed under the key that the other one had: it opens, and no event committed to it.
        using var another = await new ABundle().MakeAsync();
        bundle.EditLine("payloads.ndjson", 1, _ => another.Read("payloads.ndjson").Split('\n')[0]);
        bundle.SignAnew(bundle.Key);

        bundle.Check().Failures.ShouldHaveSingleItem().What.ShouldMatch("^No event in clear committed to this ciphertext of payload .*: it was swapped, or the event is missing.$");
    }

    [Fact]
    public async Task finds_ciphertexts_that_changed_places()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLines("payloads.ndjson", lines =>
        {
            var (one, two) = (PayloadLine.Parse(Utf8(lines[0])), PayloadLine.Parse(Utf8(lines[1])));
            lines[0] = Text((one with { Nonce = two.Nonce, Ciphertext = two.Ciphertext, Key = two.Key, Value = two.Value }).ToBytes());
        });
        ShouldFail(bundle.Check(), "The key does not open the ciphertext: one of them was changed, or moved from another payload.", "payloads.ndjson", 1);
    }

    [Fact]
    public async Task finds_a_text_that_the_ciphertext_does_not_hold()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLine("payloads.ndjson", 2, line => line.Replace("text 3", "text 4"));
        ShouldFail(bundle.Check(), "The text is not what the ciphertext holds.", "payloads.ndjson", 2);
    }

    [Fact]
    public async Task finds_a_foreign_key()
    {
        using var bundle = await new ABundle().MakeAsync();
        using var foreign = NoteKey.Create(ABundle.Origin);
        bundle.Edit("events/checkpoint", _ => bundle.Checkpoint(700, foreign).ToString());
        bundle.SignAnew(foreign);

        var report = bundle.Check();
        report.Failures.Select(failure => failure.File).ShouldBe(["manifest.note", "events/checkpoint"]);
        report.Failures[0].What.ShouldStartWith($"None of the keys you gave, of the name {ABundle.Origin}, signed it");
        bundle.Check(Trust.Nobody).Verified.ShouldBeTrue(); // who trusts nobody learns nothing of who signed
    }

    [Fact]
    public async Task finds_that_the_operator_forged_the_log_because_witnesses_did_not_see_it()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Edit("events/checkpoint", note => SignedNote.Sign(SignedNote.Parse(note).Text, bundle.Key).ToString());
        bundle.SignAnew(bundle.Key);

        ShouldFail(bundle.Check(), "0 of 3 trusted witnesses cosigned, and 2 have to.", "events/checkpoint");
    }

    [Fact]
    public async Task finds_a_cosignature_over_another_checkpoint()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Edit("events/checkpoint", note =>
        {
            var read = SignedNote.Parse(note);
            return (read with { Signatures = [read.Signatures[0], read.Signatures[1], bundle.Checkpoint(699).Signatures[2]] }).ToString();
        });
        ShouldFail(bundle.Check(), "The cosignature of witness w2 is not over this checkpoint.", "events/checkpoint");
    }

    [Fact]
    public async Task finds_an_old_checkpoint()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Edit("events/checkpoint", _ => bundle.Checkpoint(600).ToString());
        bundle.SignAnew(bundle.Key);

        ShouldFail(bundle.Check(), "The checkpoint has 600 leaves, and the manifest speaks of 700: it is another one.", "events/checkpoint");
    }

    [Fact]
    public async Task finds_a_checkpoint_of_another_log()
    {
        using var bundle = await new ABundle().MakeAsync();
        using var access = NoteKey.Create("chaincoop.nl/00000001822477348000/access");
        bundle.Edit("events/checkpoint", note => SignedNote.Sign(SignedNote.Parse(note).Text.Replace("/events", "/access"), access).ToString());
        ShouldFail(bundle.Check(), "This checkpoint is of another log: chaincoop.nl/00000001822477348000/access.", "events/checkpoint");
    }

    [Fact]
    public async Task finds_an_edited_manifest()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Edit("manifest.json", text => text.Replace("\"access\": \"1\"", "\"access\": \"2\""));
        ShouldFail(bundle.Check(), "The manifest was changed after it was signed.", "manifest.json");
    }

    [Fact]
    public async Task finds_a_manifest_that_names_other_records()
    {
        using var bundle = await new ABundle().MakeAsync();
        var stranger = Guid.CreateVersion7();
        bundle.Edit("manifest.json", text => text.Replace(ABundle.Closed.ToString(), stranger.ToString()));
        bundle.SignAnew(bundle.Key);

        ShouldFail(bundle.Check(), $"No event of record {stranger} is there.", Entries);
        ShouldFail(bundle.Check(), $"There are events of record {ABundle.Closed}, which the manifest does not name.", Entries);
    }

    [Fact]
    public async Task finds_files_that_are_missing_or_too_many()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Remove("payloads.ndjson");
        bundle.Add("note\u001b[2J.txt", "read me");

        ShouldFail(bundle.Check(), "The file is missing.", "payloads.ndjson");
        ShouldFail(bundle.Check(), "The manifest does not list this file.", "note?[2J.txt");
    }

    [Theory]
    [InlineData("events/checkpoint")]
    [InlineData("events/entries.ndjson")]
    public async Task finds_what_proves_anything_missing_though_the_manifest_does_not_list_it(string name)
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Remove(name);
        bundle.Edit("manifest.json", text => Regex.Replace(text, "\"files\": \\[.*?\\]", "\"files\": []", RegexOptions.Singleline));
        bundle.SignAnew(bundle.Key);

        ShouldFail(bundle.Check(), "The file is missing.", name);
    }

    [Fact]
    public async Task finds_that_the_access_record_is_missing_of_which_the_manifest_speaks()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Edit("manifest.json", text => Regex.Replace(
            text, "\"access\": null", "\"access\": { \"size\": 100, \"from\": 0, \"until\": 100, \"entries\": 100, \"clear\": 0, \"withheld\": 100, \"destroyed\": 0 }"));
        bundle.SignAnew(bundle.Key);

        ShouldFail(bundle.Check(), "The file is missing.", "access/checkpoint");
    }

    [Theory]
    [InlineData("files")]
    [InlineData("keys")]
    public async Task finds_nothing_in_the_place_of_something_in_a_list(string list)
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.Edit("manifest.json", text => Regex.Replace(text, $"\"{list}\": \\[", $"\"{list}\": [null,"));

        bundle.Check(Trust.Nobody).Failures.ShouldHaveSingleItem().What.ShouldBe("This is no evidence bundle: its manifest cannot be read.");
    }

    [Fact]
    public async Task finds_nothing_in_the_place_of_a_hash_of_a_proof()
    {
        using var bundle = await new ABundle().MakeAsync();
        bundle.EditLine(Entries, 1, line => line.Replace("\"proof\":[", "\"proof\":[null,"));

        ShouldFail(bundle.Check(), "This is no tile.", Entries, 1);
    }

    private static void ShouldFail(Report report, string what, string file, long? line = null, long? index = null)
    {
        report.Verified.ShouldBeFalse();
        report.Proven.ShouldBeEmpty();
        report.Failures.ShouldContain(new Failure(what, file, line, index));
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
