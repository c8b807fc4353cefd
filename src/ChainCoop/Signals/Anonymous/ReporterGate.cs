using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using JasperFx;
using Marten;
using Npgsql;

namespace ChainCoop.Signals.Anonymous;

/// <summary>
/// The gate for who reported anonymously: a follow-up token instead of a caller, and one signal instead of grants. What leads to no signal is
/// answered alike and by the same SQL: a token that is malformed, of somebody else's making or over, a signal that is destroyed. Facts,
/// payloads, reply and access record commit at once; the record has an action and the signal, and nothing of who asked.
/// </summary>
public sealed class ReporterGate(IHttpContextAccessor accessor, IDocumentStore store, NpgsqlDataSource source, Vault vault, Secrets secrets, TimeProvider clock)
{
    private readonly HttpContext http = accessor.HttpContext!;

    /// <param name="action">For the access record: no rule is asked, so that none is named.</param>
    public async Task<IResult> Show(string action, Func<Signal, Task<object>> show)
    {
        var pass = Enter(action);
        await using var session = store.SessionOfRequest();
        if (await session.Events.FetchLatest<Signal>(pass.Looked, http.RequestAborted) is not { } signal || !IsFor(pass, signal)) return Problems.NotFound.ToResult();
        var view = await show(signal);
        Record(pass, StatusCodes.Status200OK, signal).WriteWith(session);
        await session.SaveChangesAsync(http.RequestAborted);
        http.MarkRecorded();
        return Results.Json(view, Json.Http);
    }

    /// <inheritdoc cref="Show"/>
    public async Task<IResult> Change(string action, Func<Signal, ReporterEntry, Task<Decision>> decide)
    {
        var pass = Enter(action);
        await using var session = store.SessionOfRequest();
        var stream = await session.Events.FetchForWriting<Signal>(pass.Looked, http.RequestAborted);
        if (stream.Aggregate is not { } signal || !IsFor(pass, signal)) return Problems.NotFound.ToResult();
        if (await ReplayAsync(pass, signal) is { } replay) return replay;

        var entry = new ReporterEntry(pass.Now, vault);
        var decision = await decide(signal, entry);
        if (decision.Refusal is { } refusal) return await LostAsync(pass, signal, refusal);

        stream.AppendMany(decision.Events);
        Vault.Store(session, pass.Looked, entry.Sealed);
        if (pass.Key is { } key)
            new Remembered(Replies.FingerprintOf(http.RequestFacts(), secrets), StatusCodes.Status200OK, null, null, Replies.Stored(decision.Answer)).Store(session, key, pass.Looked, pass.Now);
        Record(pass, StatusCodes.Status200OK, signal).WriteWith(session);
        try
        {
            await session.SaveChangesAsync(http.RequestAborted);
        }
        catch (Exception lost) when (lost is ConcurrencyException || Replies.Violates(lost, Replies.Constraint))
        {
            return await LostAsync(pass, signal, Problems.ChangedMeanwhile);
        }

        http.MarkRecorded();
        return Results.Json(decision.Answer, Json.Http);
    }

    private Pass Enter(string action)
    {
        var now = clock.GetUtcNow();
        var id = FollowUpToken.Read(http.RequestFacts().FollowUpToken!, secrets, now);
        var pass = new Pass(action, id, id is null ? null : Replies.KeyOf($"follow-up|{id}", $"{http.Request.Method} {http.Request.Path}", http.RequestFacts().IdempotencyKey, secrets), now);
        http.Items[typeof(AccessRecord)] = (Func<int, AccessRecord>)(status => Record(pass, status, null));
        return pass;
    }

    /// <summary>A token counts for the signal that it names, as long as something of that is left.</summary>
    private static bool IsFor(Pass pass, Signal signal) => signal.Id == pass.Id && signal.Status != SignalStatus.Destroyed;

    private async Task<IResult?> ReplayAsync(Pass pass, Signal signal)
    {
        if (pass.Key is not { } key || await Remembered.FindAsync(key, source, http.RequestAborted) is not { } reply) return null;
        if (!reply.IsTo(http.RequestFacts(), secrets)) return Problems.KeyReused.ToResult();
        await Record(pass, reply.Status, signal).WriteAsync(source, http.RequestAborted);
        http.MarkRecorded();
        return Results.Json(JsonSerializer.Deserialize<JsonElement>(reply.Answer!, Json.Http), Json.Http, statusCode: reply.Status);
    }

    /// <summary>Another change came first, and it may be this very request, sent twice at once.</summary>
    private async Task<IResult> LostAsync(Pass pass, Signal signal, Problem refusal) => await ReplayAsync(pass, signal) ?? refusal.ToResult();

    private AccessRecord Record(Pass pass, int status, Signal? signal) => http.AccessRecord(status, clock.GetUtcNow()) with
    {
        Action = pass.Action,
        Kind = ResourceKind.Signal,
        Resource = pass.Id?.Value,
        Municipality = signal?.Municipality,
    };

    /// <param name="Id">Null: the token leads nowhere.</param>
    private sealed record Pass(string Action, SignalId? Id, byte[]? Key, DateTimeOffset Now)
    {
        /// <summary>What is looked for; with a token that leads nowhere an id that no signal has.</summary>
        public Guid Looked => Id?.Value ?? Guid.AllBitsSet;
    }
}

/// <summary>What a decider may need of the request of an anonymous reporter.</summary>
public sealed class ReporterEntry(DateTimeOffset now, Vault vault)
{
    private readonly List<Sealed> collected = [];

    /// <summary>From <see cref="TimeProvider"/>; goes into events as <c>At</c>.</summary>
    public DateTimeOffset Now { get; } = now;

    internal IReadOnlyList<Sealed> Sealed => collected;

    /// <summary>Puts a text into the vault with the commit of this request. It may name several persons: its key is its own.</summary>
    public async Task<PayloadRef> Seal(string text, Purpose purpose, RetentionClass retention, string eventType)
    {
        var payload = (await vault.SealAsync([new Unsealed(KeyScope.OfProse(purpose, retention), eventType, new Prose(text))], CancellationToken.None))[0];
        collected.Add(payload);
        return payload.Ref;
    }
}
