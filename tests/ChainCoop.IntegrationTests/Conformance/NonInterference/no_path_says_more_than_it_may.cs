using System.Globalization;
using ChainCoop.Access;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.IntegrationTests.Timeline;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>
/// Two worlds that differ only in something that the asker may not see give the same bytes and run the same SQL, whatever
/// is asked; and where they differ in what the asker may see, the answers differ. Both for every operation of the API: one
/// that nobody asks, or that never tells a difference, fails here.
/// </summary>
public sealed class no_path_says_more_than_it_may : IAsyncLifetime
{
    /// <summary>Answers that are the same for everybody and always.</summary>
    private static readonly Dictionary<string, string> Fixed = new()
    {
        ["GET /code-lists"] = "part of the program",
        ["GET /code-lists/{list}"] = "part of the program",
        ["GET /barrier-models/{version}"] = "part of the program",
        ["GET /measure-rules/{version}"] = "part of the program",
        ["GET /norm-frameworks/{version}"] = "part of the program",
        ["GET /organisations"] = "part of the program",
        ["GET /organisations/{oin}"] = "part of the program",
        ["GET /municipalities"] = "part of the program",
        ["GET /municipalities/{code}"] = "part of the program",
        ["GET /reports/overlap"] = "counted once a month for who sees no small numbers (adr/0030); nobody here sees them",
        ["GET /reports/statistics"] = "of a year that is over nothing changes (adr/0048), and of others nobody here hears anything",
        ["GET /timeline/{log}/keys"] = "part of the installation",
        ["GET /timeline/{log}/tile/{level}/{number}"] = "the first hashes of a log, of which none ever changes",
        ["GET /timeline/{log}/entries/{index}"] = "an entry of a log, of which none ever changes",
        ["POST /timeline/{log}/cosignatures"] = "says whether the caller's own key fits a head that everybody may read",
    };

    /// <summary>That the logs grew, whoever it was that did something, is known to everybody who may check them (adr/0043); hashes say nothing else.</summary>
    private static bool IsOfGrowth(Operation operation) => operation.Template.StartsWith("/timeline/{log}/", StringComparison.Ordinal);

    private static readonly string[] Denials = ["no-grant", "no-mandated-role-in-room", "role-not-allowed", "grant-not-sufficient", "purpose-not-allowed"];

    /// <summary>Reasons that a use case gives itself, after the policy: the policy never does.</summary>
    private static readonly string[] OfUseCases = ["no-case-within-mandate", Gate.AskedForPast];

    /// <summary>How often each reason has to be given, so that it was tried.</summary>
    private const int Often = 20;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CHAINCOOP_LONG") == "1";

    private static readonly int[] Seeds =
        Environment.GetEnvironmentVariable("CHAINCOOP_SEED") is { Length: > 0 } given ? [int.Parse(given, CultureInfo.InvariantCulture)] : IsLong ? [1, 2, 3, 4, 5] : [1];

    private readonly SqlOfRequests sql = new();
    private DestructionApp old = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        sql.Dispose();
        await old.DisposeAsync();
    }

    [Fact]
    public async Task whatever_happened_and_whoever_asks()
    {
        foreach (var seed in Seeds)
        {
            if (old is not null) await old.DisposeAsync();
            old = new DestructionApp();
            await old.InitializeAsync();
            await TryAsync(seed);
        }
    }

    private async Task TryAsync(int seed)
    {
        var random = new Random(seed);
        var history = new History(old, random);
        await history.BeginAsync();
        history.Begun = await old.App.Sealed();
        var operations = await Operation.AllAsync(old.App.Host.Server.CreateClient());
        var questions = new Questions(history, operations, sql);

        // Who asks first in a month has it counted for all: that is done before anybody compares.
        await (await history.ClientOf(Asker.Find("tiel-chain-director"))).GetAsync("reports/overlap");

        List<string> faults = [];
        HashSet<string> tellDifferences = [.. Fixed.Keys];
        var known = Asker.All.ToDictionary(asker => asker, _ => new Dictionary<(Operation Operation, string Address), Answer>());
        foreach (var (asker, answers) in await AskAsync(_ => true)) Learn(asker, answers);
        known.Values.SelectMany(answers => answers.Values).ShouldAllBe(answer => answer.Sql.Contains("insert into access.log", StringComparison.Ordinal) || answer.Status == 200);

        // They ask at the same time: each draws for itself, so that a seed gives the same questions.
        var draws = Asker.All.Select((asker, number) => (asker, number)).ToDictionary(one => one.asker, one => new Random(seed * 100 + one.number));
        var next = history.Next().ToArray();
        random.Shuffle(next);
        foreach (var happening in next)
        {
            await happening.Happen();
            await old.CaughtUpAsync();

            // What he heard before holds until something happens that he may notice: then he is asked all of it again.
            foreach (var (asker, answers) in await AskAsync(asker => IsLong || happening.MayNotice(asker) || asker.Name is "police" or "inspectorate" or "emm" or "tiel-case-lead" or "tiel-chain-director" || draws[asker].Next(4) == 0))
            {
                foreach (var (question, answer) in answers)
                {
                    if (!known[asker].TryGetValue(question, out var before)) continue;
                    if (happening.MayNotice(asker) || IsOfGrowth(question.Operation) || IsFeedOf(question.Operation, asker) || IsLogOf(question.Address, asker))
                    {
                        if (answer.Text != before.Text) tellDifferences.Add(question.Operation.Name);
                    }
                    else if (answer != before)
                    {
                        faults.Add($"seed {seed}: {asker} notices that {happening.Name}: {question.Operation.Verb} {question.Address}\n{Difference(before, answer)}");
                    }
                }
                Learn(asker, answers);
            }
        }

        var pairs = new Pairs(history, operations, questions, random);
        foreach (var asker in Asker.All) await pairs.TryAsync(asker);
        faults.AddRange(pairs.Faults.Select(fault => $"seed {seed}: {fault}"));
        tellDifferences.UnionWith(pairs.TellDifferences);

        faults.ShouldBeEmpty();
        operations.Select(operation => operation.Name).Except(tellDifferences).ShouldBeEmpty("These told nobody any difference: that they hide something shows nothing.");
        (await ReasonsAsync()).Where(reason => reason.Value < Often).ShouldBeEmpty("Too rare to have been tried.");

        async Task<(Asker, IReadOnlyDictionary<(Operation Operation, string Address), Answer>)[]> AskAsync(Func<Asker, bool> isAsked) =>
            await Task.WhenAll(Asker.All.Select(async asker => (asker, await questions.AskAsync(asker, () => isAsked(asker)))));

        void Learn(Asker asker, IReadOnlyDictionary<(Operation Operation, string Address), Answer> answers)
        {
            foreach (var (question, answer) in answers) known[asker][question] = answer;
        }
    }

    /// <summary>How often each reason was given that there is.</summary>
    private async Task<Dictionary<string, long>> ReasonsAsync()
    {
        var rules = AccessRules.ByName.Values;
        var counted = Denials
            .Concat(rules.SelectMany(rule => rule.Grants).Select(grant => "grant-" + Kebab.Of(grant)))
            .Concat(rules.Where(rule => rule.Kind is not (ResourceKind.Organisation or ResourceKind.Municipality)).SelectMany(rule => rule.Roles).Select(role => "role-" + Kebab.Of(role)))
            .Distinct().ToDictionary(reason => reason, _ => 0L);
        await using var command = old.App.Database.CreateCommand("select reason, count(*) from access.log, unnest(reasons) reason group by reason");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (!OfUseCases.Contains(reader.GetString(0))) counted[reader.GetString(0)] = reader.GetInt64(1);
        }

        return counted;
    }

    /// <summary>A feed is its organisation's, whole: who may read it hears of all municipalities that the organisation hears of.</summary>
    private static bool IsFeedOf(Operation operation, Asker asker) =>
        operation.Template.StartsWith("/feed", StringComparison.Ordinal) && asker.Name == "nijmegen-for-wijchen-focal-point";

    /// <summary>What others ask is in the log, too: an auditor notices it, but nothing of another organisation without a mandate for all of the district.</summary>
    private static bool IsLogOf(string address, Asker asker) =>
        ((string[])["/audit/access-log", "/audit/decisions", "/audit/replay", "/audit/differences", "/audit/story", "/audit/knowledge"]).Any(log => address.StartsWith(log, StringComparison.Ordinal))
        && (asker.Name == "district-auditor" || asker.Name == "nijmegen-auditor" && !address.Contains("organisation=", StringComparison.Ordinal));

    internal static string Difference(Answer before, Answer now)
    {
        var (was, becomes) = before.Text != now.Text ? (before.Text, now.Text) : (before.Sql, now.Sql);
        var at = was.Zip(becomes).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"  was …{Part(was, at)}\n  is  …{Part(becomes, at)}";

        static string Part(string text, int at) => text[Math.Max(0, at - 100)..Math.Min(text.Length, at + 200)].ReplaceLineEndings(" ");
    }
}
