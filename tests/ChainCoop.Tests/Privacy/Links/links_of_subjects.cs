using ChainCoop.Access;
using ChainCoop.Privacy.Links;
using ChainCoop.Shared;
using ChainCoop.Tests.Storage;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Privacy.Links;

public class links_of_subjects
{
    private static readonly SubjectLinkId Id = SubjectLinkId.New();
    private static readonly PayloadRef Mapping = new(PayloadId.New(), new(new string('0', 64)));
    private static readonly ActorRef By = new(new("00000099000000268000"), new("privacy-officer-1"));
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly SubjectsLinked Linked = new(Id, Mapping, new("0268"), By.Organisation, By, At);

    [Fact]
    public void are_facts_that_name_neither_subjects_nor_tracks() =>
        new[] { typeof(SubjectsLinked), typeof(SubjectLinkEnded) }.SelectMany(Holdings.TypesIn)
            .ShouldNotContain(held => held == typeof(SubjectId) || held == typeof(VictimTrackId) || held == typeof(SecurityTrackId));

    [Fact]
    public void belong_to_who_recorded_them()
    {
        var decision = LinkSubjectsEndpoint.Decide(Id, new("0268"), Mapping, By, At);
        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Linked]);
        decision.Subjects.ShouldBeEmpty();
        var grant = GrantRules.Of(Linked).ShouldHaveSingleItem();
        (grant.Organisation, grant.Role, grant.Kind).ShouldBe((By.Organisation, GrantRole.Owner, ResourceKind.SubjectLink));
        ChainCoop.Feeds.FeedRules.AccessIn(Linked).ShouldBeEmpty();
    }

    [Fact]
    public void end_once()
    {
        var ended = new SubjectLinkEnded(Id, By, At);
        Given<SubjectLink>(Linked).When(link => EndSubjectLinkEndpoint.Decide(new(), link, By, At)).Then(ended);
        Given<SubjectLink>(Linked, ended).When(link => EndSubjectLinkEndpoint.Decide(new(), link, By, At)).ThenOnly();
    }

    [Theory]
    [InlineData(Role.FocalPoint)]
    [InlineData(Role.CareCoordinator)]
    [InlineData(Role.CaseLead)]
    [InlineData(Role.ChainDirector)]
    [InlineData(Role.RecordsManager)]
    public void are_for_privacy_officers_alone(Role role)
    {
        var nijmegen = new MunicipalityCode("0268");
        Grant[] owner = [new(Room.General, GrantRole.Owner, nijmegen)];
        Decide(role, owner).ShouldBe(Effect.Hide);
        Decide(role, []).ShouldBe(Effect.Hide);
        Decide(Role.PrivacyOfficer, owner).ShouldBe(Effect.Allow);
        Decide(Role.PrivacyOfficer, []).ShouldBe(Effect.Hide);

        Effect Decide(Role held, Grant[] grants) => Policy.Decide(
            LinkRules.Read, new Actor(By.Organisation, By.Officer, new HashSet<Role> { held }, new HashSet<string>()), [new MandatedRole(held, nijmegen)], grants,
            new Purpose("rights-of-data-subjects")).Effect;
    }
}
