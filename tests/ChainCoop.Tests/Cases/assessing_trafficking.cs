using ChainCoop.Access;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.AVictim;

namespace ChainCoop.Tests.Cases;

public class assessing_trafficking
{
    private static readonly TraffickingAssessmentId Id = TraffickingAssessmentId.New();

    private static readonly AssessTrafficking Command = new(
        new("actual-victim"), new("court-or-prosecution"), [new("labour"), new("sexual")], [new("pornography")], [new("debt-bondage")], [new("work")], new("hospitality"));

    private static readonly VictimTraffickingAssessed Assessed = new(Track, Id, Person, Command.Status, Command.DecidedBy, Command.ExploitationTypes!, Command.SexualExploitation!, Command.ControlMethods!, Command.RecruitmentMethods!, Command.Industry, Sealed, Coordinator, At);

    [Fact]
    public void records_what_is_known_and_leaves_the_rest_open()
    {
        With().When(Assessing(Command)).Then(Assessed);
        With().When(Assessing(new AssessTrafficking(new("possible-victim"), new("ngo")))).Then(
            Assessed with
            {
                Status = new("possible-victim"),
                DecidedBy = new("ngo"),
                ExploitationTypes = [],
                SexualExploitation = [],
                ControlMethods = [],
                RecruitmentMethods = [],
                Industry = null,
            });
    }

    [Fact]
    public void replaces_what_was_judged_before_and_keeps_it()
    {
        var later = Assessed with { TraffickingAssessmentId = TraffickingAssessmentId.New(), Status = TraffickingStatus.NotAVictim };
        With(Assessed, later).State.TraffickingAssessments.Select(made => (made.Id, made.Status)).ShouldBe(
            [(Id, Command.Status), (later.TraffickingAssessmentId, TraffickingStatus.NotAVictim)]);
    }

    [Fact]
    public void is_about_somebody_who_is_there()
    {
        With(HasLeft).When(Assessing(Command)).ThenOnly();
        With().When(track => AssessTraffickingEndpoint.Decide(Id, ParticipationId.New(), Command, track, null, Coordinator, At)).ThenRefused("not-found");
        With(new VictimTrackDestroyed(RecordId.From(Track.Value), new("0268"), ErasureId.New(), At)).When(Assessing(Command)).ThenOnly();
    }

    [Theory]
    [InlineData("", "possible-victim", "", "", "")]
    [InlineData("", "possible-victim", "labour", "", "construction")]
    [InlineData("", "possible-victim", "sexual", "prostitution", "")]
    [InlineData("", "not-a-victim", "", "", "")]
    [InlineData("/status", "not-a-victim", "labour", "", "construction")]
    [InlineData("/status", "not-a-victim", "", "prostitution", "")]
    [InlineData("/industry", "actual-victim", "sexual", "", "construction")]
    [InlineData("/sexualExploitation", "actual-victim", "labour", "prostitution", "")]
    [InlineData("/industry /sexualExploitation", "actual-victim", "", "prostitution", "construction")]
    [InlineData("/exploitationTypes", "actual-victim", "labour labour", "", "")]
    public void contradicts_itself_nowhere(string pointers, string status, string types, string sexual, string industry)
    {
        var faults = new Faults();
        new AssessTrafficking(
            new(status), new("police"), [.. Words(types).Select(ExploitationType.From)], [.. Words(sexual).Select(SexualExploitationType.From)],
            Industry: industry.Length > 0 ? new LabourIndustry(industry) : null).Check(faults);
        faults.All.Select(fault => fault.Pointer).ShouldBe(Words(pointers), ignoreOrder: true);

        static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Func<VictimTrack, Decision> Assessing(AssessTrafficking command) =>
        track => AssessTraffickingEndpoint.Decide(Id, Person, command, track, Sealed, Coordinator, At);
}
