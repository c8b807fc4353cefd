using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// Officers who do one thing after another, or at once, to a handful of records, and what has to be true after it. Each step
/// reads what it needs over HTTP, as a client does, so that it may well be refused: then somebody else was first, or it was
/// not allowed.
/// </summary>
internal sealed partial class Interleaving
{
    private static readonly string[] Steps =
        ["acknowledgement", "assessment-w1", "assessment-w3", "outcome-dismissed", "outcome-referred", "outcome-escalated", "referral-answer", "referral-withdrawal"];

    private readonly AppFixture app;
    private readonly HttpClient owner;
    private readonly HttpClient second;
    private readonly HttpClient manager;
    private readonly HttpClient secondManager;
    private readonly (int Weight, Func<bool> IsPossible, Func<Random, Task> Do)[] choices;

    private Interleaving(AppFixture app, HttpClient owner, HttpClient police, IReadOnlyList<HttpClient> keepers, IReadOnlyList<HttpClient> managers)
    {
        (this.app, this.owner, Police, Keeper, second, manager, secondManager) = (app, owner, police, keepers[0], keepers[1], managers[0], managers[1]);
        choices =
        [
            (3, () => true, ReceiveAsync),
            (9, () => true, ProceedAsync),
            (4, () => true, CorrectAsync),
            (3, () => true, ContestAsync),
            (2, () => true, DecideAsync),
            (5, () => Ledger.Tracks.Count > 0, ParticipateAsync),
            (3, () => Ledger.Persons.Any(person => !person.IsInSignal), CorrectParticipationAsync),
            (1, () => Ledger.Cases.Count > 0, JoinAsync),
            (6, () => Ledger.Cases.Count > 0, AssignAsync),
            (4, () => Ledger.Cases.Count > 0, MeasureAsync),
            (3, () => true, AgeAsync),
            (4, () => Ledger.Signals.Count > 2, ListAsync),
            (2, () => true, HoldAsync),
            (2, () => Ledger.Holds.Snapshot.Count > 0, ReleaseAsync),
            (6, () => true, EraseAsync),
            (8, () => Proposed.Count > 0, ApproveAsync),
            (1, () => Ledger.Erasures.Snapshot.Count > 0, WithdrawAsync),
            (2, () => Ledger.Erasures.Snapshot.Count > 0, ConfirmAsync),
            (1, () => true, RebuildAsync),
        ];
    }

    /// <summary>What was sent, whatever became of it.</summary>
    public Ledger Ledger { get; } = new();

    public HttpClient Owner => owner;

    public HttpClient Police { get; }

    public HttpClient Keeper { get; }

    private IReadOnlyList<Erasing> Proposed => [.. Ledger.Erasures.Snapshot.Where(erasure => erasure is { OrderedAt: long.MaxValue, Withdrawn: false })];

    public static async Task<Interleaving> OfAsync(AppFixture app)
    {
        var roles = People.Nijmegen with { Role = "focal-point case-lead care-coordinator chain-director" };
        foreach (var role in roles.Role.Split(' ')) await app.As(new Officer(roles.Organisation, roles.Id, role, roles.Municipalities));
        return new Interleaving(
            app, await AsAsync(roles, "synchronisation"), await AsAsync(People.Police, "synchronisation"), [await AsAsync(Keeper("keeper-1")), await AsAsync(Keeper("keeper-2"))],
            [await AsAsync(Keeper("manager-1", "records-manager")), await AsAsync(Keeper("manager-2", "records-manager"))]);

        Task<HttpClient> AsAsync(Officer officer, string purpose = "rights-of-data-subjects") => app.As(officer with { Scopes = string.Join(' ', Scopes.All) }, purpose);

        static Officer Keeper(string id, string role = "privacy-officer") => new(People.NijmegenOin, id, role, People.Nijmegen.Municipalities);
    }

    /// <summary>Any step, drawn; the steps before it may still be running.</summary>
    public Task StepAsync(Random random)
    {
        if (Ledger.Signals.Count == 0) return ReceiveAsync(random);
        var possible = choices.Where(choice => choice.IsPossible()).ToList();
        var drawn = random.Next(possible.Sum(choice => choice.Weight));
        return possible.First(choice => (drawn -= choice.Weight) < 0).Do(random);
    }

    private async Task ReceiveAsync(Random random)
    {
        var persons = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Person()).ToList();
        var reporter = random.Next(3) > 0 ? new Person() : null;
        List<Mark> sent = [];
        var body = Examples.Signal(urgency: random.Next(2) == 0 ? "urgent" : "normal");
        body["subjects"] = new JsonArray([.. persons.Select(person => (JsonNode)new JsonObject { ["role"] = "possible-victim", ["identifiers"] = Identifiers(person, sent, random) })]);
        body["observation"] = Text(persons, sent, random);
        if (reporter is not null) body["reporter"] = new JsonObject { ["kind"] = "professional", ["name"] = Ledger.Value(reporter, sent), ["contact"] = Ledger.Value(reporter, sent) };
        var client = random.Next(2) == 0 ? owner : Police;
        if (await TryAsync(client, "signals", body, null, null, sent) is not { } receipt) return;

        var id = (string)receipt["id"]!;
        var view = (await ReadAsync(owner, $"signals/{id}"))!.Value.View;
        for (var i = 0; i < persons.Count; i++) persons[i].Is(id, (string)view["subjects"]![i]!["id"]!);

        // No answer names the reporter's id: it is a fact of the municipality's own.
        reporter?.Is(id, (string)(await AskAsync($"select data ->> 'reporterSubject' from chaincoop.mt_doc_signal where id = '{id}'"))!);
        foreach (var mark in sent) mark.Record = id;
        Ledger.Add(id, reporter is null ? persons : [.. persons, reporter]);
    }

    /// <summary>A step of the protocol: mostly one that is allowed, sometimes another.</summary>
    private async Task ProceedAsync(Random random)
    {
        var signal = Pick(random, Ledger.Signals);
        if (await ReadAsync(owner, $"signals/{signal}") is not var (view, tag)) return;
        var allowed = view["allowed"]!.AsArray().Select(step => (string)step!).ToList();
        var step = allowed.Count > 0 && random.Next(5) > 0 ? Pick(random, allowed) : Pick(random, Steps);
        List<Mark> sent = [];
        var (kind, detail) = step.Split('-', 2) is [var first, var rest] ? (first, rest) : (step, "");
        if (kind == "acknowledgement")
        {
            await TryAsync(owner, $"signals/{signal}/acknowledgements", [], tag, signal, sent);
            return;
        }

        var note = Text(Ledger.In(signal), sent, random);
        if (kind == "assessment")
        {
            var body = Examples.Assessment(detail, random.Next(3) == 0 ? "stop" : "continue");
            body["note"] = note;
            await TryAsync(owner, $"signals/{signal}/assessments", body, tag, signal, sent);
        }
        else if (kind == "enrichment")
        {
            var open = view["enrichmentRequests"]!.AsArray().FirstOrDefault(request => (string)request!["status"]! == "open");
            if (open is null) await TryAsync(owner, $"signals/{signal}/enrichment-requests", new() { ["to"] = People.PoliceOin.Value, ["question"] = note }, tag, signal, sent);
            else await TryAsync(Police, $"enrichment-requests/{open["id"]}/answers", new() { ["answer"] = "given", ["information"] = note }, null, signal, sent);
        }
        else if (kind == "notice")
        {
            await TryAsync(owner, $"signals/{signal}/notices", new() { ["to"] = "00000099000100002000", ["note"] = note }, tag, signal, sent);
        }
        else if (kind == "feedback")
        {
            await TryAsync(owner, $"signals/{signal}/feedback", new() { ["told"] = "acted-upon", ["way"] = "telephone", ["note"] = note }, tag, signal, sent);
        }
        else if (kind == "merge")
        {
            if (detail == "reversal") await TryAsync(owner, $"signals/{signal}/merges/{view["mergeId"]}/reversals", [], tag, null, []);
            else await TryAsync(owner, $"signals/{signal}/merges", new() { ["into"] = Pick(random, Ledger.Signals) }, tag, null, []);
        }
        else if (kind is "reopening" or "retraction")
        {
            // Nothing follows a retraction: most walks go on.
            if (kind == "retraction" && random.Next(4) > 0) return;
            await TryAsync(owner, $"signals/{signal}/{kind}s", new() { ["reason"] = kind == "reopening" ? "pattern" : "false-report", ["note"] = note }, tag, signal, sent);
        }
        else if (kind == "referral")
        {
            var answers = step == "referral-answer";
            var body = new JsonObject { ["reason"] = "not-recent", ["note"] = note };
            if (answers) body["answer"] = random.Next(2) == 0 ? "accepted" : "declined";
            await TryAsync(answers ? Police : owner, $"signals/{signal}/referral-{(answers ? "answers" : "withdrawals")}", body, tag, signal, sent);
        }
        else
        {
            var body = Examples.Outcome(detail, detail == "referred" ? People.PoliceOin.Value : null, detail == "linked" ? Ledger.Cases is [var known, ..] ? known : Guid.NewGuid().ToString() : null);
            body["note"] = note;
            if (await TryAsync(owner, $"signals/{signal}/outcome", body, tag, signal, sent) is not { } standing || detail != "escalated") return;
            await OpenAsync((string)standing["caseId"]!);
            await AssignAsync(random);
        }
    }

    private async Task OpenAsync(string id)
    {
        var view = (await ReadAsync(owner, $"cases/{id}"))!.Value.View;
        Ledger.Add(id, (string)view["victimTrackId"]!, (string)view["securityTrackId"]!);
    }

    private async Task CorrectAsync(Random random)
    {
        var signal = Pick(random, Ledger.Signals);
        if (await ReadAsync(owner, $"signals/{signal}") is not var (view, tag)) return;
        var body = new JsonObject { ["reason"] = "incorrect" };
        List<Mark> sent = [];
        var persons = Ledger.In(signal);
        if (view["subjects"]!.AsArray() is not { Count: > 0 } subjects) return;
        var subject = Pick(random, subjects);
        if (random.Next(2) == 0 && persons.FirstOrDefault(person => person.Id == (string)subject!["id"]!) is { } person)
            body["subjects"] = new JsonArray(new JsonObject { ["subjectId"] = person.Id, ["identifiers"] = Identifiers(person, sent, random) });
        if (random.Next(2) == 0) body["observation"] = Text(persons, sent, random);
        if (random.Next(4) == 0 && persons.FirstOrDefault(person => view["subjects"]!.AsArray().All(known => (string)known!["id"]! != person.Id)) is { } reporter)
            body["reporter"] = new JsonObject { ["name"] = Ledger.Value(reporter, sent) };
        if (body.Count == 1) body["exploitationType"] = "criminal";
        if (random.Next(2) == 0) body["note"] = Text(persons, sent, random);
        if (random.Next(4) == 0 && OpenContest(view) is { } contest) body["contestId"] = (string)contest["id"]!;
        await TryAsync(random.Next(2) == 0 ? owner : Keeper, $"signals/{signal}/corrections", body, tag, signal, sent);
    }

    private async Task ContestAsync(Random random)
    {
        var person = Pick(random, Ledger.Persons);
        List<Mark> sent = [];
        if (!person.IsInSignal)
        {
            var tracks = Ledger.TrackOf(person);
            if (await ReadAsync(owner, tracks) is not var (track, trackTag)) return;
            await TryAsync(
                owner, $"{tracks}/participations/{ParticipationOf(track, person)}/contests", new JsonObject { ["fact"] = "identifiers", ["statement"] = Ledger.Value(person, sent) },
                trackTag, person.Record, sent);
            return;
        }

        if (await ReadAsync(owner, $"signals/{person.Record}") is not var (view, tag)) return;
        var body = new JsonObject { ["fact"] = "observation" };
        if (random.Next(2) == 0 && view["subjects"]!.AsArray().Any(subject => (string)subject!["id"]! == person.Id))
        {
            body["fact"] = "subject-identifiers";
            body["subjectId"] = person.Id;
            body["statement"] = Ledger.Value(person, sent);
        }
        else
        {
            body["statement"] = Text(Ledger.In(person.Record), sent, random);
        }
        await TryAsync(random.Next(2) == 0 ? owner : Keeper, $"signals/{person.Record}/contests", body, tag, person.Record, sent);
    }

    private async Task DecideAsync(Random random)
    {
        var signal = Pick(random, Ledger.Signals);
        if (await ReadAsync(owner, $"signals/{signal}") is not var (view, tag) || OpenContest(view) is not { } contest) return;
        List<Mark> sent = [];
        var persons = Ledger.In(signal);
        var about = persons.FirstOrDefault(person => person.Id == (string?)contest["subjectId"]);
        var body = new JsonObject
        {
            ["decision"] = random.Next(2) == 0 ? "upheld" : "rejected",
            ["reason"] = "confirmed",
            ["note"] = about is null ? Text(persons, sent, random) : Ledger.Value(about, sent),
        };
        await TryAsync(random.Next(2) == 0 ? owner : Keeper, $"signals/{signal}/contests/{contest["id"]}/decisions", body, tag, signal, sent);
    }

    private async Task ParticipateAsync(Random random)
    {
        var track = Pick(random, Ledger.Tracks);
        if (await ReadAsync(owner, track) is not var (_, tag)) return;
        var person = new Person();
        List<Mark> sent = [];
        var body = new JsonObject
        {
            ["role"] = track.StartsWith("victim", StringComparison.Ordinal) ? "victim" : "suspect",
            ["identifiers"] = Identifiers(person, sent, random),
            ["note"] = Ledger.Value(person, sent),
        };
        var record = CaseWork.IdOf(track);
        if (await TryAsync(owner, $"{track}/participations", body, tag, record, sent) is not { } receipt) return;
        person.Is(record, (string)receipt["subjectId"]!, isInSignal: false);
        Ledger.Add(record, [person]);
    }

    private async Task CorrectParticipationAsync(Random random)
    {
        var person = Pick(random, Ledger.Persons.Where(person => !person.IsInSignal).ToList());
        var track = Ledger.TrackOf(person);
        if (await ReadAsync(owner, track) is not var (view, tag)) return;
        List<Mark> sent = [];
        var body = new JsonObject { ["reason"] = "incomplete", ["identifiers"] = Identifiers(person, sent, random), ["note"] = Ledger.Value(person, sent) };
        await TryAsync(owner, $"{track}/participations/{ParticipationOf(view, person)}/corrections", body, tag, person.Record, sent);
    }

    private async Task JoinAsync(Random random)
    {
        var address = $"cases/{Pick(random, Ledger.Cases)}";
        if (await ReadAsync(owner, address) is not var (_, tag)) return;
        var body = random.Next(3) == 0 ? CaseWork.Membership(CaseWork.ShelterOin, "care") : CaseWork.Membership(People.PoliceOin, random.Next(2) == 0 ? "general" : "security");
        await TryAsync(owner, $"{address}/members", body, tag, null, []);
    }

    /// <summary>Null where this client may not see it, or not any more.</summary>
    public static async Task<(JsonNode View, string Tag)?> ReadAsync(HttpClient client, string address)
    {
        var answer = await client.GetAsync(address);
        if (!answer.IsSuccessStatusCode) ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"GET {address}");
        return answer.IsSuccessStatusCode ? (await answer.JsonAsync(), answer.Headers.ETag!.ToString()) : null;
    }

    /// <summary>Null when it was refused: then nothing of it may be anywhere.</summary>
    private async Task<JsonNode?> TryAsync(HttpClient client, string url, JsonObject body, string? tag, string? record, IReadOnlyList<Mark> sent)
    {
        var answer = await client.PostAsync(url, body.ToJsonString(), tag);
        var text = await answer.Content.ReadAsStringAsync();
        Ledger.Told(url, (int)answer.StatusCode, text);
        if (!answer.IsSuccessStatusCode) ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{url} {text}");
        foreach (var mark in sent)
        {
            mark.Record = record;
            mark.KeptAt = answer.IsSuccessStatusCode ? Ledger.Now() : null;
        }
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text) : null;
    }

    private JsonObject Identifiers(Person person, List<Mark> sent, Random random)
    {
        var identifiers = new JsonObject { ["familyName"] = Ledger.Value(person, sent) };
        if (random.Next(2) == 0) identifiers["documentNumber"] = Ledger.Value(person, sent);
        return identifiers;
    }

    private string Text(IReadOnlyList<Person> persons, List<Mark> sent, Random random) =>
        Ledger.Text([.. persons.Where(_ => random.Next(2) == 0)], sent);

    private static JsonNode? OpenContest(JsonNode view) => view["contests"]!.AsArray().FirstOrDefault(contest => (string)contest!["status"]! == "open");

    private static string ParticipationOf(JsonNode track, Person person) =>
        (string)track["participations"]!.AsArray().Single(participation => (string)participation!["subjectId"]! == person.Id)!["id"]!;

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static JsonNode? Pick(Random random, JsonArray from) => from[random.Next(from.Count)];

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
