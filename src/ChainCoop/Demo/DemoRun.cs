using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ChainCoop.Demo;

/// <summary>Sends the signals of the demo and does the work on them, over HTTP. What the server has already is left as it is.</summary>
/// <param name="advance">Called for every signal that is where it should be.</param>
internal sealed class DemoRun(DemoClient client, Action advance)
{
    /// <summary>Requests at a time. More would only make the two sides of one small machine wait for each other.</summary>
    private const int Concurrency = 8;

    /// <summary>Nobody else works on the signals of the demo, so that twice is already one time more than expected.</summary>
    private const int Attempts = 5;

    private readonly ConcurrentDictionary<string, SignalItem> known = new(StringComparer.Ordinal);

    /// <summary>
    /// Signals about one person one after the other, people side by side. Run again, or cut off on either side and
    /// run again, it does only what is missing.
    /// </summary>
    public async Task Play(IReadOnlyCollection<DemoSignal> signals, CancellationToken cancellation)
    {
        foreach (var sender in signals.Select(signal => signal.Sender).Distinct())
        {
            await foreach (var item in SentBy(sender, cancellation)) known[item.ExternalReference!] = item;
        }

        await Parallel.ForEachAsync(
            signals.GroupBy(signal => signal.Person),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation },
            async (about, token) => await Play(about.Key, about, token));
    }

    /// <summary>The signals of the demo that the server has from an organisation.</summary>
    public async IAsyncEnumerable<SignalItem> SentBy(string sender, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var cursor = ""; cursor is not null;)
        {
            var path = $"/v1/signals?limit=200{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}";
            var page = (await client.Get(sender, path, "synchronisation", cancellation)).Read<SignalPage>();
            foreach (var item in page.Items)
            {
                if (item.ExternalReference?.StartsWith(DemoSignals.ReferencePrefix, StringComparison.Ordinal) == true) yield return item;
            }
            cursor = page.Next;
        }
    }

    private async Task Play(int person, IEnumerable<DemoSignal> signals, CancellationToken cancellation)
    {
        var goal = DemoWork.GoalOf(person);
        string? caseId = null;
        foreach (var signal in signals)
        {
            var id = await Receive(signal, cancellation);
            var standing = await Work(signal, id, goal, caseId, cancellation);
            caseId ??= standing;
            advance();
        }
    }

    /// <returns>The id of the signal.</returns>
    private async Task<string> Receive(DemoSignal signal, CancellationToken cancellation)
    {
        if (known.TryGetValue(signal.Reference, out var item)) return item.Id;
        var answer = await client.Post(signal.Sender, "/v1/signals", "synchronisation", signal.Reference, null, signal.Body, cancellation);
        return answer.Read<SignalItem>().Id;
    }

    /// <summary>Takes the steps that are missing. When somebody else changed the signal meanwhile, what is missing is asked again.</summary>
    /// <returns>The case that the signal belongs to.</returns>
    private async Task<string?> Work(DemoSignal signal, string id, DemoGoal goal, string? caseId, CancellationToken cancellation)
    {
        if (DemoWork.IsFinished(goal, known.GetValueOrDefault(signal.Reference)?.Status)) return null;

        var path = $"/v1/signals/{id}";
        DemoAnswer? refused = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current = await client.Get(DemoSignals.OinOf(signal.Municipality), path, "assessment", cancellation);
            var view = current.Read<SignalAnswer>();
            var (etag, belongsTo) = (current.ETag, view.CaseId);
            refused = null;
            foreach (var step in DemoWork.Remaining(signal, goal, caseId, view.Progress))
            {
                var taken = await client.Post(
                    step.By, $"{path}/{step.Resource}", "assessment", $"{signal.Reference}-{step.Name}", etag, step.Body, cancellation);
                if (taken.IsOutdated)
                {
                    refused = taken;
                    break;
                }
                (etag, belongsTo) = (taken.ETag, belongsTo ?? taken.Read<SignalAnswer>().CaseId);
            }
            if (refused is null) return belongsTo;
        }
        throw new DemoRefusedException($"{path}: {refused!.Body}");
    }
}

/// <summary>A page of <c>GET /v1/signals</c>.</summary>
internal sealed record SignalPage(IReadOnlyList<SignalItem> Items, string? Next);

internal sealed record SignalItem(string Id, string? Status, string? ExternalReference);

/// <summary>What the demo reads of <c>GET /v1/signals/{id}</c> and of the answer to a step.</summary>
internal sealed record SignalAnswer(
    string Status, string? CaseId, IReadOnlyList<DeadlineAnswer>? Deadlines, IReadOnlyList<StepAnswer>? Assessment, IReadOnlyList<string>? Allowed)
{
    public SignalProgress Progress => new(
        Status,
        Deadlines?.Any(deadline => deadline is { Kind: "acknowledgement", Met: true }) == true,
        [.. (Assessment ?? []).Select(step => step.Step)],
        Status == "referred" && Allowed?.Contains("referral-answer") != true);
}

internal sealed record DeadlineAnswer(string Kind, bool Met);

internal sealed record StepAnswer(string Step);
