using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Victims;
using ChainCoop.Platform;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.AVictim;

namespace ChainCoop.Tests.Cases;

public class exporting_htcds
{
    /// <summary>The values of the fields that are exported, as the standard has them (HTCDS Field Standards 2.0).</summary>
    private static readonly Dictionary<string, string[]> Standard =
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Source.PathOf("tests/ChainCoop.Tests/Cases/htcds-2.0.json")))!;

    /// <summary>Codes for which the standard has no value: that nothing is known, and an offence that is not trafficking.</summary>
    private static readonly string[] WithoutValue = ["exploitation-types unknown", "exploitation-types serious-disadvantage"];

    private static readonly CaseId Case = CaseId.New();
    private static readonly ParticipationId Other = ParticipationId.New();
    private static readonly SubjectId OtherSubject = SubjectId.New();

    private static readonly VictimTraffickingAssessed First = new(
        Track, TraffickingAssessmentId.New(), Person, new("possible-victim"), new("ngo"), [new("sexual")], [new("prostitution")], [], [], null, Sealed, Coordinator, At);

    private static readonly VictimTraffickingAssessed Last = First with
    {
        Status = new("actual-victim"),
        DecidedBy = new("police"),
        ExploitationTypes = [new("labour"), new("unknown"), new("criminal")],
        SexualExploitation = [],
        ControlMethods = [new("debt-bondage"), new("other")],
        RecruitmentMethods = [new("work")],
        Industry = new("hospitality"),
    };

    [Theory]
    [InlineData("trafficking-statuses", "vic_TraffickingStatus")]
    [InlineData("trafficking-deciders", "vic_TraffickingStatusDecisionMakingOrg")]
    [InlineData("recruitment-methods", "vic_MethodOfRecruitment")]
    [InlineData("control-methods", "vic_MethodsOfControl")]
    [InlineData("labour-industries", "vic_ForcedLabourIndustry")]
    [InlineData("sexual-exploitation-types", "vic_TypeOfSexExploitation")]
    public void has_a_code_for_each_value_of_the_standard_and_no_other(string list, string field) =>
        CodeLists.Find(list)!.Items.Select(item => ValueOf(list, item.Code)).ShouldBe(Standard[field], ignoreOrder: true);

    [Fact]
    public void has_a_value_of_the_standard_for_each_type_of_exploitation()
    {
        var values = CodeLists.Find("exploitation-types")!.Items.Select(item => (Code: $"exploitation-types {item.Code}", Value: ValueOf("exploitation-types", item.Code))).ToList();
        values.Where(known => known.Value is null).Select(known => known.Code).ShouldBe(WithoutValue, ignoreOrder: true);
        values.Select(known => known.Value).OfType<string>().Except(Standard["vic_TypeOfExploitation"]).ShouldBeEmpty();
        CodeLists.Contains(HtcdsCodingVersion.List, HtcdsCoding.Version.Value).ShouldBeTrue();
    }

    [Fact]
    public void has_a_value_of_the_standard_for_each_state_and_end_of_a_case()
    {
        foreach (var status in Enum.GetValues<CaseStatus>())
        {
            foreach (var outcome in CodeLists.Find("case-outcomes")!.Items) Standard["cas_Status"].ShouldContain(HtcdsCoding.Of(status, new CaseOutcome(outcome.Code)));
        }

        HtcdsCoding.Of(CaseStatus.Monitoring, null).ShouldBe("FollowUp");
        HtcdsCoding.Of(CaseStatus.Closed, new("transferred")).ShouldBe("ClosedReferred");
        HtcdsCoding.Of(CaseStatus.Closed, new("exploitation-ended")).ShouldBe("Closed");

        // A closure that is proposed is none.
        HtcdsCoding.Of(CaseStatus.InExecution, new("transferred")).ShouldBe("Active");
    }

    [Fact]
    public void gives_the_last_assessment_in_the_words_of_the_standard()
    {
        var row = JsonNode.Parse(JsonSerializer.Serialize(Export(First, Last), Json.Http))!["items"]!.AsArray().ShouldHaveSingleItem()!;
        Words(row).ShouldBe(
            [
                "case=" + Alias(Case.Value), "cas_CaseOwner=00000099000000268000", "cas_Status=Active", "id=" + Alias(Person.Value), "vic_ForcedLabourIndustry=I_AccommodationAndFoodServiceActivities",
                "vic_MethodOfRecruitment=AtWork", "vic_MethodsOfControl=DebtBondage;Other", "vic_TraffickingStatus=ActualVictimOfTrafficking",
                "vic_TraffickingStatusDecisionMakingOrg=Police", "vic_TypeOfExploitation=ForcedLabour;Other", "vic_TypeOfSexExploitation=",
            ],
            ignoreOrder: true);
        Standard.Keys.ShouldBeSubsetOf(row.AsObject().Select(member => member.Key));

        static IEnumerable<string> Words(JsonNode row) =>
            row.AsObject().Select(member => $"{member.Key}={(member.Value is JsonArray several ? string.Join(';', several.Select(value => (string)value!)) : (string)member.Value!)}");
    }

    [Fact]
    public void is_a_table_of_the_same()
    {
        var lines = Export(First, Last).Csv().Split("\r\n");
        lines.ShouldBe(
            [
                "id,case,cas_Status,cas_CaseOwner,vic_TraffickingStatus,vic_TraffickingStatusDecisionMakingOrg,vic_MethodOfRecruitment,vic_MethodsOfControl,vic_TypeOfExploitation,vic_ForcedLabourIndustry,vic_TypeOfSexExploitation",
                $"{Alias(Person.Value)},{Alias(Case.Value)},Active,00000099000000268000,ActualVictimOfTrafficking,Police,AtWork,DebtBondage;Other,ForcedLabour;Other,I_AccommodationAndFoodServiceActivities,",
                "",
            ]);
    }

    [Fact]
    public void says_nothing_of_who_nobody_assessed()
    {
        var row = Export().Items.ShouldHaveSingleItem();
        (row.TraffickingStatus, row.DecisionMakingOrg, row.ForcedLabourIndustry).ShouldBe((null, null, null));
        row.TypesOfExploitation.ShouldBeEmpty();
    }

    [Fact]
    public void has_victims_alone_and_none_who_was_erased_or_disputes_something()
    {
        Export(Joined("witness")).Items.Count.ShouldBe(1);
        Export(Joined("possible-victim")).Items.Select(row => row.Id).ShouldBe([Alias(Person.Value), Alias(Other.Value)], ignoreOrder: true);
        Export(Joined("victim"), new VictimParticipationEnded(Track, Other, new("help-completed"), new(2026, 3, 2), null, Coordinator, At)).Items.Count.ShouldBe(2);
        Export(Joined("victim"), new VictimParticipationEnded(Track, Other, new("recorded-in-error"), new(2026, 3, 2), null, Coordinator, At)).Items.Count.ShouldBe(1);
        Export(Joined("victim"), new VictimContentErased(RecordId.From(Track.Value), ErasurePart.Subject, OtherSubject, [], ErasureId.New(), At)).Items.Count.ShouldBe(1);

        var contest = ContestId.New();
        var contested = new VictimFactContested(Track, Other, contest, ParticipationFact.Role, Sealed, Coordinator, At);
        Export(Joined("victim"), contested).Items.Count.ShouldBe(1);
        Export(Joined("victim"), contested, new VictimContestDecided(Track, Other, contest, ContestDecision.Rejected, new("no-grounds"), null, Coordinator, At)).Items.Count.ShouldBe(2);
    }

    [Fact]
    public void names_whose_data_it_gives_and_hides_a_case_like_one_that_does_not_exist()
    {
        HtcdsCase[] found = [CaseWith(Joined("witness"))];
        Answer(new GetHtcdsReport(Case), found).Subjects.ShouldBe([Subject]);
        Answer(new GetHtcdsReport(Case), []).Refusal.ShouldBe(Problems.NotFound);
        Answer(new GetHtcdsReport(From: new(2026, 1, 1), To: new(2026, 2, 1)), []).Refusal.ShouldBeNull();
        Answer(new GetHtcdsReport(From: new(2026, 1, 1), To: new(2026, 2, 1)), [.. found, .. found]).Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("query:to");

        static Shown Answer(GetHtcdsReport query, IReadOnlyList<HtcdsCase> cases) => GetHtcdsReportEndpoint.Answer(query, cases, 1, Alias, asTable: false);
    }

    [Theory]
    [InlineData(null, null, false, "/caseId", "/from", "/to")]
    [InlineData("2026-01-01", null, false, "/to")]
    [InlineData(null, "2026-01-01", false, "/from")]
    [InlineData(null, null, true)]
    [InlineData("2026-01-01", "2026-01-01", false)]
    [InlineData("2026-01-01", "2027-01-01", false)]
    [InlineData("2026-01-01", "2027-01-02", false, "/to")]
    [InlineData("2026-01-02", "2026-01-01", false, "/from")]
    [InlineData("2026-01-01", "2026-01-02", true, "/from", "/to")]
    public void is_of_a_case_or_of_a_period(string? from, string? to, bool ofCase, params string[] pointers)
    {
        var faults = new Faults();
        new GetHtcdsReport(ofCase ? Case : null, Day(from), Day(to)).Check(faults);
        faults.All.Select(fault => fault.Pointer).ShouldBe(pointers);

        static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static VictimParticipationStarted Joined(string role) => new(Track, Other, OtherSubject, new(role), null, null, Coordinator, At);

    private static HtcdsCase CaseWith(params object[] events) => new(Case, new("0268"), CaseStatus.Open, null, With(events).State);

    private static HtcdsExport Export(params object[] events) => HtcdsExport.Of([CaseWith(events)], Alias);

    private static Guid Alias(Guid id) => new([.. id.ToByteArray().Reverse()]);

    private static string? ValueOf(string list, string code) => list switch
    {
        "trafficking-statuses" => HtcdsCoding.Of(new TraffickingStatus(code)),
        "trafficking-deciders" => HtcdsCoding.Of(new TraffickingDecider(code)),
        "recruitment-methods" => HtcdsCoding.Of(new RecruitmentMethod(code)),
        "control-methods" => HtcdsCoding.Of(new ControlMethod(code)),
        "labour-industries" => HtcdsCoding.Of(new LabourIndustry(code)),
        "sexual-exploitation-types" => HtcdsCoding.Of(new SexualExploitationType(code)),
        _ => HtcdsCoding.Of(new ExploitationType(code)),
    };
}
