using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Privacy.Requests.ASubjectRequest;

namespace ChainCoop.Tests.Privacy.Requests;

public class steps_of_a_request
{
    [Fact]
    public void a_request_counts_for_all_municipalities_where_none_is_named()
    {
        var received = Receive(Request());
        received.Asked.Select(asked => asked.Municipality).ShouldBe(OrganisationRegister.Current.Municipalities.Select(municipality => municipality.Code), ignoreOrder: true);
        received.Asked.ShouldAllBe(asked => OrganisationRegister.Current.Find(asked.Organisation)!.Municipality == asked.Municipality);
        received.DueOn.ShouldBe(new(2026, 4, 2));
        received.Contact.ShouldBe(ByNijmegen.Organisation);
    }

    [Fact]
    public void its_timer_comes_with_the_end_of_its_last_day()
    {
        var decision = Decide(Request(SubjectRequestRegime.Wpg, [Tiel]));
        decision.Timers.ShouldHaveSingleItem().ShouldBe(new(new SubjectRequestDue(Id), new DateTimeOffset(2026, 4, 14, 0, 0, 0, TimeSpan.FromHours(2))));
        decision.Subjects.ShouldBe([Person]);
    }

    [Fact]
    public void the_contact_point_is_its_owner_and_each_that_is_asked_a_member_for_itself() =>
        GrantRules.Of(Received).Select(grant => (grant.Organisation, grant.Role, grant.Municipality, grant.Room, grant.Kind)).ShouldBe(
        [
            (ByNijmegen.Organisation, GrantRole.Owner, Nijmegen, Room.General, ResourceKind.SubjectRequest),
            (ByNijmegen.Organisation, GrantRole.Member, Nijmegen, Room.General, ResourceKind.SubjectRequest),
            (ByTiel.Organisation, GrantRole.Member, Tiel, Room.General, ResourceKind.SubjectRequest),
        ]);

    [Fact]
    public void feeds_say_nothing_of_it() => ChainCoop.Feeds.FeedRules.AccessIn(Received).ShouldBeEmpty();

    [Fact]
    public void one_owner_decides_and_others_are_waited_for() =>
        Given<SubjectRequest>(Received).When(request => Part(request, Nijmegen, ByNijmegen, ItemDecision.Granted, ItemDecision.Refused)).Decision.Events
            .ShouldHaveSingleItem().ShouldBeOfType<SubjectRequestPartDecided>().Items.Select(item => (item.Decision, item.Ground?.Value))
            .ShouldBe([(ItemDecision.Granted, null), (ItemDecision.Refused, "rights-of-others")]);

    [Fact]
    public void the_last_owner_makes_it_answered()
    {
        var decision = Given<SubjectRequest>(Received, NijmegenDecided).When(request => Part(request, Tiel, ByTiel)).Decision;
        decision.Events.Count.ShouldBe(2);
        decision.Events[1].ShouldBe(new SubjectRequestAnswered(Id, ByTiel, Monday));
        decision.Answer.ShouldBe(new RequestStanding(Id, SubjectRequestStatus.Answered));
    }

    [Fact]
    public void an_owner_decides_once()
    {
        Given<SubjectRequest>(Received, NijmegenDecided).When(request => Part(request, Nijmegen, ByNijmegen)).ThenOnly("part", "extension");
        Given<SubjectRequest>(Received, NijmegenDecided, TielDecided, Answered).When(request => Part(request, Tiel, ByTiel)).ThenOnly("export");
    }

    [Fact]
    public void who_was_not_asked_does_not_decide() =>
        Given<SubjectRequest>(Received).When(request => Part(request, new("0296"), ByNijmegen)).ThenRefused("forbidden");

    [Fact]
    public void the_access_record_names_nobody_of_a_security_track()
    {
        var (shown, hidden) = (SubjectId.New(), SubjectId.New());
        DecidedItem[] items =
        [
            new(new(SourceKind.VictimTrack, Guid.NewGuid()), shown, ItemDecision.Granted), new(new(SourceKind.SecurityTrack, Guid.NewGuid()), hidden, ItemDecision.Granted),
        ];
        Given<SubjectRequest>(Received).When(request => DecideRequestPartEndpoint.Decide(new(Nijmegen, items), request, [Payload(), Payload()], ByNijmegen, Monday))
            .Decision.Subjects.ShouldBe([Person, shown]);
    }

    [Fact]
    public void its_term_is_extended_once_while_it_runs()
    {
        var extended = new SubjectRequestExtended(Id, new(2026, 6, 2), new("complexity"), ByNijmegen, Monday);
        Given<SubjectRequest>(Received).When(request => Extend(request, Monday)).Then(extended);
        Given<SubjectRequest>(Received).When(request => Extend(request, new(2026, 4, 2, 20, 0, 0, TimeSpan.Zero))).Decision.Refusal.ShouldBeNull();
        Given<SubjectRequest>(Received).When(request => Extend(request, new(2026, 4, 3, 9, 0, 0, TimeSpan.Zero))).ThenOnly("part");
        Given<SubjectRequest>(Received, extended).When(request => Extend(request, Monday)).ThenOnly("part");
        Given<SubjectRequest>(Received, NijmegenDecided, TielDecided, Answered).When(request => Extend(request, Monday)).ThenOnly("export");
        Given<SubjectRequest>(Received with { Regime = SubjectRequestRegime.Wpg }).When(request => Extend(request, Monday)).ThenOnly("part");
    }

    [Fact]
    public void it_is_overdue_once_when_its_term_passed_and_not_all_have_decided()
    {
        var late = new DateTimeOffset(2026, 4, 2, 22, 0, 0, TimeSpan.Zero); // midnight in the Netherlands
        var overdue = new SubjectRequestBecameOverdue(Id, new(2026, 4, 2), late);
        Due(late, Received).ShouldBe([overdue]);
        Due(late.AddSeconds(-1), Received).ShouldBeEmpty();
        Due(late, Received, overdue).ShouldBeEmpty();
        Due(late, Received, NijmegenDecided, TielDecided, Answered).ShouldBeEmpty();
        Due(late, Received, new SubjectRequestExtended(Id, new(2026, 6, 2), new("complexity"), ByNijmegen, Monday)).ShouldBeEmpty();
        Due(late).ShouldBeEmpty();
    }

    [Fact]
    public void what_is_refused_is_not_looked_at_for_an_export()
    {
        var refused = NijmegenDecided with { Items = [new(ItemDecision.Refused, new("safety-of-person"), Payload())] };
        var request = Fold<SubjectRequest>([Received, refused, TielDecided, Answered])!;
        GetAccessExportEndpoint.GrantedIn(request).Values.ShouldAllBe(details => details.Count == 0);
        GetAccessExportEndpoint.GrantedIn(Fold<SubjectRequest>([Received, NijmegenDecided])!)[Nijmegen].ShouldBe([NijmegenDecided.Items[0].Detail]);
    }

    [Fact]
    public void only_a_request_for_access_is_exported_and_only_when_it_is_answered()
    {
        object[] answered = [NijmegenDecided, TielDecided, Answered];
        RequestProtocol.MayExport(Fold<SubjectRequest>([Received, .. answered])!).ShouldBeTrue();
        RequestProtocol.MayExport(Fold<SubjectRequest>([Received, NijmegenDecided])!).ShouldBeFalse();
        RequestProtocol.MayExport(Fold<SubjectRequest>([Received with { Kind = SubjectRequestKind.Erasure }, .. answered])!).ShouldBeFalse();
    }

    private static Decision Decide(ReceiveSubjectRequest command) => ReceiveSubjectRequestEndpoint.Decide(Id, command, Person, Payload(), Payload(), ByNijmegen, Monday);

    private static SubjectRequestReceived Receive(ReceiveSubjectRequest command) => (SubjectRequestReceived)Decide(command).Starts[0].Events[0];

    private static Decision Part(SubjectRequest request, MunicipalityCode municipality, ActorRef by, params ItemDecision[] decisions) =>
        DecideRequestPartEndpoint.Decide(ASubjectRequest.Part(municipality, decisions), request, [.. decisions.Select(_ => Payload())], by, Monday);

    private static Decision Extend(SubjectRequest request, DateTimeOffset at) => ExtendSubjectRequestEndpoint.Decide(new(new("complexity")), request, ByNijmegen, at);

    private static IReadOnlyList<object> Due(DateTimeOffset at, params object[] given) =>
        SubjectRequestDueHandler.Decide(new(Id), Fold<SubjectRequest>(given), at);
}
