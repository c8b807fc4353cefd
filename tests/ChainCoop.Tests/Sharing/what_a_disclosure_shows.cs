using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;

namespace ChainCoop.Tests.Sharing;

public class what_a_disclosure_shows
{
    private static readonly (ResourceKind Kind, Type View)[] Views =
    [
        (ResourceKind.Signal, typeof(SignalView)), (ResourceKind.Case, typeof(CaseView)), (ResourceKind.VictimTrack, typeof(VictimTrackView)), (ResourceKind.SecurityTrack, typeof(SecurityTrackView)),
    ];

    [Fact]
    public void is_what_the_code_list_names() => CodeLists.Find(DisclosableField.List)!.Items.Select(item => item.Code).ShouldBe(DisclosableFields.All.Select(field => field.Value), ignoreOrder: true);

    [Fact]
    public void are_members_of_the_answers()
    {
        foreach (var (kind, view) in Views)
        {
            var known = MembersOf(view).SelectMany(member => (ItemOf(member.Type) ?? ObjectOf(member.Type)) is { } item ? MembersOf(item).Select(inner => $"{member.Name}/{inner.Name}").Append(member.Name) : [member.Name]);
            DisclosableFields.MembersOf(kind, [.. DisclosableFields.All]).Except(known).ShouldBeEmpty();
        }
    }

    [Fact]
    public void is_never_who_reported_a_signal_or_who_is_in_a_case()
    {
        DisclosableFields.MembersOf(ResourceKind.Signal, [.. DisclosableFields.All]).ShouldNotContain("reporter");
        DisclosableFields.MembersOf(ResourceKind.Case, [.. DisclosableFields.All]).ShouldNotContain("members");
    }

    [Fact]
    public void is_never_which_organisation_or_officer_did_something()
    {
        foreach (var (kind, view) in Views)
        {
            foreach (var member in DisclosableFields.MembersOf(kind, [.. DisclosableFields.All])) ShouldNameNobody(TypeAt(view, member.Split('/')), $"{kind} {member}");
        }

        static Type TypeAt(Type view, string[] path) => path.Aggregate(view, (type, name) => MembersOf(ItemOf(type) ?? type).Single(member => member.Name == name).Type);

        static void ShouldNameNobody(Type type, string where)
        {
            var plain = Nullable.GetUnderlyingType(type) ?? type;
            plain.ShouldNotBeOneOf([typeof(Oin), typeof(ActorRef), typeof(OfficerId)], where);
            if (ItemOf(plain) is { } item) ShouldNameNobody(item, where);
            else if (plain.Namespace!.StartsWith("ChainCoop", StringComparison.Ordinal) && plain.IsClass)
                foreach (var member in MembersOf(plain)) ShouldNameNobody(member.Type, $"{where}/{member.Name}");
        }
    }

    [Fact]
    public void is_the_members_that_are_named_of_one_object_as_of_several()
    {
        var closing = new { id = "1", closure = new { outcome = "done", proposedBy = "00000099000000268000", proposedAt = "2026-03-02" } };
        DisclosedView.Of(closing, ResourceKind.Case, new([new("closure")], null, new("casework"))).ToJsonString()
            .ShouldBe("""{"id":"1","closure":{"outcome":"done","proposedAt":"2026-03-02"}}""");
    }

    [Fact]
    public void marks_what_is_disputed_of_it_and_nothing_else()
    {
        var subject = SubjectId.New();
        var view = new SignalView(
            SignalId.New(), new("0268"), SignalStatus.Received, new("labour"), Urgency.Normal, null, default, new("partner"), new(ReporterKind.Citizen, "N", null), "Text",
            [new SubjectView(subject, new("victim"), new("Voorbeeld")) { Contested = [SignalFact.SubjectRole, SignalFact.SubjectIdentifiers] }, new SubjectView(SubjectId.New(), new("victim"), null)], null)
        {
            Contested = [SignalFact.ExploitationType, SignalFact.Observation],
        };

        DisclosedView.Of(view, ResourceKind.Signal, new([new("observation"), new("subjects")], subject, new("casework"))).ToJsonString().ShouldBe(
            $$"""{"id":"{{view.Id}}","municipality":"0268","observation":"Text","subjects":[{"id":"{{subject}}","role":"victim","contested":["subject-role"]}],"contested":["observation"]}""");
        DisclosedView.Of(view, ResourceKind.Signal, new([new("urgency")], null, new("casework"))).ToJsonString().ShouldBe($$"""{"id":"{{view.Id}}","municipality":"0268","urgency":"normal"}""");

        // What somebody sees of it in another way stays.
        DisclosedView.Of(view, ResourceKind.Signal, new([new("urgency")], null, new("casework")), new { observation = "Own" }).ToJsonString().ShouldBe($$"""{"observation":"Own","id":"{{view.Id}}","municipality":"0268","urgency":"normal"}""");
    }

    [Fact]
    public void is_weighed_by_the_policy_for_whichever_municipality_and_hides_the_rest()
    {
        var part = new DisclosedPart([new("status")], null, new("assessment"));
        var actor = new Actor(new("00000099000000281000"), new("anna"), new HashSet<Role> { Role.FocalPoint }, new HashSet<string>());
        Grant[] grants = [new(Room.General, GrantRole.Disclosed, new("0268")) { Part = part }];
        Verdict Decide(AccessRule rule) => Policy.Decide(rule, actor, [new(Role.FocalPoint, new("0281"))], grants, new("assessment"));

        var read = Decide(GetSignalEndpoint.Rule);
        (read.Effect, read.Part).ShouldBe((Effect.Allow, part));
        Decide(AcknowledgeSignalEndpoint.Rule).Effect.ShouldBe(Effect.Forbid);
        Policy.Decide(GetSignalEndpoint.Rule, actor, [new(Role.FocalPoint, new("0281"))], [new(Room.Care, GrantRole.Disclosed, new("0268")) { Part = part }], null).Effect.ShouldBe(Effect.Hide);
    }

    [Theory]
    [InlineData(Role.Partner, "care", Effect.Allow)]
    [InlineData(Role.Partner, "casework", Effect.Forbid)]
    [InlineData(Role.Partner, "rights-of-data-subjects", Effect.Forbid)] // that is not for who works with it
    [InlineData(Role.Partner, null, Effect.Forbid)] // the default of the role is another
    [InlineData(Role.CareCoordinator, null, Effect.Allow)]
    [InlineData(Role.PrivacyOfficer, "rights-of-data-subjects", Effect.Allow)]
    [InlineData(Role.PrivacyOfficer, "care", Effect.Forbid)]
    public void is_read_for_its_own_purpose_alone(Role role, string? purpose, Effect expected)
    {
        var verdict = Decide(role, purpose, GrantRole.Disclosed);
        verdict.Effect.ShouldBe(expected);
        if (expected == Effect.Forbid) verdict.Reasons.ShouldBe(["purpose-not-allowed"]);
    }

    [Fact]
    public void adds_nothing_to_another_grant_for_another_purpose()
    {
        var own = Decide(Role.Partner, "casework", GrantRole.Disclosed, GrantRole.Reporter);
        (own.Effect, own.Part, own.Has(GrantRole.Disclosed)).ShouldBe((Effect.Allow, null, false));
        own.Reasons.ShouldBe(["grant-reporter", "role-partner"]);
        var both = Decide(Role.Partner, "care", GrantRole.Disclosed, GrantRole.Reporter);
        (both.Effect, both.Part, both.Has(GrantRole.Disclosed)).ShouldBe((Effect.Allow, ForCare, true));
    }

    private static readonly DisclosedPart ForCare = new([new("status")], null, new("care"));

    private static Verdict Decide(Role role, string? purpose, params GrantRole[] held) => Policy.Decide(
        GetSignalEndpoint.Rule, new Actor(new("00000099000100010000"), new("anna"), new HashSet<Role> { role }, new HashSet<string>()), [new(role, new("0268"))],
        [.. held.Select(grant => new Grant(Room.General, grant, new("0268")) { Part = grant == GrantRole.Disclosed ? ForCare : null })], purpose is null ? null : new(purpose));

    [Theory]
    [InlineData(Room.Care, "care", Effect.Allow)]
    [InlineData(Room.Care, "security", Effect.Forbid)]
    [InlineData(Room.Security, "security", Effect.Allow)]
    [InlineData(Room.Security, "care", Effect.Forbid)]
    [InlineData(Room.General, "casework", Effect.Allow)]
    public void is_laid_down_for_the_purposes_of_its_room(Room room, string purpose, Effect expected) => Policy.Decide(
        GetDisclosureEndpoint.Rule, new Actor(new("00000099000100010000"), new("anna"), new HashSet<Role> { Role.Partner }, new HashSet<string>()),
        [new(Role.Partner, new("0268"))], [new(room, GrantRole.Receiver, new("0268"))], new(purpose)).Effect.ShouldBe(expected);

    private static IEnumerable<(string Name, Type Type)> MembersOf(Type view) => view.GetProperties().Select(property => (char.ToLowerInvariant(property.Name[0]) + property.Name[1..], property.PropertyType));

    private static Type? ObjectOf(Type type) => type.IsClass && type.Namespace!.StartsWith("ChainCoop", StringComparison.Ordinal) ? type : null;

    private static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
}
