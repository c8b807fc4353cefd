using System.Globalization;
using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Holds;
using ChainCoop.Privacy.Lists;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Subscriptions;
using JasperFx;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Runtime;

namespace ChainCoop.Access;

/// <summary>
/// Every request for a resource goes through here: load grants and state, ask the policy, check the precondition, decide,
/// and commit facts, payloads, grants, access record and timers at once. The order of refusals is 404, 403, 412, 409
/// (all else was refused before any look-up); hidden and absent take the same path.
/// </summary>
public sealed partial class Gate(
    IHttpContextAccessor accessor, IDocumentStore store, IWolverineRuntime runtime, NpgsqlDataSource source, Vault vault, Secrets secrets, ReadSides sides,
    TimeProvider clock)
{
    private readonly HttpContext http = accessor.HttpContext!;

    /// <summary>Creates a resource in a root collection. <paramref name="decide"/> runs once per Idempotency-Key.</summary>
    /// <param name="finish">Adds to the answer what may not be stored, on every repetition anew.</param>
    public async Task<IResult> Create<TAnswer>(AccessRule rule, Func<Entry, Task<Decision>> decide, Func<TAnswer, TAnswer>? finish = null)
        where TAnswer : class
    {
        var pass = await EnterAsync(rule, null);
        if (pass.Verdict.Effect != Effect.Allow) return await RefuseAsync(pass, Problems.Forbidden);
        var entry = pass.Entry(source, vault);
        var result = await AnswerAsync(await ReplayAsync(pass, finish) ?? await CreateAsync(pass, entry, decide, finish));

        // Counts for a refusal alone: what was granted is on record by now, under the id that it got.
        if (entry.Weighed is { } weighed && http.Items[typeof(AccessRecord)] is Func<int, AccessRecord> record)
            http.Items[typeof(AccessRecord)] = (Func<int, AccessRecord>)(status => About(weighed, record(status)));
        return result;
    }

    private async Task<Outcome> CreateAsync<TAnswer>(Pass pass, Entry entry, Func<Entry, Task<Decision>> decide, Func<TAnswer, TAnswer>? finish) where TAnswer : class
    {
        await using var session = store.SessionOfRequest();
        var decision = await DecideAsync(() => decide(entry));
        return await CommitAsync(pass, session, decision, version: decision.Starts.Count > 0 ? decision.Starts[0].Events.Count : 0, finish);
    }

    /// <summary>Changes one resource.</summary>
    public Task<IResult> Change<TState>(Guid id, AccessRule rule, Func<TState, Entry, Decision> decide) where TState : class =>
        Change<TState>(id, rule, (state, entry) => Task.FromResult(decide(state, entry)));

    /// <inheritdoc cref="Change{TState}(Guid, AccessRule, Func{TState, Entry, Decision})"/>
    /// <param name="within">Finds the stream that it is part of, where it has none of its own; null: there is none.</param>
    public async Task<IResult> Change<TState>(Guid id, AccessRule rule, Func<TState, Entry, Task<Decision>> decide, Func<Task<Guid?>>? within = null) where TState : class
    {
        var pass = await EnterAsync(rule, id);
        await using var session = store.SessionOfRequest();
        var whole = within is null ? id : await within() ?? id;
        var stream = await session.Events.FetchForWriting<TState>(whole, http.RequestAborted);
        if (stream.Aggregate is null || pass.Verdict.Effect == Effect.Hide) return await RefuseAsync(pass, Problems.NotFound);
        if (pass.Verdict.Effect == Effect.Forbid) return await RefuseAsync(pass, Problems.Forbidden);
        if (await ReplayAsync<JsonElement?>(pass, null) is { } replay) return await AnswerAsync(replay);

        var version = stream.CurrentVersion ?? 0;
        if (pass.Request.NeedsIfMatch && pass.Request.IfMatch != version) return await AnswerAsync(await LostAsync<JsonElement?>(pass, Problems.PreconditionFailed, null));

        var decision = await DecideAsync(() => decide(stream.Aggregate, pass.Entry(source, vault)));
        stream.AppendMany(decision.Events);
        return await AnswerAsync(await CommitAsync<object>(pass, session, decision, version + decision.Events.Count, null, id, whole));
    }

    /// <summary>Shows one resource as far as this actor may see it, now or at the moment that the request asks for.</summary>
    /// <param name="show">The view, and whose data is in it.</param>
    /// <param name="within">Finds the stream that it is part of, where it has none of its own; null: there is none.</param>
    public Task<IResult> Show<TState>(
        Guid id, AccessRule rule, Func<TState, Verdict, Task<Shown>> show, Func<TState, long> version, Func<Task<Guid?>>? within = null) where TState : class =>
        Show<TState>(id, rule, (state, _, verdict) => show(state, verdict), version, within);

    /// <inheritdoc cref="Show{TState}(Guid, AccessRule, Func{TState, Verdict, Task{Shown}}, Func{TState, long}, Func{Task{Guid?}}?)"/>
    /// <param name="show">As above; it also gets the state of today, where that says who may see what.</param>
    public async Task<IResult> Show<TState>(
        Guid id, AccessRule rule, Func<TState, TState, Verdict, Task<Shown>> show, Func<TState, long> version, Func<Task<Guid?>>? within = null) where TState : class
    {
        var pass = await EnterAsync(rule, id);
        await using var session = store.SessionOfRequest();
        var look = await LookAsync<TState>(pass, within is null ? id : await within() ?? id, session);
        if (look.Refusal is { } unknown) return await RefuseAsync(pass, unknown);
        if (look.State is not { } state || look.Today is not { } today || look.Verdict.Effect == Effect.Hide) return await RefuseAsync(pass, Problems.NotFound);
        if (look.Verdict.Effect == Effect.Forbid) return await RefuseAsync(pass, Problems.Forbidden);

        var shown = await show(state, today, look.Verdict);
        if (shown.Refusal is { } refusal) return await RefuseAsync(pass, refusal);
        var result = shown.View as IResult ?? new VersionedResult(shown.View, shown.HidesSteps ? TagOf(shown.View) : version(state).ToString(CultureInfo.InvariantCulture));
        var (status, given) = result is VersionedResult versioned && versioned.IsKnownTo(http.Request) ? (StatusCodes.Status304NotModified, []) : (StatusCodes.Status200OK, shown.Subjects);
        (Record(pass, status, given) with { Given = status == StatusCodes.Status200OK ? shown.Given : null }).WriteWith(session);
        await session.SaveChangesAsync(http.RequestAborted);
        http.MarkRecorded();
        return result;
    }

    /// <summary>Answers a question that is not about one resource: a list, a search, a feed.</summary>
    /// <param name="about">What the question names, for the access record.</param>
    public async Task<IResult> Ask(AccessRule rule, Func<Scope, Task<Shown>> answer, Matter? about = null)
    {
        var pass = await EnterAsync(rule, about?.Resource, about?.Municipality);
        if (pass.Verdict.Effect != Effect.Allow) return await RefuseAsync(pass, Problems.Forbidden);
        if (pass.Request is { Side: { } side, AtLeast: { } sequence })
        {
            if (await sides.CatchUpAsync(side, sequence, pass.Actor.Organisation, http.RequestAborted) is { } behind) return await RefuseAsync(pass, behind);
            pass = await EnterAsync(rule, about?.Resource, about?.Municipality);
            if (pass.Verdict.Effect != Effect.Allow) return await RefuseAsync(pass, Problems.Forbidden);
        }

        var shown = await answer(ScopeOf(pass));
        if (shown.Refusal is { } refusal) return await RefuseAsync(pass, refusal);
        await Record(pass, StatusCodes.Status200OK, shown.Subjects).WriteAsync(source, http.RequestAborted);
        http.MarkRecorded();
        return shown.View as IResult ?? Results.Json(shown.View, Json.Http);
    }

    /// <summary>An erasure may have been carried out between the look at the state and the sealing of what was to be added.</summary>
    private static async Task<Decision> DecideAsync(Func<Task<Decision>> decide)
    {
        try
        {
            return await decide();
        }
        catch (ErasedSubjectException)
        {
            return Problems.SubjectErased;
        }
    }

    /// <summary>Keyed: whoever reads tags in a proxy's log cannot test guesses of what was shown.</summary>
    private string TagOf(object view) =>
        Convert.ToHexStringLower(secrets.Hash("etag", JsonSerializer.SerializeToUtf8Bytes(view, view.GetType(), Json.Http)));

    private Task<Pass> EnterAsync(AccessRule rule, Guid? resource, MunicipalityCode? municipality = null) =>
        EnterAsync(rule, http.RequestFacts(), resource, municipality, KeyOf($"{http.Request.Method} {http.Request.Path}", http.RequestFacts().IdempotencyKey));

    private async Task<Pass> EnterAsync(AccessRule rule, RequestFacts request, Guid? resource, MunicipalityCode? municipality, byte[]? key)
    {
        var actor = http.Actor();
        var now = clock.GetUtcNow();
        var facts = await AccessFacts.LoadAsync(source, actor, resource, key, now, http.RequestAborted);
        var verdict = Policy.Decide(rule, actor, facts.Mandates, facts.Grants, request.Purpose);
        var pass = new Pass(rule, actor, request, facts, verdict, resource, key, now) { Municipality = municipality };
        http.Items[typeof(AccessRecord)] = (Func<int, AccessRecord>)(status => Record(pass, status, []));
        return pass;
    }

    /// <summary>A key is the client's own, for one operation.</summary>
    private byte[]? KeyOf(string operation, string? given) => Replies.KeyOf($"{http.Actor().Organisation}|{http.Actor().Officer}", operation, given, secrets);

    /// <summary>The record of a refusal is written by the outermost middleware, before the first byte of the answer.</summary>
    private static Task<IResult> RefuseAsync(Pass pass, Problem problem) => Task.FromResult(Refuse(pass, problem).Refusal!.ToResult());

    private static Outcome Refuse(Pass pass, Problem problem)
    {
        ChainCoopMeters.Refusals.Add(1, new KeyValuePair<string, object?>("action", pass.Rule.Name), new KeyValuePair<string, object?>("problem", problem.Code));
        return new Outcome(problem.Status) { Refusal = problem };
    }

    private async Task<Outcome?> ReplayAsync<TAnswer>(Pass pass, Func<TAnswer, TAnswer>? finish)
    {
        if (pass.Facts.Reply is not { } reply) return null;
        if (!reply.IsTo(pass.Request, secrets)) return Refuse(pass, Problems.KeyReused);
        await Record(pass, reply.Status, [], ResourceIn(reply.Location)).WriteAsync(source, http.RequestAborted);
        var answer = reply.Answer is null ? default : JsonSerializer.Deserialize<TAnswer>(reply.Answer, Json.Http);
        return new Outcome(reply.Status, reply.Version, reply.Location, answer is not null && finish is not null ? finish(answer) : answer);
    }

    /// <summary>
    /// Another change came first, and it may be this very request, sent twice at once. A reply is committed with its facts,
    /// so whoever sees the facts finds the reply: if there is none, the change was another's.
    /// </summary>
    private async Task<Outcome> LostAsync<TAnswer>(Pass pass, Problem refusal, Func<TAnswer, TAnswer>? finish)
    {
        if (pass.Key is null) return Refuse(pass, refusal);
        var again = await EnterAsync(pass.Rule, pass.Request, pass.Resource, pass.Municipality, pass.Key);
        return again.Verdict.Effect == Effect.Allow && await ReplayAsync(again, finish) is { } replay ? replay : Refuse(again, refusal);
    }

    private async Task<Outcome> CommitAsync<TAnswer>(
        Pass pass, IDocumentSession session, Decision decision, long version, Func<TAnswer, TAnswer>? finish, Guid? changed = null, Guid? within = null)
        where TAnswer : class
    {
        if (decision.Refusal is { } refusal) return await LostAsync(pass, refusal, finish);
        if (decision.HidesSteps) version = 0;

        foreach (var start in decision.Starts) session.Events.StartStream(start.State, start.Id, start.Events);
        foreach (var other in decision.Others) session.Events.Append(other.Id, other.Version + other.Events.Count, other.Events);
        foreach (var @event in decision.Events.Concat(decision.Starts.SelectMany(start => start.Events)).Concat(decision.Others.SelectMany(other => other.Events)))
        {
            Grants.Fold(session, @event);
            Mandates.Fold(session, @event);
            LegalHolds.Fold(session, @event);
            ListedRecords.Fold(session, @event);
            Endpoints.Fold(session, @event);
        }

        decision.Also?.Invoke(session);
        Vault.Store(session, within ?? changed ?? decision.Starts[0].Id, pass.Sealed);
        var status = decision.Location is null ? decision.Answer is null ? StatusCodes.Status204NoContent : StatusCodes.Status200OK : StatusCodes.Status201Created;
        var location = decision.Location is null ? null : "/v1" + decision.Location;
        if (pass.Key is { } key)
        {
            var reply = new Remembered(Replies.FingerprintOf(pass.Request, secrets), status, version, location, Replies.Stored(decision.Answer));
            reply.Store(session, key, changed ?? decision.Starts[0].Id, pass.Now);
        }

        // After the reply: a repetition that comes too early hears that the first still runs, not that its own reference is in use.
        foreach (var @event in decision.Events.Concat(decision.Starts.SelectMany(start => start.Events))) SignalReferences.Fold(session, @event);
        (Record(pass, status, decision.Subjects, changed ?? decision.Starts[0].Id) with { Given = decision.Given }).WriteWith(session);

        if (decision.Timers.Count > 0)
        {
            var outbox = new MartenOutbox(runtime, session);
            foreach (var timer in decision.Timers)
                await (timer.At <= pass.Now ? outbox.PublishAsync(timer.Message) : outbox.ScheduleAsync(timer.Message, timer.At));
        }

        foreach (var premise in decision.Premises.OrderBy(premise => premise.Stream))
        {
            if (!await HoldsStillAsync(session, premise, http.RequestAborted)) return await LostAsync(pass, premise.Lost, finish);
        }

        var written = session.PendingChanges.Streams().ToList();
        try
        {
            await session.SaveChangesAsync(http.RequestAborted);
        }
        catch (Exception lost) when (lost is ConcurrencyException or ExistingStreamIdCollisionException)
        {
            return await LostAsync(pass, pass.Request.NeedsIfMatch ? Problems.PreconditionFailed : Problems.ChangedMeanwhile, finish);
        }
        catch (Exception lost) when (Replies.Violates(lost, Replies.Constraint))
        {
            return Refuse(pass, Problems.RequestRunning);
        }
        catch (Exception lost) when (Replies.Violates(lost, SignalReferences.Constraint))
        {
            return await LostAsync(pass, Problems.ReferenceInUse, finish);
        }
        catch (Exception lost) when (decision.Race is { } race && race.IsLostBy(lost))
        {
            return await LostAsync(pass, race.Lost, finish);
        }

        ChainCoopMeters.Commands.Add(1, new KeyValuePair<string, object?>("action", pass.Rule.Name));
        return new Outcome(status, version, location, decision.Answer is TAnswer answer && finish is not null ? finish(answer) : decision.Answer) { Sequence = ReadSides.LastOf(written) };
    }

    /// <summary>Who adds to the stream waits from here on until the commit.</summary>
    private static async Task<bool> HoldsStillAsync(IDocumentSession session, Premise premise, CancellationToken token)
    {
        await session.BeginTransactionAsync(token);
        await using var command = new NpgsqlCommand($"select version from chaincoop.mt_streams where id = $1 for {(premise.Alone ? "update" : "share")}", session.Connection);
        command.Parameters.Add(new() { Value = premise.Stream });
        return await command.ExecuteScalarAsync(token) is long version && version == premise.Version
            && (premise.StillSo is null || await premise.StillSo(session.Connection!, token));
    }

    /// <summary>What was done is on record with it; what was refused is recorded with the answer.</summary>
    private async Task<IResult> AnswerAsync(Outcome outcome)
    {
        if (outcome.Refusal is { } refusal) return refusal.ToResult();
        http.MarkRecorded();
        http.Response.Headers[ConsistencyToken.Header] = await sides.TokenAsync(http.Actor().Organisation, outcome.Sequence, http.RequestAborted);
        if (outcome.Version is > 0) http.Response.Headers.ETag = $"\"{outcome.Version}\"";
        if (outcome.Location is not null) http.Response.Headers.Location = outcome.Location;
        return outcome.Answer is null ? Results.StatusCode(outcome.Status) : Results.Json(outcome.Answer, Json.Http, statusCode: outcome.Status);
    }

    private AccessRecord Record(Pass pass, int status, IReadOnlyList<SubjectId> subjects, Guid? resource = null) =>
        http.AccessRecord(status, clock.GetUtcNow()) with
        {
            Action = pass.Rule.Name,
            Kind = pass.Rule.Kind,
            Purpose = pass.Request.Purpose ?? pass.Verdict.Purpose,
            Resource = resource ?? pass.Resource,
            Municipality = pass.Municipality ?? (pass.Facts.Grants.Count > 0 ? pass.Facts.Grants[0].Municipality : null),
            Verdict = pass.Request.Past is null ? pass.Verdict : pass.Verdict with { Reasons = [.. pass.Verdict.Reasons, AskedForPast] },
            DecidedAt = pass.Now,
            Subjects = subjects,
        };

    private static AccessRecord About(Weighed weighed, AccessRecord record) =>
        record with { Kind = weighed.Kind, Resource = weighed.Resource, Verdict = weighed.Verdict ?? record.Verdict };

    /// <summary>What an earlier request created: its address ends with it.</summary>
    private static Guid? ResourceIn(string? location) => Guid.TryParse(location?.Split('/')[^1], out var id) ? id : null;

    /// <summary>What became of a command.</summary>
    private sealed record Outcome(int Status, long? Version = null, string? Location = null, object? Answer = null)
    {
        public Problem? Refusal { get; init; }

        public long? Sequence { get; init; }
    }

    private sealed record Pass(
        AccessRule Rule, Actor Actor, RequestFacts Request, AccessFacts Facts, Verdict Verdict, Guid? Resource, byte[]? Key, DateTimeOffset Now)
    {
        /// <summary>Which the request names; else that of the resource is recorded.</summary>
        public MunicipalityCode? Municipality { get; init; }

        public List<Sealed> Sealed { get; } = [];

        public Entry Entry(NpgsqlDataSource source, Vault vault) => new(Actor, Request.Purpose, Facts, Rule, Now, source, vault, Sealed);
    }
}
