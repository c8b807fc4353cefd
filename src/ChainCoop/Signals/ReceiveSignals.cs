using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>What a case system brings at once. Each is a signal of its own.</summary>
/// <param name="Items">At most 500. What is wrong with one of them stands in its result and stops no other.</param>
public sealed record ReceiveSignals([property: MinLength(1), MaxLength(ReceiveSignals.Most)] IReadOnlyList<JsonElement> Items) : IItemsOf<SignalInBatch>
{
    public const int Most = 500;
}

/// <param name="Key">New for every new signal, as an Idempotency-Key: 1 to 64 visible ASCII characters. Sent again, in this or another request, it gives the same signal.</param>
public sealed record SignalInBatch([property: MinLength(1), MaxLength(64)] string Key, ReceiveSignal Signal);

/// <param name="Items">In the order of the request.</param>
internal sealed record SignalsReceived(IReadOnlyList<SignalOutcome> Items);

/// <summary>What the signal alone would have been answered.</summary>
/// <param name="Status">201, or that of the problem.</param>
/// <param name="Etag">The version of the signal, for If-Match.</param>
/// <param name="FollowUpToken">For an anonymous reporter: the only way to ask what became of the signal. Not stored.</param>
/// <param name="FollowUpUntil">The last day on which it counts.</param>
/// <param name="NotMatchable">Identifiers that could not be normalised, so that nobody finds the person by them.</param>
internal sealed record SignalOutcome(
    int Status, SignalId? Id = null, string? Etag = null, string? FollowUpToken = null, DateOnly? FollowUpUntil = null, IReadOnlyList<NotMatchable>? NotMatchable = null, ProblemBody? Problem = null);

public static class ReceiveSignalsEndpoint
{
    /// <summary>
    /// Registers up to 500 signals, each for itself: some can be refused while others are registered, and the results say which. A repetition gives
    /// what is there the same ids and registers the rest.
    /// </summary>
    [WolverinePost("/signals/_batch"), Scope("signals.write"), Idempotent(Required = true), BodyLimit(8 * 1024 * 1024)]
    [ProducesResponseType<SignalsReceived>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(ReceiveSignals command, HttpContext http, Gate gate, Secrets secrets, MatchKeys keys, TimeProvider clock, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        return gate.CreateEach(
            ReceiveSignalEndpoint.Rule, "POST /v1/signals", [.. command.Items.Select((item, i) => PartOf(item, i, now, secrets, keys, token))],
            outcomes => new SignalsReceived([.. outcomes.Select(outcome => Show(outcome, http))]));
    }

    private static Part<SignalReceipt> PartOf(JsonElement item, int place, DateTimeOffset now, Secrets secrets, MatchKeys keys, CancellationToken token)
    {
        var faults = new Faults { Now = now };
        var wrapped = (ItemInBatch?)JsonInput.Read(item, typeof(ItemInBatch), faults, pointer => $"/items/{place}{pointer}");
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("signal", out var given) || given.ValueKind == JsonValueKind.Null) return Refused();
        if (JsonInput.Read(given, typeof(ReceiveSignal), faults, pointer => $"/items/{place}/signal{pointer}") is not ReceiveSignal signal || wrapped is null) return Refused();
        return new Part<SignalReceipt>(
            wrapped.Key, Encoding.UTF8.GetBytes(given.GetRawText()), null, entry => ReceiveSignalEndpoint.ReceiveAsync(signal, entry, keys, token),
            receipt => ReceiveSignalEndpoint.Finish(receipt, secrets));

        Part<SignalReceipt> Refused() => new(null, default, Problems.InvalidInput(faults.All), _ => throw new InvalidOperationException("It was refused."), receipt => receipt);
    }

    private static SignalOutcome Show(PartOutcome outcome, HttpContext http) => outcome switch
    {
        { Refusal: { } problem } => new(problem.Status, Problem: ProblemBody.Of(problem, http)),
        { Answer: SignalReceipt receipt } => new(outcome.Status, receipt.Id, $"\"{outcome.Version}\"", receipt.FollowUpToken, receipt.FollowUpUntil, receipt.NotMatchable),
        _ => throw new InvalidOperationException("A signal was answered without a receipt."),
    };

    /// <summary>Around a signal, which is read for itself.</summary>
    private sealed record ItemInBatch([property: MinLength(1), MaxLength(64)] string Key, JsonElement Signal) : IChecked
    {
        public void Check(Faults faults) => faults.Require(Key is null || Key.All(character => character is > ' ' and <= '~'), "/key", "Must be visible ASCII characters.");
    }
}
