using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.IntegrationTests.Timeline;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>Something that happens, and who may notice it at all; nobody else may see any difference.</summary>
internal sealed record Happening(string Name, Func<Asker, bool> MayNotice, Func<Task> Happen);

/// <param name="Parameter">As the routes call its id.</param>
/// <param name="Owner">Whose keepers may name it where they deal with its data, also if they may not read it.</param>
internal sealed record Known(string Parameter, string Id, Oin Owner, Func<Asker, bool> MaySee)
{
    /// <summary>Which municipality is asked to take it over.</summary>
    public Oin? OfferedTo { get; init; }

    public bool MayName(Asker asker) => MaySee(asker) || asker.Is(Owner, Role.PrivacyOfficer, Role.RecordsManager);
}

/// <summary>
/// What happened in a district before somebody asks, and what may happen next, in an order and with details that a seed
/// draws. Who may see what is written down here as the contract says it, not as the program decides it.
/// </summary>
internal sealed partial class History(DestructionApp old, Random random)
{
    private static readonly Role[] GeneralRoles = [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector];
    private static readonly Role[] KeeperRoles = [Role.PrivacyOfficer, Role.RecordsManager];

    private readonly Dictionary<string, HttpClient> clients = [];
    private readonly Dictionary<string, string> ids = [];
    private int serial;
    private bool ggdJoined;

    public List<Known> Records { get; } = [];

    /// <summary>Ids below a record: of a task, a participation, a contest, a measure.</summary>
    public IReadOnlyDictionary<string, string> Inner => ids;

    /// <summary>A reference that Tiel gave to a signal of its own.</summary>
    public string TielsReference { get; } = $"TIEL-2026-{random.Next(10_000, 99_999)}";

    public AppFixture App => old.App;

    /// <summary>An instant at which all that it begins with is recorded and sealed.</summary>
    public string Begun { get; set; } = "";

    public async Task<HttpClient> ClientOf(Asker asker)
    {
        if (!clients.TryGetValue(asker.Name, out var client)) clients[asker.Name] = client = await old.App.As(asker.Officer, asker.Purpose);
        return client;
    }

    /// <summary>An officer with the same token whom nobody mandated.</summary>
    public Task<HttpClient> WithoutMandateAsync(Asker asker) =>
        old.App.As(new Officer(asker.Organisation, $"{asker.Name}-unmandated", asker.Officer.Role, []) { Scopes = asker.Officer.Scopes }, asker.Purpose);

    /// <summary>Two municipalities with a case and both of its rooms each, and what keepers have of them.</summary>
    public async Task BeginAsync()
    {
        foreach (var asker in Asker.All)
        {
            // Mandates are facts here: who had them is looked up in the past as well.
            await App.Staff(asker.Organisation, asker.Officer.Id, asker.Officer.Role, asker.Purpose, asker.Officer.Municipalities);
            await ClientOf(asker);
        }

        await SendAsync("S1", "police", "0268", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == "police");
        await DoAsync("nijmegen-focal-point", Signal("S1"), "acknowledgements", []);
        await DoAsync("nijmegen-focal-point", Signal("S1"), "assessments", Examples.Assessment("w1"));

        foreach (var name in (string[])["S2", "S3"]) await SendAsync(name, "police", "0268", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == "police");
        foreach (var name in (string[])["S4", "S5", "S6"])
        {
            await SendAsync(name, "nijmegen-focal-point", "0268", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name == "police");
            await AssessAsync(name, "nijmegen-focal-point");
            await DoAsync("nijmegen-focal-point", Signal(name), "outcome", Examples.Outcome("referred", to: Asker.Police.Value));
        }

        await CaseAsync("1", "nijmegen", "0268", Asker.Nijmegen);
        await DoAsync("nijmegen-case-lead", Case("1"), "members", CaseWork.Membership(Asker.Police, "general"));
        await DoAsync("nijmegen-case-lead", Case("1"), "members", CaseWork.Membership(Asker.Police, "security"));
        await DoAsync("nijmegen-care-coordinator", Case("1"), "members", CaseWork.Membership(Asker.Shelter, "care"), by: "nijmegen-case-lead");
        Add(
            "emergencyUseId", "emergencyUseId1", await CreatedAsync("inspectorate", $"{Case("1")}/emergency-access", Emergency()), Asker.Nijmegen,
            asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Is(Asker.Nijmegen, Role.PrivacyOfficer));
        // The inspectorate attends a conference, too, for as long as it reads the room in an emergency.
        ids["conferenceId1"] = (string)(await DoAsync("nijmegen-case-lead", Case("1"), "conferences", conferences_on_a_case.Conference("general", Asker.Find("inspectorate").Organisation)))["id"]!;
        await CaseAsync("2", "tiel", "0281", Asker.Tiel);
        await OfferAsync();
        foreach (var (place, municipality, organisation) in (IEnumerable<(string, string, Oin)>)[("nijmegen", "0268", Asker.Nijmegen), ("tiel", "0281", Asker.Tiel)])
        {
            await KeepersAsync(place, municipality, organisation);
            await SharingAsync(place, municipality, organisation);
        }
        await FollowUpsAsync();
        await MatchingAsync();
        await SubscriptionsAsync();
        await WitnessesAsync();
        await NormsAsync();
        foreach (var name in (string[])["S2", "S3"]) await EraseAsync(name);
        foreach (var name in (string[])["nijmegen-auditor", "district-auditor"]) await UnmaskAsync(name);
        await NewAsync("bundleId", "nijmegen-auditor", "nijmegen-auditor", "audit/evidence-bundles", Evidence(), Asker.Nijmegen, Role.Auditor, Role.PrivacyOfficer);
        await old.CaughtUpAsync();
    }

    public IReadOnlyList<Happening> Next() =>
    [
        new("the care room goes on", asker => SeesCare(asker, Asker.Nijmegen) || IsInCare(asker), CareGoesOnAsync),
        new("the security room goes on", asker => SeesSecurity(asker, Asker.Nijmegen) || asker.Name == "police", SecurityGoesOnAsync),
        new("another municipality goes on", asker => asker.Organisation == Asker.Tiel, TielGoesOnAsync),
        new("who received a signal assesses it", asker => asker.Organisation == Asker.Nijmegen, () => DoAsync("nijmegen-focal-point", Signal("S1"), "assessments", Examples.Assessment("w2a"))),
        new("the case goes on", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name is "police" or "inspectorate", CaseGoesOnAsync),
        // That the members of a case changed is a fact of the case: its members hear it, and not who is in a room that they do not enter.
        // An auditor of the district sees who may enter which room.
        new("a case is taken over", asker => SeesGeneral(asker, Asker.Nijmegen) || SeesGeneral(asker, Asker.Tiel) || asker.Is(Asker.Nijmegen, KeeperRoles) || asker.Is(Asker.Tiel, KeeperRoles), TakeOverAsync),
        new("somebody joins the care room", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Name is "police" or "inspectorate" or "shelter" or "ggd" or "district-auditor", GgdJoinsAsync),
        new("emergency access is reviewed", asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Is(Asker.Nijmegen, Role.PrivacyOfficer), ReviewAsync),
        new("keepers of another municipality go on", asker => asker.Organisation == Asker.Tiel, () => KeepersGoOnAsync("tiel", "0281")),
        new("keepers go on", asker => asker.Is(Asker.Nijmegen, KeeperRoles), () => KeepersGoOnAsync("nijmegen", "0268")),
        new("sharing goes on", asker => asker.Organisation == Asker.Nijmegen || asker.Name == "ggd", () => SharingGoesOnAsync("nijmegen", "0268", Asker.Nijmegen)),
        new("another municipality shares", asker => asker.Organisation == Asker.Tiel || asker.Name == "ggd", () => SharingGoesOnAsync("tiel", "0281", Asker.Tiel)),
        new("an erasure is withdrawn", asker => asker.Organisation == Asker.Nijmegen, () => DoAsync("nijmegen-privacy-officer", $"erasures/{ids["erasureIdnijmegen"]}", "withdrawals", [])),
        new("evidence is refused", asker => asker.Is(Asker.Nijmegen, Role.Auditor, Role.PrivacyOfficer), () => DoAsync("nijmegen-privacy-officer", $"audit/evidence-bundles/{ids["bundleIdnijmegen-auditor"]}", "refusals", [])),
        new("an unmasking is decided", asker => asker.Is(Asker.Nijmegen, Role.Auditor, Role.PrivacyOfficer), () => DoAsync("nijmegen-privacy-officer", $"audit/unmaskings/{ids["unmaskingIdnijmegen-auditor"]}", "approvals", [])),
        .. NextFollowUps(),
        .. NextSubscriptions(),
        .. NextWitnesses(),
        .. NextNorms(),
        new("a list is carried out", asker => asker.Organisation == Asker.Tiel || asker.Name == "police", DestroyAsync),
    ];

    private static bool SeesGeneral(Asker asker, Oin of) => asker.Is(of, GeneralRoles) && asker.IsMandatedFor(MunicipalityOf(of));

    private static bool SeesCare(Asker asker, Oin of) => asker.Is(of, Role.CareCoordinator);

    private bool IsInCare(Asker asker) => asker.Name == "shelter" || asker.Name == "ggd" && ggdJoined;

    private static bool SeesSecurity(Asker asker, Oin of) => asker.Is(of, Role.CaseLead);

    private static string MunicipalityOf(Oin organisation) => organisation == Asker.Tiel ? "0281" : "0268";

    private async Task CaseAsync(string number, string place, string municipality, Oin organisation)
    {
        await SendAsync($"S{number}0", $"{place}-focal-point", municipality, asker => SeesGeneral(asker, organisation), organisation == Asker.Tiel ? TielsReference : null);
        await AssessAsync($"S{number}0", $"{place}-focal-point");
        var caseId = (string)(await DoAsync($"{place}-focal-point", Signal($"S{number}0"), "outcome", Examples.Outcome("escalated")))["caseId"]!;
        Add("caseId", $"C{number}", caseId, organisation, asker => SeesGeneral(asker, organisation) || number == "1" && asker.Name is ("police" or "inspectorate"));
        Add("victimTrackId", $"V{number}", await TrackAsync($"{place}-care-coordinator", "victimTrackId"), organisation, asker => SeesCare(asker, organisation) || number == "1" && IsInCare(asker));
        Add("securityTrackId", $"X{number}", await TrackAsync($"{place}-case-lead", "securityTrackId"), organisation, asker => SeesSecurity(asker, organisation) || number == "1" && asker.Name == "police");

        await DoAsync($"{place}-case-lead", Case(number), "screenings", new JsonObject { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed") });
        ids[$"taskId{number}"] = (string)(await DoAsync($"{place}-case-lead", Case(number), "tasks", organisation == Asker.Tiel ? Task(organisation).With("externalReference", TielsReference) : Task(organisation)))["id"]!;
        foreach (var (room, address, by) in (IEnumerable<(string, string, string)>)[("V", Victims(number), "care-coordinator"), ("X", Security(number), "case-lead")])
        {
            var person = await DoAsync($"{place}-{by}", address, "participations", Participation(room));
            ids[$"participationId{room}{number}"] = (string)person["id"]!;
            ids[$"subjectId{room}{number}"] = (string)person["subjectId"]!;
            ids[$"contestId{room}{number}"] = (string)(await DoAsync($"{place}-{by}", $"{address}/participations/{person["id"]}", "contests", Contest(), parent: address))["id"]!;
        }
        await MeasuresAsync(number, $"{place}-case-lead");
        await CareAsync(number, place);

        async Task<string> TrackAsync(string reader, string member) => (string)(await (await ClientOf(Asker.Find(reader))).Read($"cases/{caseId}"))[member]!;
    }

    private async Task KeepersAsync(string place, string municipality, Oin organisation)
    {
        var number = place == "tiel" ? "2" : "1";
        await NewAsync("holdId", place, $"{place}-privacy-officer", "legal-holds", Hold(number), organisation);
        await NewAsync("objectionId", place, $"{place}-privacy-officer", "objections", await ObjectionAsync($"S{number}0", place), organisation, Role.PrivacyOfficer);
        await NewAsync("linkId", place, $"{place}-privacy-officer", "subject-links", Link(number, municipality), organisation, Role.PrivacyOfficer);
        await NewAsync("requestId", place, $"{place}-privacy-officer", "subject-requests", SubjectWork.Request(asks: [municipality]).With("municipality", municipality), organisation, Role.PrivacyOfficer);
        await NewAsync("approvalId", place, $"{place}-records-manager", "standing-approvals", Approval(municipality), organisation);
        await NewAsync("mandateId", place, $"{place}-chain-director", "mandates", Mandate(municipality), organisation, Role.ChainDirector);
        var erasure = await CreatedAsync($"{place}-privacy-officer", "erasures", await ErasureAsync($"S{number}0", place));
        Add("erasureId", $"erasureId{place}", erasure, organisation, asker => SeesGeneral(asker, organisation) || asker.Is(organisation, KeeperRoles));
        await old.SignalAsync(municipality, DestructionApp.OverAYear);
        await old.CaughtUpAsync();
        await NewAsync("listId", place, $"{place}-records-manager", "destruction-lists", new JsonObject { ["municipality"] = municipality, ["kind"] = "signal" }, organisation);
    }

    /// <summary>An auditor asks who it was that looked into the log: himself.</summary>
    private async Task UnmaskAsync(string auditor)
    {
        var asker = Asker.Find(auditor);
        var client = await ClientOf(asker);
        await client.Read("audit/access-log");
        var look = (await client.Read($"audit/access-log?limit=1&organisation={asker.Organisation}&action=access-log.read"))["items"]![0]!;
        await NewAsync("unmaskingId", auditor, auditor, "audit/unmaskings", new JsonObject { ["pseudonym"] = (string)look["officer"]!, ["reason"] = "complaint" }, asker.Organisation, Role.Auditor, Role.PrivacyOfficer);
    }

    private JsonObject Evidence() => new() { ["records"] = new JsonArray(new JsonObject { ["record"] = ids["S1"], ["clear"] = "texts" }) };

    private async Task CareGoesOnAsync() => await SomeAsync(
        () => DoAsync("nijmegen-care-coordinator", Victims("1"), "participations", Participation("V")),
        () => DoAsync("shelter", Victims("1"), "participations", Participation("V")),
        () => DoAsync("nijmegen-care-coordinator", Victims("1"), "placements", Placement()),
        () => DoAsync("nijmegen-care-coordinator", Person("V", "1"), "corrections", Correction(), parent: Victims("1")),
        () => DoAsync("shelter", Person("V", "1"), "contests", Contest(), parent: Victims("1")),
        HelpGoesOnAsync);

    private async Task SecurityGoesOnAsync()
    {
        await SomeAsync(
            () => DoAsync("nijmegen-case-lead", Security("1"), "participations", Participation("X")),
            () => DoAsync("police", Security("1"), "participations", Participation("X")),
            () => DoAsync("nijmegen-case-lead", Person("X", "1"), "corrections", Correction(), parent: Security("1")),
            () => DoAsync("police", Person("X", "1"), "contests", Contest(), parent: Security("1")),
            () => DoAsync("nijmegen-case-lead", Security("1"), "measures", new JsonObject { ["kind"] = "closure" }),
            SuspicionEndsAsync);
        await MeasuresGoOnAsync("nijmegen-case-lead", "police");
    }

    private async Task TielGoesOnAsync()
    {
        await SendAsync($"S2{++serial}", "tiel-focal-point", "0281", asker => SeesGeneral(asker, Asker.Tiel));
        await CreatedAsync("tiel-case-lead", "cases", CaseWork.Proposal("0281"));
        await NewAsync("mandateId", $"tiel{++serial}", "tiel-chain-director", "mandates", Mandate("0281"), Asker.Tiel, Role.ChainDirector);
        await DoAsync("tiel-chain-director", $"mandates/{ids["mandateIdtiel"]}", "endings", new JsonObject { ["until"] = SubjectWork.Day(1) });
        await SomeAsync(
            () => DoAsync("tiel-case-lead", Case("2"), "tasks", Task(Asker.Tiel)),
            () => DoAsync("tiel-care-coordinator", Victims("2"), "participations", Participation("V")),
            () => DoAsync("tiel-case-lead", Security("2"), "participations", Participation("X")));
    }

    private async Task CaseGoesOnAsync() => await SomeAsync(
        () => DoAsync("nijmegen-case-lead", Case("1"), "tasks", Task(Asker.Police)),
        () => DoAsync("nijmegen-focal-point", $"{Case("1")}/tasks/{ids["taskId1"]}", "completions", [], parent: Case("1")),
        PlanAsync,
        ConferAsync);

    private async Task GgdJoinsAsync()
    {
        await DoAsync("nijmegen-case-lead", Case("1"), "members", CaseWork.Membership(Asker.Find("ggd").Organisation, "care"));
        ggdJoined = true;
    }

    private async Task ReviewAsync() =>
        await DoAsync("nijmegen-chain-director", $"emergency-uses/{ids["emergencyUseId1"]}", "reviews", new JsonObject { ["conclusion"] = "justified", ["note"] = "So it was." });

    private async Task KeepersGoOnAsync(string place, string municipality)
    {
        var number = place == "tiel" ? "2" : "1";
        await DoAsync($"{place}-privacy-officer", $"legal-holds/{ids["holdId" + place]}", "reviews", new JsonObject { ["reviewOn"] = "2051-01-01" });
        await DoAsync($"{place}-privacy-officer", $"objections/{ids["objectionId" + place]}", "decisions", new JsonObject { ["decision"] = "granted" });
        await DoAsync($"{place}-records-manager", $"standing-approvals/{ids["approvalId" + place]}", "endings", []);
        await DoAsync($"{place}-privacy-officer", $"subject-links/{ids["linkId" + place]}", "endings", []);
        await NewAsync("linkId", $"{place}{++serial}", $"{place}-privacy-officer", "subject-links", Link(number, municipality), Asker.Find($"{place}-privacy-officer").Organisation, Role.PrivacyOfficer);
        await DoAsync($"{place}-privacy-officer", $"subject-requests/{ids["requestId" + place]}", "parts", SubjectWork.Part(municipality));
    }

    private async Task DestroyAsync()
    {
        var list = $"destruction-lists/{ids["listIdtiel"]}";
        await old.DestroyedAsync(Asker.Find("tiel-records-manager").Officer, DestructionApp.Keeper("0281", "second-records-manager-tiel"), list);
    }

    private async Task SendAsync(string name, string by, string municipality, Func<Asker, bool> maySee, string? reference = null)
    {
        var body = Examples.Signal(municipality);
        body["observation"] = $"Seen at place {random.Next()}.";
        if (reference is not null) body["externalReference"] = reference;
        var owner = municipality == "0281" ? Asker.Tiel : Asker.Nijmegen;
        Add("signalId", name, await CreatedAsync(by, "signals", body), owner, asker => maySee(asker) || asker.Is(owner, Role.PrivacyOfficer));
    }

    private async Task AssessAsync(string name, string by)
    {
        foreach (var step in (string[])["w1", "w2a", "w2b", "w3"]) await DoAsync(by, Signal(name), "assessments", Examples.Assessment(step));
    }

    private async Task NewAsync(string parameter, string name, string by, string collection, JsonObject body, Oin organisation, params Role[] readers)
    {
        var roles = readers.Length > 0 ? readers : KeeperRoles;
        Add(parameter, parameter + name, await CreatedAsync(by, collection, body), organisation, asker => asker.Is(organisation, roles));
    }

    private void Add(string parameter, string name, string id, Oin owner, Func<Asker, bool> maySee)
    {
        ids[name] = id;
        Records.Add(new Known(parameter, id, owner, maySee));
    }

    private async Task<string> CreatedAsync(string by, string collection, JsonObject body)
    {
        var answer = await (await ClientOf(Asker.Find(by))).PostAsync(collection, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, $"{by} {collection} {await answer.Content.ReadAsStringAsync()}");
        return (string)(await answer.JsonAsync())["id"]!;
    }

    /// <param name="parent">Whose version it changes, where that is not the address itself.</param>
    /// <param name="by">Who does it, where the first may only read.</param>
    private async Task<JsonNode> DoAsync(string name, string address, string below, JsonObject body, string? parent = null, string? by = null)
    {
        var client = await ClientOf(Asker.Find(by ?? name));
        var answer = await client.PostAsync($"{address}/{below}", body, await client.TagOf(parent ?? address));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{name} {address}/{below} {await answer.Content.ReadAsStringAsync()}");
        return await answer.JsonAsync();
    }

    /// <summary>At least one of them, in any order.</summary>
    private async Task SomeAsync(params Func<Task>[] steps)
    {
        random.Shuffle(steps);
        foreach (var step in steps.Take(1 + random.Next(steps.Length))) await step();
    }

    private string Signal(string name) => $"signals/{ids[name]}";

    private string Case(string number) => $"cases/{ids["C" + number]}";

    private string Victims(string number) => $"victim-tracks/{ids["V" + number]}";

    private string Security(string number) => $"security-tracks/{ids["X" + number]}";

    private string Person(string room, string number) => $"{(room == "V" ? Victims(number) : Security(number))}/participations/{ids[$"participationId{room}{number}"]}";

    private JsonObject Participation(string room) => new()
    {
        ["role"] = room == "V" ? "victim" : "suspect",
        ["identifiers"] = new JsonObject { ["familyName"] = $"Voorbeeld-{random.Next()}" },
    };

    private JsonObject Placement() => Cases.placing_a_victim.Placement(ids["participationIdV1"], $"Voorbeeldlaan {random.Next(1, 99)}");

    private JsonObject Correction() => new() { ["reason"] = "incomplete", ["note"] = $"Note {random.Next()}." };

    private JsonObject Contest() => new() { ["fact"] = "identifiers", ["statement"] = $"Statement {random.Next()}." };

    private static JsonObject Task(Oin organisation) => new() { ["kind"] = "request-information", ["organisation"] = organisation.Value, ["dueOn"] = "2050-03-20" };

    private JsonObject Hold(string number) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "case", ["id"] = ids["C" + number] },
        ["reason"] = "pending-litigation",
        ["reviewOn"] = "2050-03-01",
    };

    private JsonObject Link(string number, string municipality) => new()
    {
        ["municipality"] = municipality,
        ["victimTrackId"] = ids["V" + number],
        ["victimSubjectId"] = ids["subjectIdV" + number],
        ["securityTrackId"] = ids["X" + number],
        ["securitySubjectId"] = ids["subjectIdX" + number],
    };

    private static JsonObject Emergency() => new() { ["room"] = "general", ["reason"] = "danger-to-life", ["note"] = "He is at the door." };

    private static JsonObject Approval(string municipality) => new() { ["municipality"] = municipality, ["from"] = "2050-01-01", ["until"] = "2051-01-01" };

    private JsonObject Mandate(string municipality) => new()
    {
        ["officer"] = $"officer-{random.Next():x8}",
        ["role"] = "focal-point",
        ["municipalities"] = new JsonArray(municipality),
        ["from"] = SubjectWork.Day(),
    };

    /// <summary>What the police sent is erased, so that it has to destroy what it has of it.</summary>
    private async Task EraseAsync(string name)
    {
        var id = await CreatedAsync("nijmegen-privacy-officer", "erasures", await ErasureAsync(name, "nijmegen"));
        Add("erasureId", $"erasureId{name}", id, Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Nijmegen) || asker.Is(Asker.Nijmegen, KeeperRoles) || asker.Name == "police");
        var second = await old.App.AsKeeper(DestructionApp.Keeper("0268", $"second-privacy-officer-{name}", "privacy-officer"));
        var answer = await second.PostAsync($"erasures/{id}/approvals", "{}", await second.TagOf($"erasures/{id}"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await old.WhenAsync($"select data ->> 'status' = 'carried-out' from chaincoop.mt_doc_erasure where id = '{id}'");
    }

    private async Task<JsonObject> ErasureAsync(string name, string place)
    {
        var client = await ClientOf(Asker.Find($"{place}-focal-point"));
        var signal = await client.Read(Signal(name));
        return new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = ids[name] },
            ["recordVersion"] = int.Parse((await client.TagOf(Signal(name))).Trim('"'), System.Globalization.CultureInfo.InvariantCulture),
            ["subjectId"] = (string)signal["subjects"]![0]!["id"]!,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray([.. Interleaving.ProseOf(signal).Select(prose => (JsonNode)new JsonObject { ["at"] = prose.At, ["text"] = "Replaced." })]),
        };
    }
}

internal static class Bodies
{
    public static JsonObject With(this JsonObject body, string member, string value)
    {
        body[member] = value;
        return body;
    }
}
