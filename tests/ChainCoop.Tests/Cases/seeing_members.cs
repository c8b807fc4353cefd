using ChainCoop.Cases;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class seeing_members
{
    private static readonly HashSet<Role> CaseLead = [Role.CaseLead];

    [Fact]
    public void is_for_who_may_enter_the_room()
    {
        var current = ACase.Given(Joined(Shelter, Room.Care)).State;

        Sees(current, Room.Care, Shelter, Role.Partner).ShouldBeTrue();
        Sees(current, Room.Care, Nijmegen, Role.CareCoordinator).ShouldBeTrue();
        Sees(current, Room.Care, Nijmegen, Role.FocalPoint).ShouldBeFalse();
        Sees(current, Room.Security, Shelter, Role.Partner).ShouldBeFalse();
    }

    [Fact]
    public void is_for_who_decides_on_that_room_and_not_for_who_leads_another()
    {
        var current = ACase.Given(Joined(Shelter, Room.Care), Joined(Police, Room.General, Lead), Joined(Police, Room.Security, Lead)).State;

        Sees(current, Room.Care, Nijmegen, Role.CaseLead).ShouldBeTrue();
        Sees(current, Room.Care, Police, Role.CaseLead).ShouldBeFalse();
        Sees(current, Room.Security, Police, Role.CaseLead).ShouldBeTrue();
    }

    [Fact]
    public void ends_with_the_period_of_the_lead()
    {
        var current = ACase.Given(Joined(Police, Room.Care, Lead, Monday.AddDays(1))).State;

        Memberships.SeesMembers(current, Room.Care, Police, CaseLead, Monday).ShouldBeTrue();
        Memberships.SeesMembers(current, Room.Care, Police, CaseLead, Monday.AddDays(1)).ShouldBeFalse();
    }

    private static bool Sees(Case current, Room room, Oin caller, Role role) => Memberships.SeesMembers(current, room, caller, new HashSet<Role> { role }, Monday);
}
