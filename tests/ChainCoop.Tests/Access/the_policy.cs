using ChainCoop.Access;
using ChainCoop.Shared;
using CsCheck;

namespace ChainCoop.Tests.Access;

public class the_policy
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly MunicipalityCode Wijchen = new("0296");

    private static readonly AccessRule Assess = AccessRule.Of(
        "signal.assess", ResourceKind.Signal, Room.General, [GrantRole.Owner, GrantRole.Referred], [Role.FocalPoint, Role.ChainDirector], "assessment", "casework");

    private static readonly AccessRule Receive = AccessRule.Of("signal.receive", ResourceKind.Signal, Room.General, [], [Role.FocalPoint], "assessment");

    private static readonly AccessRule Read = Assess with { Name = "signal.read", Grants = Enum.GetValues<GrantRole>().ToHashSet() };

    /// <summary>By default a focal point of Nijmegen, about a signal of Nijmegen: allowed.</summary>
    private static Verdict Decide(
        AccessRule? rule = null, Role[]? token = null, MandatedRole[]? mandates = null, Grant[]? grants = null, string? purpose = "assessment") =>
        Policy.Decide(
            rule ?? Assess,
            Somebody(token ?? [Role.FocalPoint]),
            mandates ?? [new(Role.FocalPoint, Nijmegen)],
            grants ?? [new(Room.General, GrantRole.Owner, Nijmegen)],
            purpose is null ? null : new Purpose(purpose));

    private static Actor Somebody(IEnumerable<Role> roles) =>
        new(new("00000099000000268000"), new("officer-1"), roles.ToHashSet(), new HashSet<string>());

    private static void ShouldBe(Verdict verdict, Effect effect, params string[] reasons)
    {
        verdict.Effect.ShouldBe(effect);
        verdict.Reasons.ShouldBe(reasons);
    }

    [Fact]
    public void lets_who_answers_for_data_look_for_that_sake_alone()
    {
        var rule = Assess with
        {
            Roles = new HashSet<Role> { Role.FocalPoint, Role.PrivacyOfficer },
            Keepers = new HashSet<Role> { Role.PrivacyOfficer },
            Purposes = new HashSet<string> { "assessment", "rights-of-data-subjects" },
        };

        ShouldBe(Keeper("assessment", Role.PrivacyOfficer), Effect.Forbid, "purpose-not-allowed");
        Keeper("rights-of-data-subjects", Role.PrivacyOfficer).Effect.ShouldBe(Effect.Allow);
        Keeper("assessment", Role.PrivacyOfficer, Role.FocalPoint).Effect.ShouldBe(Effect.Allow);

        Verdict Keeper(string purpose, params Role[] roles) => Decide(rule, roles, [.. roles.Select(role => new MandatedRole(role, Nijmegen))], purpose: purpose);
    }

    [Fact]
    public void allows_with_a_grant_a_mandated_role_and_a_purpose_that_fits() =>
        ShouldBe(Decide(), Effect.Allow, "grant-owner", "role-focal-point");

    [Fact]
    public void names_only_what_carried_the_decision() =>
        ShouldBe(
            Decide(
                token: [Role.FocalPoint, Role.Partner], mandates: [new(Role.FocalPoint, Nijmegen), new(Role.Partner, Nijmegen)],
                grants: [new(Room.General, GrantRole.Reporter, Nijmegen), new(Room.General, GrantRole.Referred, Nijmegen)]),
            Effect.Allow, "grant-referred", "role-focal-point");

    [Fact]
    public void hides_what_the_organisation_has_no_grant_on() =>
        ShouldBe(Decide(grants: []), Effect.Hide, "no-grant");

    [Fact]
    public void hides_it_also_from_who_may_do_nothing_at_all() =>
        ShouldBe(Decide(token: [Role.Auditor], mandates: [], grants: [], purpose: "oversight"), Effect.Hide, "no-grant");

    [Theory]
    [InlineData(Room.Care)]
    [InlineData(Room.Security)]
    public void hides_one_room_from_who_is_in_another(Room room) =>
        ShouldBe(Decide(grants: [new(room, GrantRole.Owner, Nijmegen)]), Effect.Hide, "no-grant");

    [Fact]
    public void hides_from_who_holds_no_mandate() =>
        ShouldBe(Decide(mandates: []), Effect.Hide, "no-mandated-role-in-room");

    [Fact]
    public void hides_from_who_is_mandated_for_another_municipality() =>
        ShouldBe(Decide(mandates: [new(Role.FocalPoint, Wijchen)]), Effect.Hide, "no-mandated-role-in-room");

    [Fact]
    public void does_not_count_a_role_of_the_token_alone_nor_of_the_mandate_alone() =>
        ShouldBe(Decide(token: [Role.ChainDirector]), Effect.Hide, "no-mandated-role-in-room");

    [Theory]
    [InlineData(Room.General, "focal-point care-coordinator case-lead chain-director partner")]
    [InlineData(Room.Care, "care-coordinator partner")]
    [InlineData(Room.Security, "case-lead partner")]
    public void lets_a_role_into_its_rooms_only(Room room, string roles)
    {
        var rule = AccessRule.Of("any", ResourceKind.Case, room, Enum.GetValues<GrantRole>(), Enum.GetValues<Role>(), "casework");
        Enum.GetValues<Role>()
            .Where(role => Decide(rule, [role], [new(role, Nijmegen)], [new(room, GrantRole.Member, Nijmegen)], "casework").Effect == Effect.Allow)
            .Select(Kebab.Of).ShouldBe(roles.Split(' '));
    }

    [Fact]
    public void forbids_to_who_may_see_it_a_step_of_another_role() =>
        ShouldBe(Decide(token: [Role.Partner], mandates: [new(Role.Partner, Nijmegen)]), Effect.Forbid, "role-not-allowed");

    [Fact]
    public void forbids_to_who_may_see_it_a_step_of_another_grant() =>
        ShouldBe(Decide(grants: [new(Room.General, GrantRole.Reporter, Nijmegen)]), Effect.Forbid, "grant-not-sufficient");

    [Fact]
    public void forbids_a_purpose_that_the_step_does_not_serve() =>
        ShouldBe(Decide(purpose: "oversight"), Effect.Forbid, "purpose-not-allowed");

    [Fact]
    public void leaves_it_to_the_route_whether_a_purpose_must_be_stated() =>
        ShouldBe(Decide(purpose: null), Effect.Allow, "grant-owner", "role-focal-point");

    [Fact]
    public void gives_every_reason_at_once() =>
        ShouldBe(
            Decide(token: [Role.Partner], mandates: [new(Role.Partner, Nijmegen)], grants: [new(Room.General, GrantRole.Reporter, Nijmegen)], purpose: "care"),
            Effect.Forbid, "role-not-allowed", "grant-not-sufficient", "purpose-not-allowed");

    [Fact]
    public void says_which_roles_count_beside_which_grant()
    {
        // Disclosed for whichever municipality, member of one: the role for another municipality counts beside the disclosure alone.
        var verdict = Decide(
            Read with { Roles = Enum.GetValues<Role>().ToHashSet() }, token: [Role.FocalPoint, Role.CareCoordinator],
            mandates: [new(Role.FocalPoint, Nijmegen), new(Role.CareCoordinator, Wijchen)],
            grants: [new(Room.General, GrantRole.Member, Nijmegen), new(Room.General, GrantRole.Disclosed, Nijmegen) { Part = new([], null, new("assessment")) }]);

        verdict.Effect.ShouldBe(Effect.Allow);
        verdict.RolesWith(GrantRole.Member, GrantRole.Lead).ShouldBe([Role.FocalPoint]);
        verdict.RolesWith(GrantRole.Disclosed).ShouldBe([Role.FocalPoint, Role.CareCoordinator], ignoreOrder: true);
    }

    [Fact]
    public void says_by_which_grants_the_resource_may_be_seen()
    {
        var verdict = Decide(grants: [new(Room.General, GrantRole.Owner, Nijmegen), new(Room.General, GrantRole.Reporter, Nijmegen)]);

        verdict.Has(GrantRole.Owner).ShouldBeTrue();
        verdict.Has(GrantRole.Reporter).ShouldBeTrue();
        verdict.Has(GrantRole.Referred).ShouldBeFalse();
        Decide(grants: [], mandates: []).Grants.ShouldBeEmpty();
    }

    [Fact]
    public void asks_for_no_grant_where_the_action_is_about_no_resource() =>
        ShouldBe(Decide(Receive, mandates: [new(Role.FocalPoint, Wijchen)], grants: []), Effect.Allow, "role-focal-point");

    [Fact]
    public void asks_for_a_mandated_role_also_there() =>
        ShouldBe(Decide(Receive, mandates: [], grants: []), Effect.Forbid, "role-not-allowed");

    [Fact]
    public void counts_a_role_for_any_municipality_where_the_resource_belongs_to_none() =>
        ShouldBe(Decide(mandates: [new(Role.FocalPoint, Wijchen)], grants: [new(Room.General, GrantRole.Owner, null)]), Effect.Allow, "grant-owner", "role-focal-point");

    [Fact]
    public void counts_a_role_for_any_municipality_for_who_sent_it() =>
        ShouldBe(
            Decide(Read, mandates: [new(Role.FocalPoint, Wijchen)], grants: [new(Room.General, GrantRole.Reporter, Nijmegen)]),
            Effect.Allow, "grant-reporter", "role-focal-point");

    [Fact]
    public void gives_who_sent_it_from_elsewhere_nothing_of_the_other_grants_of_the_organisation()
    {
        Grant[] both = [new(Room.General, GrantRole.Owner, Nijmegen), new(Room.General, GrantRole.Reporter, Nijmegen)];
        MandatedRole[] elsewhere = [new(Role.FocalPoint, Wijchen)];

        Decide(Read, mandates: elsewhere, grants: both).Grants.ShouldBe([GrantRole.Reporter]);
        ShouldBe(Decide(mandates: elsewhere, grants: both), Effect.Forbid, "grant-not-sufficient");

        // One role elsewhere and another one here are not both here.
        ShouldBe(
            Decide(token: [Role.FocalPoint, Role.Partner], mandates: [.. elsewhere, new(Role.Partner, Nijmegen)], grants: both),
            Effect.Forbid, "role-not-allowed");
    }

    [Fact]
    public void takes_the_default_purpose_of_the_role_where_none_is_stated()
    {
        Decide(purpose: null).Purpose.ShouldBe(new Purpose("assessment"));
        Decide(purpose: "casework").Purpose.ShouldBe(new Purpose("casework"));
        ShouldBe(
            Decide(AccessRule.Of("any", ResourceKind.Signal, Room.General, [], [Role.FocalPoint], "care"), purpose: null), Effect.Forbid, "purpose-not-allowed");
    }

    [Fact]
    public void has_a_default_purpose_for_every_role_that_every_room_takes_from_those_who_enter_it()
    {
        foreach (var role in Enum.GetValues<Role>()) CodeLists.Find(Purpose.List)!.Items.Select(item => item.Code).ShouldContain(RolePurposes.Of(role).Value);
        foreach (var room in Enum.GetValues<Room>())
            foreach (var role in RoomAccess.RolesOf(room)) RoomAccess.PurposesOf(room).ShouldContain(RolePurposes.Of(role).Value);
    }

    [Fact]
    public void never_allows_without_a_mandate() =>
        Question.Sample(asked => (asked with { Mandates = [] }).Effect != Effect.Allow);

    [Fact]
    public void never_allows_without_a_role_in_the_token() =>
        Question.Sample(asked => (asked with { Token = [] }).Effect != Effect.Allow);

    [Fact]
    public void never_shows_a_resource_without_a_grant() =>
        Question.Where(asked => asked.Rule.Grants.Count > 0).Sample(asked => (asked with { Grants = [] }).Effect == Effect.Hide);

    /// <summary>What was disclosed limits what is done with it, and nothing else.</summary>
    [Fact]
    public void does_not_ask_what_was_disclosed_where_no_resource_is_asked_for()
    {
        var rule = AccessRule.Of("any", ResourceKind.Case, Room.Security, [], [Role.CaseLead], "casework", "care");
        var asked = new Asked(rule, [Role.CaseLead], [new(Role.CaseLead, Nijmegen)], [new(Room.Security, GrantRole.Disclosed, Nijmegen)], null);

        asked.Effect.ShouldBe(Effect.Allow);
        asked.WithLess().Count(less => less.Effect == Effect.Allow).ShouldBe(1);
    }

    [Fact]
    public void never_allows_more_to_who_has_less() =>
        Question.Where(asked => asked.Effect != Effect.Allow).Sample(asked => asked.WithLess().All(less => less.Effect != Effect.Allow));

    [Fact]
    public void never_shows_more_to_who_has_less() =>
        Question.Where(asked => asked.Effect == Effect.Hide).Sample(asked => asked.WithLess().All(less => less.Effect == Effect.Hide));

    [Fact]
    public void weighs_facts_in_any_order() =>
        Question.Sample(asked => (asked with { Grants = [.. asked.Grants.Reverse()], Mandates = [.. asked.Mandates.Reverse()] }).Effect == asked.Effect);

    private sealed record Asked(AccessRule Rule, Role[] Token, MandatedRole[] Mandates, Grant[] Grants, Purpose? Purpose)
    {
        public Effect Effect => Policy.Decide(Rule, Somebody(Token), Mandates, Grants, Purpose).Effect;

        public IEnumerable<Asked> WithLess() =>
            Without(Grants).Select(fewer => this with { Grants = fewer })
                .Concat(Without(Mandates).Select(fewer => this with { Mandates = fewer }))
                .Concat(Without(Token).Select(fewer => this with { Token = fewer }));

        private static IEnumerable<T[]> Without<T>(T[] all) => all.Select((_, i) => (T[])[.. all[..i], .. all[(i + 1)..]]);
    }

    private static readonly Gen<MunicipalityCode> Municipalities = Gen.OneOf(Gen.Const(Nijmegen), Gen.Const(Wijchen));

    private static readonly Gen<Asked> Question =
        from rule in
            from grants in Gen.Enum<GrantRole>().Array[0, 3]
            from roles in Gen.Enum<Role>().Array[1, 4]
            from room in Gen.Enum<Room>()
            select AccessRule.Of("any", ResourceKind.Case, room, grants, roles, "casework", "care")
        from token in Gen.Enum<Role>().Array[0, 4]
        from mandates in Gen.Select(Gen.Enum<Role>(), Municipalities, (role, municipality) => new MandatedRole(role, municipality)).Array[0, 6]
        from municipality in Municipalities // of the resource: it has one
        from grants in Gen.Select(Gen.Enum<Room>(), Gen.Enum<GrantRole>(), (room, role) => new Grant(room, role, municipality)).Array[0, 4]
        from purpose in Gen.OneOf(Gen.Const((Purpose?)null), Gen.Const((Purpose?)new Purpose("casework")), Gen.Const((Purpose?)new Purpose("oversight")))
        select new Asked(rule, token, mandates, grants, purpose);
}
