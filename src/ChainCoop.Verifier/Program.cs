using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChainCoop.Verifier.Bundles;

namespace ChainCoop.Verifier;

/// <summary>Checks an evidence bundle offline: exit code 0 when everything holds, 1 when something does not, 2 when it was asked wrongly.</summary>
internal static class Program
{
    private const string Usage =
        "Usage: dotnet ChainCoop.Verifier.dll <bundle> [--key <vkey>]... [--witness <vkey>]... [--quorum <number>] [--json]";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static int Main(string[] args)
    {
        if (Arguments.Read(args, out var mistake) is not { } arguments)
        {
            Console.Error.WriteLine($"{mistake}\n{Usage}");
            return 2;
        }
        var report = BundleCheck.Of(arguments.Bundle, arguments.Trust);
        Console.Out.WriteLine(arguments.Json ? JsonSerializer.Serialize(report, Json) : Words(report, arguments.Trust));
        return report.Verified ? 0 : 1;
    }

    private static string Words(Report report, Trust trust)
    {
        if (report is { Verified: false, Failures: [{ File: null } only] }) return $"NOT VERIFIED. {only}";
        List<string> lines = [report.Verified ? "VERIFIED. Everything in this bundle holds." : "NOT VERIFIED. Do not rely on anything in this bundle."];
        if (report.Verified && trust.Keys.Count == 0)
            lines.Add("You gave no key of the log. The keys are the bundle's own and prove nothing about who signed.");
        Add("What fails", report.Failures.Select(failure => failure.ToString()));
        if (report.FailureCount > report.Failures.Count) lines.Add($"  - and {report.FailureCount - report.Failures.Count} more");
        Add("What is proven", report.Proven);
        Add("What is withheld or was not checked", report.Withheld);
        Add("What is not claimed", report.NotClaimed);
        return string.Join('\n', lines);

        void Add(string heading, IEnumerable<string> sentences)
        {
            if (!sentences.Any()) return;
            lines.Add("");
            lines.Add($"{heading}:");
            lines.AddRange(sentences.Select(sentence => $"  - {sentence}"));
        }
    }

    private sealed record Arguments(string Bundle, Trust Trust, bool Json)
    {
        public static Arguments? Read(string[] args, out string mistake)
        {
            string? bundle = null;
            List<NoteVerifier> keys = [];
            List<NoteVerifier> witnesses = [];
            int? quorum = null;
            var json = false;
            for (var i = 0; i < args.Length; i++)
            {
                switch (args[i])
                {
                    case "--json":
                        json = true;
                        break;
                    case "--key" or "--witness" when i + 1 < args.Length:
                        var (list, type) = args[i] == "--key" ? (keys, NoteVerifier.Ed25519) : (witnesses, NoteVerifier.CosignatureV1);
                        if (KeyOf(args[++i]) is not { } key || key.Type != type) return Wrong($"{args[i - 1]} needs a key of the form name+id+base64, of its kind.", out mistake);
                        if (list.Exists(known => known.PublicKey.AsSpan().SequenceEqual(key.PublicKey))) return Wrong($"{key.Name} has a key that was given already.", out mistake);
                        list.Add(key);
                        break;
                    case "--quorum" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                        quorum = number;
                        i++;
                        break;
                    case var path when bundle is null && !path.StartsWith('-'):
                        bundle = path;
                        break;
                    case var other:
                        return Wrong($"{other} is not understood.", out mistake);
                }
            }
            if (bundle is null) return Wrong("Which bundle?", out mistake);
            if (quorum > witnesses.Count) return Wrong("The quorum is larger than the number of witnesses.", out mistake);
            mistake = "";
            return new Arguments(bundle, new Trust(keys, witnesses, quorum ?? witnesses.Count), json);
        }

        private static Arguments? Wrong(string what, out string mistake)
        {
            mistake = what;
            return null;
        }

        private static NoteVerifier? KeyOf(string text)
        {
            try
            {
                return NoteVerifier.Parse(text);
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}
