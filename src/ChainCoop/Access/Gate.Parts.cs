using System.Diagnostics;
using System.Security.Cryptography;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>Answers that go out in parts, and requests that ask for several things at once.</summary>
public sealed partial class Gate
{
    /// <summary>
    /// Creates several resources of a root collection, each in a commit of its own and as if it were sent alone with its own key: what was
    /// done stays done when this ends half-way, and a repetition does the rest. Each has a line of its own in the access log, below the
    /// request's.
    /// </summary>
    /// <param name="alone">The operation that would create one of them alone: a key is the same key there.</param>
    /// <param name="show">Makes the answer of what became of each.</param>
    public async Task<IResult> CreateEach<TAnswer>(AccessRule rule, string alone, IReadOnlyList<Part<TAnswer>> parts, Func<IReadOnlyList<PartOutcome>, object> show)
        where TAnswer : class
    {
        var whole = await EnterAsync(rule, null);
        if (whole.Verdict.Effect != Effect.Allow) return await RefuseAsync(whole, Problems.Forbidden);
        if (!await ClaimAsync(whole)) return await RefuseAsync(whole, Problems.KeyReused);

        List<PartOutcome> outcomes = [];
        foreach (var part in parts)
        {
            using var span = new Activity("part").Start();
            var request = new RequestFacts { Body = part.Body, Purpose = whole.Request.Purpose, IdempotencyKey = part.Key };
            var pass = await EnterAsync(rule, request, null, null, KeyOf(alone, part.Key));
            var outcome = await CreateAsync(pass, part);
            if (outcome.Refusal is not null) await Record(pass, outcome.Status, []).WriteAsync(source, http.RequestAborted);
            outcomes.Add(new PartOutcome(outcome.Status, outcome.Version, outcome.Location, outcome.Answer, outcome.Refusal));
        }

        await Record(whole, StatusCodes.Status200OK, []).WriteAsync(source, http.RequestAborted);
        http.MarkRecorded();
        http.Response.Headers[ConsistencyToken.Header] = await sides.TokenAsync(whole.Actor.Organisation, null, http.RequestAborted);
        return Results.Json(show(outcomes), Json.Http);
    }

    private async Task<Outcome> CreateAsync<TAnswer>(Pass pass, Part<TAnswer> part) where TAnswer : class
    {
        if (pass.Verdict.Effect != Effect.Allow) return Refuse(pass, Problems.Forbidden);
        if (part.Refusal is { } refusal) return Refuse(pass, refusal);
        var outcome = await ReplayAsync(pass, part.Finish) ?? await CreateAsync(pass, pass.Entry(source, vault), part.Decide, part.Finish);

        // The same part of the same request, sent twice at once: the other one is done by now.
        return outcome.Refusal == Problems.RequestRunning ? await LostAsync(pass, Problems.RequestRunning, part.Finish) : outcome;
    }

    /// <summary>The key of the whole stands for its body alone: what was done of it, the parts know.</summary>
    /// <returns>False: it was another request's.</returns>
    private async Task<bool> ClaimAsync(Pass whole)
    {
        await using var batch = source.CreateBatch();
        var claim = new NpgsqlBatchCommand("insert into access.idempotency (key, fingerprint, status, expires_at) values ($1, $2, 200, $3) on conflict (key) do nothing");
        claim.Parameters.Add(new() { Value = whole.Key! });
        claim.Parameters.Add(new() { Value = Replies.FingerprintOf(whole.Request, secrets) });
        claim.Parameters.Add(new() { Value = whole.Now.AddDays(Replies.Days).ToUniversalTime() });
        batch.BatchCommands.Add(claim);
        var first = new NpgsqlBatchCommand("select fingerprint from access.idempotency where key = $1");
        first.Parameters.Add(new() { Value = whole.Key! });
        batch.BatchCommands.Add(first);
        return await batch.ExecuteScalarAsync(http.RequestAborted) is byte[] of && CryptographicOperations.FixedTimeEquals(of, Replies.FingerprintOf(whole.Request, secrets));
    }

    private Scope ScopeOf(Pass pass) =>
        new(pass.Actor, pass.Request.Purpose, pass.Facts, pass.Facts.MunicipalitiesOf(pass.Actor, pass.Rule.Roles), pass.Now, http.RequestAborted)
        {
            RenewAsync = () => RenewAsync(pass),
            RecordAsync = () => RecordPartAsync(pass, StatusCodes.Status200OK),
        };

    private async Task<Scope?> RenewAsync(Pass pass)
    {
        var again = await EnterAsync(pass.Rule, pass.Resource, pass.Municipality);
        if (again.Verdict.Effect == Effect.Allow) return ScopeOf(again);
        if (http.Response.HasStarted) await RecordPartAsync(again, StatusCodes.Status403Forbidden);
        return null;
    }

    /// <summary>A part of an answer has a span of its own below the request's: a record is one of one span.</summary>
    private async Task RecordPartAsync(Pass pass, int status)
    {
        using var part = new Activity("part").Start();
        await Record(pass, status, []).WriteAsync(source, http.RequestAborted);
    }
}

/// <summary>One of several things that a request asks for.</summary>
/// <param name="Key">Its own; null where it has none that could be one, and so a refusal.</param>
/// <param name="Body">As it was sent.</param>
/// <param name="Refusal">What is wrong with it, found without a look-up.</param>
/// <param name="Finish">Adds to the answer what may not be stored, on every repetition anew.</param>
public sealed record Part<TAnswer>(string? Key, ReadOnlyMemory<byte> Body, Problem? Refusal, Func<Entry, Task<Decision>> Decide, Func<TAnswer, TAnswer> Finish);

/// <summary>What became of one of them, as its own answer would say it.</summary>
public sealed record PartOutcome(int Status, long? Version, string? Location, object? Answer, Problem? Refusal);
