using ChainCoop.Access;
using ChainCoop.Access.Replay;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Access;

/// <summary>Who asks for the past sees what he could see then and may see today, and never more than either.</summary>
public class verdicts_of_the_past
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly SubjectId Somebody = SubjectId.New();
    private static readonly AccessRule Read = AccessRule.Of(
        "any.read", ResourceKind.Case, Room.General, [GrantRole.Lead, GrantRole.Member, GrantRole.Emergency, GrantRole.Disclosed], [Role.Partner, Role.CaseLead], "casework", "synchronisation");

    private static readonly Actor Caller = new(new("00000099000100001000"), new("officer-1"), new HashSet<Role> { Role.Partner, Role.CaseLead }, new HashSet<string>());

    [Fact]
    public void show_what_both_allow() => Of([GrantRole.Member], [GrantRole.Member]).ShouldSatisfyAllConditions(
        verdict => verdict.Effect.ShouldBe(Effect.Allow),
        verdict => verdict.Grants.ShouldBe([GrantRole.Member]),
        verdict => verdict.RolesWith(GrantRole.Member).ShouldBe([Role.Partner, Role.CaseLead], ignoreOrder: true));

    [Fact]
    public void hide_what_was_hidden_then() => Of([], [GrantRole.Member]).Effect.ShouldBe(Effect.Hide);

    [Fact]
    public void hide_what_is_hidden_today() => Of([GrantRole.Member], []).Effect.ShouldBe(Effect.Hide);

    [Fact]
    public void hide_what_was_held_in_one_way_and_is_held_in_another() => Of([GrantRole.Emergency], [GrantRole.Member]).Effect.ShouldBe(Effect.Hide);

    [Theory]
    [InlineData(GrantRole.Lead, GrantRole.Member)]
    [InlineData(GrantRole.Member, GrantRole.Lead)]
    public void take_who_leads_for_a_member(GrantRole then, GrantRole today)
    {
        var verdict = Of([then], [today]);
        verdict.Effect.ShouldBe(Effect.Allow);
        verdict.Has(GrantRole.Lead).ShouldBeFalse();
        verdict.RolesWith(GrantRole.Lead).ShouldBeEmpty();
        verdict.RolesWith(GrantRole.Member).ShouldContain(Role.CaseLead);
    }

    [Fact]
    public void let_who_led_and_leads_lead() => Of([GrantRole.Lead], [GrantRole.Lead]).Has(GrantRole.Lead).ShouldBeTrue();

    [Fact]
    public void count_a_role_that_was_and_is_mandated() =>
        PastVerdict.Of(Read, Decide([new(Room.General, GrantRole.Member, Nijmegen)], [Role.Partner]), Decide([new(Room.General, GrantRole.Member, Nijmegen)], [Role.Partner, Role.CaseLead]))
            .RolesWith(GrantRole.Member).ShouldBe([Role.Partner]);

    [Fact]
    public void forbid_what_either_forbids_of_what_both_may_see()
    {
        var allowed = Decide([new(Room.General, GrantRole.Member, Nijmegen)], [Role.Partner]);
        var forbidden = Decide([new(Room.General, GrantRole.Member, Nijmegen)], [Role.Partner], new("oversight"));
        forbidden.Effect.ShouldBe(Effect.Forbid);
        PastVerdict.Of(Read, allowed, forbidden).Effect.ShouldBe(Effect.Forbid);
        PastVerdict.Of(Read, forbidden, allowed).Effect.ShouldBe(Effect.Forbid);
        PastVerdict.Of(Read, Decide([], [Role.Partner]), forbidden).Effect.ShouldBe(Effect.Hide);
        PastVerdict.Of(Read, forbidden, Decide([], [Role.Partner])).Effect.ShouldBe(Effect.Hide);
    }

    [Fact]
    public void give_of_a_disclosure_the_fields_of_then_and_of_today()
    {
        var part = OfParts(new([new("status"), new("title")], null, new("casework")), new([new("title"), new("plan")], Somebody, new("casework"))).Part!;
        part.Fields.ShouldBe([new("title")]);
        part.Subject.ShouldBe(Somebody);
    }

    [Fact]
    public void give_nothing_of_a_disclosure_of_other_fields_or_another_person()
    {
        OfParts(new([new("status")], null, new("casework")), new([new("title")], null, new("casework"))).Effect.ShouldBe(Effect.Hide);
        OfParts(new([new("status")], Somebody, new("casework")), new([new("status")], SubjectId.New(), new("casework"))).Effect.ShouldBe(Effect.Hide);
        OfParts(new([new("status")], null, new("casework")), null).Effect.ShouldBe(Effect.Hide);
    }

    private static Verdict OfParts(DisclosedPart then, DisclosedPart? today) => PastVerdict.Of(
        Read, Decide([Disclosed(then)], [Role.Partner], new("casework")), Decide(today is null ? [new(Room.General, GrantRole.Member, Nijmegen)] : [Disclosed(today)], [Role.Partner], new("casework")));

    private static Grant Disclosed(DisclosedPart part) => new(Room.General, GrantRole.Disclosed, Nijmegen) { Part = part };

    private static Verdict Of(GrantRole[] then, GrantRole[] today) => PastVerdict.Of(
        Read, Decide([.. then.Select(role => new Grant(Room.General, role, Nijmegen))], [Role.Partner, Role.CaseLead]), Decide([.. today.Select(role => new Grant(Room.General, role, Nijmegen))], [Role.Partner, Role.CaseLead]));

    private static Verdict Decide(Grant[] grants, Role[] mandated, Purpose? purpose = null) =>
        Policy.Decide(Read, Caller, [.. mandated.Select(role => new MandatedRole(role, Nijmegen))], grants, purpose);
}
