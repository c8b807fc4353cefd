using ChainCoop.Access.Replay;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;

namespace ChainCoop.Tests.Access;

public class commands_of_auditors
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void are_read_as_the_question_of_the_api()
    {
        var id = CaseId.New();
        AuditCommand.Read(
            new AuditInput { OrgFlag = "00000099000100001000", CaseFlag = id.ToString(), RoomFlag = "care", AsOfFlag = "2026-03-01T08:15:30Z", OfficerFlag = "7c1e0b52-9a4d-8f36-a1c8-2e5d7b903f64" }, new Faults { Now = Now })
            .ShouldBe(new ReadVisibility(new("00000099000100001000"), id, new(2026, 3, 1, 8, 15, 30, TimeSpan.Zero), Room.Care, Pseudonym.From(Guid.Parse("7c1e0b52-9a4d-8f36-a1c8-2e5d7b903f64")), Limit: 200));
        AuditCommand.Read(new AuditInput { OrgFlag = "00000099000100001000", CaseFlag = id.ToString() }, new Faults { Now = Now })!.AsOf.ShouldBe(Now);
    }

    [Fact]
    public void tell_all_that_is_wrong_at_once()
    {
        var faults = new Faults { Now = Now };
        AuditCommand.Read(new AuditInput { OrgFlag = "1", CaseFlag = "x", RoomFlag = "attic", AsOfFlag = "2026-03-02T08:00:01Z", OfficerFlag = "officer-1" }, faults).ShouldBeNull();
        faults.All.Select(fault => fault.Pointer).ShouldBe(["--org", "--case", "--as-of", "--room", "--officer"]);
    }

    [Fact]
    public void are_read_as_the_question_of_a_story()
    {
        var id = CaseId.New();
        AuditCommand.ReadStory(new AuditInput { Work = AuditWork.story, Story = id.ToString(), RoomFlag = "care", AsOfFlag = "2026-03-01T08:15:30Z" }, new Faults { Now = Now })
            .ShouldBe(new ReadStory(id, new(2026, 3, 1, 8, 15, 30, TimeSpan.Zero), null, Room.Care));
        AuditCommand.ReadStory(new AuditInput { Work = AuditWork.story, CaseFlag = id.ToString() }, new Faults { Now = Now }).ShouldBe(new ReadStory(id));

        var faults = new Faults { Now = Now };
        AuditCommand.ReadStory(new AuditInput { Work = AuditWork.story, RoomFlag = "attic", AsOfFlag = "tomorrow" }, faults).ShouldBeNull();
        faults.All.Select(fault => fault.Pointer).ShouldBe(["<case>", "--as-of", "--room"]);
    }
}
