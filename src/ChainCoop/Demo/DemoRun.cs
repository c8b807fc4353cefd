using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ChainCoop.Demo;

/// <summary>Sends the signals of the demo and does the work on them, over HTTP. What the server has already is left as it is.</summary>
internal sealed class DemoRun(DemoClient client)
{
    /// <summary>Requests at a time. More would only make the two sides of one small machine wait for each other.</summary>
    private const int Concurrency = 8;

    /// <summary>Nobody else works on the signals of the demo, so that twice is already one time more than expected.</summary>
    private const int Attempts = 5;

    private readonly ConcurrentDictionary<string, SignalItem> known = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<DemoStanding> standings = [];

    /// <summary>
    /// Signals about one person one after the other, people side by side. Run again, or cut off on either side and
    /// run again, it does only what is missing.
    /// </summary>
    /// <param name="advance">Called for every signal that is where it should be.</param>
    public async Task<IReadOnlyList<DemoStanding>> Play(
        IReadOnlyCollection<DemoSignal> signals, Action advance, CancellationToken cancellation)
    {
        foreach (var sender in signals.Select(signal => signal.Sender).Distinct())
        {
            await foreach (var item in KnownTo(sender, cancellation)) known[item.ExternalReference!] = item;
        }

        await Parallel.ForEachAsync(
            signals.GroupBy(signal => signal.Person),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation },
            async (about, token) => await Play(about.Key, [.. about], advance, token));
        return [.. standings];
    }

    /// <summary>The signals of the demo that an organisation can see: those it sent, and those that were referred to it.</summary>
    public async IAsyncEnumerable<SignalItem> KnownTo(string organisation, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var cursor = ""; cursor is not null;)
        {
            var path = $"/v1/signals?limit=200{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}";
            var page = (await client.Get(organisation, path, "synchronisation", cancellation)).Read<SignalPage>();
            foreach (var item in page.Items)
            {
                if (item.ExternalReference?.StartsWith(DemoSignals.ReferencePrefix, StringComparison.Ordinal) == true) yield return item;
            }
            cursor = page.Next;
        }
    }

    private async Task Play(int person, IReadOnlyList<DemoSignal> signals, Action advance, CancellationToken cancellation)
    {
        var goal = DemoWork.GoalOf(person);
        var municipality = DemoSignals.OinOf(signals[0].Municipality);
        string? caseId = null;
        foreach (var signal in signals)
        {
            var (id, isNew) = await Receive(signal, cancellation);
            var path = $"/v1/signals/{id}";
            if (!DemoWork.IsFinished(goal, known.GetValueOrDefault(signal.Reference)?.Status))
            {
                await Complete<SignalAnswer>(
                    municipality, path, "assessment", signal.Reference,
                    current => DemoWork.Remaining(signal, goal, caseId, current.Progress), cancellation);
            }
            if (goal == DemoGoal.Case)
                caseId ??= (await client.Get(municipality, path, "assessment", cancellation)).Read<SignalAnswer>().CaseId;
            standings.Add(new DemoStanding(signal, id, caseId, isNew));
            advance();
        }
        if (caseId is not null) await Play(person, signals, municipality, caseId, cancellation);
    }

    private async Task Play(
        int person, IReadOnlyList<DemoSignal> signals, string municipality, string caseId, CancellationToken cancellation)
    {
        var reference = signals[0].Reference;
        var tracks = await Complete<CaseAnswer>(
            municipality, $"/v1/cases/{caseId}", "casework", reference,
            current => DemoCases.Remaining(municipality, signals.Select(signal => signal.Sender), current), cancellation);
        await Complete<VictimTrackAnswer>(
            municipality, $"/v1/victim-tracks/{tracks.VictimTrackId}", "care", reference,
            current => DemoCases.Remaining(municipality, Identities.Of(person), current), cancellation);
        await Complete<SecurityTrackAnswer>(
            municipality, $"/v1/security-tracks/{tracks.SecurityTrackId}", "security", reference,
            current => DemoCases.Remaining(municipality, person, current), cancellation);
    }

    private async Task<(string Id, bool IsNew)> Receive(DemoSignal signal, CancellationToken cancellation)
    {
        if (known.TryGetValue(signal.Reference, out var item)) return (item.Id, false);
        var answer = await client.Post(signal.Sender, "/v1/signals", "synchronisation", signal.Reference, null, signal.Body, cancellation);
        return (answer.Read<SignalItem>().Id, true);
    }

    /// <summary>Takes the steps that are missing. When the resource was changed meanwhile, what is missing is asked again.</summary>
    /// <returns>The resource before the steps.</returns>
    private async Task<T> Complete<T>(
        string reader, string path, string purpose, string reference, Func<T, IReadOnlyList<DemoStep>> remaining,
        CancellationToken cancellation)
    {
        DemoAnswer? outdated = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current = await client.Get(reader, path, purpose, cancellation);
            var state = current.Read<T>();
            outdated = null;
            var etag = current.ETag;
            foreach (var step in remaining(state))
            {
                var taken = await client.Post(
                    step.By, $"{path}/{step.Resource}", purpose, $"{reference}-{step.Name}", etag, step.Body, cancellation);
                if (taken.IsOutdated)
                {
                    outdated = taken;
                    break;
                }
                etag = taken.ETag;
            }
            if (outdated is null) return state;
        }
        throw new DemoRefusedException($"{path}: {outdated!.Body}");
    }
}

/// <summary>A signal of the demo on the server.</summary>
/// <param name="CaseId">The case that it belongs to.</param>
/// <param name="IsNew">It was sent in this run.</param>
internal sealed record DemoStanding(DemoSignal Signal, string Id, string? CaseId, bool IsNew)
{
    /// <summary>By the rules of the demo, whatever the server did.</summary>
    public bool BelongsToCase => DemoWork.GoalOf(Signal.Person) == DemoGoal.Case;
}

/// <summary>A page of <c>GET /v1/signals</c>.</summary>
internal sealed record SignalPage(IReadOnlyList<SignalItem> Items, string? Next);

internal sealed record SignalItem(string Id, string? Status, string? ExternalReference);

/// <summary>What <c>GET /v1/signals/{id}</c> says that the demo goes by.</summary>
internal sealed record SignalAnswer(
    string Status, string? CaseId, IReadOnlyList<DeadlineAnswer>? Deadlines, IReadOnlyList<StepAnswer>? Assessment,
    IReadOnlyList<string>? Allowed)
{
    public SignalProgress Progress => new(
        Status,
        Deadlines?.Any(deadline => deadline is { Kind: "acknowledgement", Met: true }) == true,
        [.. (Assessment ?? []).Select(step => step.Step)],
        Status == "referred" && Allowed?.Contains("referral-answer") != true);
}

internal sealed record DeadlineAnswer(string Kind, bool Met);

internal sealed record StepAnswer(string Step);
