using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Privacy.Erasures;

public class steps_of_an_erasure
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly Oin Shelter = new("00000099000100009000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly ActorRef Bram = new(Municipality, new("bram"));
    private static readonly ErasureId Id = ErasureId.New();
    private static readonly SubjectId Person = SubjectId.New();
    private static readonly SubjectId Reporter = SubjectId.New();
    private static readonly SubjectId Other = SubjectId.New();
    private static readonly RecordId Record = RecordId.From(SignalId.New().Value);
    private static readonly PayloadRef Observation = Payload(1);
    private static readonly PayloadRef Note = Payload(2);
    private static readonly Redaction Redacted = new(Observation, Payload(3));
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The end, in the Netherlands, of the fourteenth day after Monday.</summary>
    private static readonly DateTimeOffset ReceiptsDue = new(2026, 3, 16, 23, 0, 0, TimeSpan.Zero);

    /// <summary>The end, in the Netherlands, of the thirtieth day after Monday: summer time has begun by then.</summary>
    private static readonly DateTimeOffset Lapses = new(2026, 4, 1, 22, 0, 0, TimeSpan.Zero);

    private static readonly RecordContent Content = new(
        ResourceKind.Signal, Record, 7, [Person, Other, Reporter],
        new Dictionary<string, PayloadRef> { ["/observation"] = Observation, ["/assessment/0/note"] = Note }, Destroyed: false)
    {
        Reporter = Reporter,
    };

    private static readonly ErasureTarget Target = new(Content, Nijmegen, Held: false, [Police, Shelter]);

    private static readonly ProposeErasure Command = new(
        new(RecordNameKind.Signal, Record), 7, new("unlawful"), Person, [new("/observation"), new("/assessment/0/note")]);

    private static readonly ErasureProposed Proposed = new(
        Id, ResourceKind.Signal, Record, 7, ErasurePart.Subject, Person, [], new("unlawful"), null, Municipality, Nijmegen, Room.General, Anna, Monday);

    private static readonly ErasureOrdered Ordered = new(Id, [Police, Shelter], ReceiptsDue, Municipality, Nijmegen, Room.General, Anna, Monday);
    private static readonly ErasureCarriedOut CarriedOut = new(Id, 1, 1, Monday);

    [Fact]
    public void are_final_at_once_where_no_text_names_the_person()
    {
        var decision = ProposeErasureEndpoint.Decide(Id, Command, Target, [], Anna, Monday);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Proposed, Ordered], Same);
        decision.Timers.ShouldBe([new(new CarryOutErasure(Id), Monday), new(new ErasureReceiptsDue(Id), ReceiptsDue)]);
        decision.Answer.ShouldBe(new ErasureStanding(Id, ErasureStatus.Ordered));
        decision.Subjects.ShouldBe([Person]);
    }

    [Fact]
    public void wait_for_a_second_person_where_a_text_is_redacted()
    {
        var decision = ProposeErasureEndpoint.Decide(Id, Command, Target, [Redacted], Anna, Monday);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBeOfType<ErasureProposed>().Redactions.ShouldBe([Redacted]);
        decision.Timers.ShouldBe([new(new ErasureProposalEnds(Id), Lapses)]);
        decision.Answer.ShouldBe(new ErasureStanding(Id, ErasureStatus.Proposed));
    }

    [Fact]
    public void of_a_reporter_are_of_what_has_a_term_of_its_own() =>
        ProposeErasureEndpoint.Decide(Id, Command with { SubjectId = Reporter }, Target, [], Anna, Monday)
            .Starts[0].Events[0].ShouldBeOfType<ErasureProposed>().Part.ShouldBe(ErasurePart.Contact);

    [Fact]
    public void of_texts_alone_need_no_person_but_a_text()
    {
        PointersOf(Command with { SubjectId = null }).ShouldBe(["/subjectId"]);
        PointersOf(Command with { SubjectId = null, Prose = [new("/observation", "Somebody sleeps there.")] }).ShouldBeEmpty();
        PointersOf(Command with { Record = new(RecordNameKind.SubjectRequest, Record) }).ShouldBe(["/record/kind"]);
        PointersOf(Command with { Record = new(RecordNameKind.SubjectLink, Record) }).ShouldBe(["/record/kind"]);
        PointersOf(Command with { Ground = new("term-over"), Prose = [new("/observation"), new("/observation")] }).ShouldBe(["/prose", "/ground"]);

        var proposed = ProposeErasureEndpoint.Decide(Id, Command with { SubjectId = null }, Target, [Redacted], Anna, Monday);
        proposed.Starts[0].Events[0].ShouldBeOfType<ErasureProposed>().Part.ShouldBe(ErasurePart.Prose);
        proposed.Subjects.ShouldBeEmpty();

        static IEnumerable<string> PointersOf(ProposeErasure command)
        {
            var faults = new Faults { Now = Monday };
            command.Check(faults);
            return faults.All.Select(fault => fault.Pointer);
        }
    }

    [Fact]
    public void tell_all_that_is_wrong_at_once() =>
        ProposeErasureEndpoint.Decide(Id, Command with { SubjectId = SubjectId.New(), Prose = [new("/nowhere")] }, Target, [], Anna, Monday)
            .Refusal.ShouldNotBeNull().Faults.Select(fault => fault.Pointer).ShouldBe(["/subjectId", "/prose/0/at", "/prose", "/prose"]);

    [Fact]
    public void look_alike_for_a_record_that_is_not_there_and_one_that_is_destroyed()
    {
        var absent = ProposeErasureEndpoint.Decide(Id, Command, null, [], Anna, Monday).Refusal.ShouldNotBeNull();
        var destroyed = ProposeErasureEndpoint.Decide(Id, Command, Target with { Content = Content with { Destroyed = true } }, [], Anna, Monday).Refusal.ShouldNotBeNull();
        destroyed.Faults.ShouldBe(absent.Faults);
    }

    [Fact]
    public void are_not_ordered_twice_but_for_texts()
    {
        ProposeErasureEndpoint.Decide(Id, Command, Target with { IsErased = true }, [], Anna, Monday).Refusal.ShouldBe(Problems.SubjectErased);
        ProposeErasureEndpoint.Decide(Id, Command, Target with { IsErased = true }, [Redacted], Anna, Monday).Refusal.ShouldBeNull();
    }

    [Fact]
    public void are_of_the_record_as_it_was_read() =>
        ProposeErasureEndpoint.Decide(Id, Command with { RecordVersion = 6 }, Target, [], Anna, Monday).Refusal.ShouldBe(Problems.PreconditionFailed);

    [Fact]
    public void are_of_the_record_as_it_is_when_they_commit()
    {
        ProposeErasureEndpoint.Decide(Id, Command, Target, [], Anna, Monday).Premises[0].ShouldBe(new Premise(Record.Value, 7, Problems.PreconditionFailed) { Alone = true });
        var premise = ApproveErasureEndpoint.Decide(Fold<Erasure>([Proposed])!, Target, Bram, Monday).Premises[0];
        (premise.Stream, premise.Version, premise.Lost.Code).ShouldBe((Record.Value, 7, "state-forbids"));
    }

    [Fact]
    public void lapse_when_nobody_decided_in_time()
    {
        var proposed = Fold<Erasure>([Proposed with { Redactions = [Redacted] }])!;

        ErasureProposalEndsHandler.Decide(proposed, Lapses.AddSeconds(-1)).ShouldBeEmpty();
        var lapsed = ErasureProposalEndsHandler.Decide(proposed, Lapses).ShouldHaveSingleItem().ShouldBeOfType<ErasureLapsed>();
        ErasureProposalEndsHandler.Decide(proposed.Apply(lapsed), Lapses).ShouldBeEmpty();
        ErasureProposalEndsHandler.Decide(proposed.Apply(Ordered), Lapses).ShouldBeEmpty();
        ErasureProposalEndsHandler.Decide(null, Lapses).ShouldBeEmpty();

        var spec = Given<Erasure>(Proposed, lapsed);
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target, Bram, Lapses)).ThenOnly();
        spec.When(erasure => WithdrawErasureEndpoint.Decide(erasure, Bram, Lapses)).ThenOnly();
    }

    [Fact]
    public void are_refused_under_a_legal_hold() =>
        ProposeErasureEndpoint.Decide(Id, Command, Target with { Held = true }, [], Anna, Monday).Refusal.ShouldBe(Problems.UnderHold);

    [Fact]
    public void are_approved_by_somebody_else_with_the_receivers_of_that_moment()
    {
        var spec = Given<Erasure>(Proposed with { Redactions = [Redacted] });

        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target, Anna, Monday)).ThenRefused("second-person-required");
        // An officer who works for two municipalities is one person.
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target, Anna with { Organisation = Police }, Monday)).ThenRefused("second-person-required");
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target with { Held = true }, Bram, Monday)).ThenRefused("under-legal-hold");
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, null, Bram, Monday)).ThenRefused("forbidden");
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target with { Content = Content with { Version = 8 } }, Bram, Monday)).ThenOnly("approval", "withdrawal");
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target, Bram, Monday)).Decision.Events
            .ShouldHaveSingleItem().ShouldBeOfType<ErasureOrdered>().Receivers.ShouldBe([Police, Shelter]);
    }

    [Fact]
    public void cannot_be_withdrawn_or_approved_once_they_are_final()
    {
        var spec = Given<Erasure>(Proposed, Ordered with { Receivers = [] });
        spec.When(erasure => WithdrawErasureEndpoint.Decide(erasure, Bram, Monday)).ThenOnly();
        spec.When(erasure => ApproveErasureEndpoint.Decide(erasure, Target, Bram, Monday)).ThenOnly();
        Given<Erasure>(Proposed).When(erasure => WithdrawErasureEndpoint.Decide(erasure, Bram, Monday)).Then(new ErasureWithdrawn(Id, Bram, Monday));
    }

    [Fact]
    public void are_confirmed_once_by_each_receiver_and_by_nobody_else()
    {
        var police = new ActorRef(Police, new("agent"));
        Given<Erasure>(Proposed, Ordered).When(erasure => ConfirmErasureEndpoint.Decide(erasure, police, Monday)).Then(new ErasureConfirmed(Id, Police, police, Monday));
        Given<Erasure>(Proposed, Ordered, new ErasureConfirmed(Id, Police, police, Monday)).When(erasure => ConfirmErasureEndpoint.Decide(erasure, police, Monday)).ThenNothing();
        Given<Erasure>(Proposed, Ordered).When(erasure => ConfirmErasureEndpoint.Decide(erasure, Anna, Monday)).ThenNothing();
    }

    [Fact]
    public void escalate_the_receipts_that_are_missing_when_their_term_is_over()
    {
        var erasure = Fold<Erasure>([Proposed, Ordered, CarriedOut, new ErasureConfirmed(Id, Police, new(Police, new("agent")), Monday)])!;

        ErasureReceiptsDueHandler.Decide(erasure, ReceiptsDue.AddSeconds(-1)).ShouldBeEmpty();
        var overdue = ErasureReceiptsDueHandler.Decide(erasure, ReceiptsDue).ShouldHaveSingleItem().ShouldBeOfType<ErasureUnconfirmed>();
        overdue.Missing.ShouldBe([Shelter]);
        ErasureReceiptsDueHandler.Decide(erasure.Apply(overdue), ReceiptsDue).ShouldBeEmpty();
        ErasureReceiptsDueHandler.Decide(null, ReceiptsDue).ShouldBeEmpty();
    }

    [Fact]
    public void take_what_is_the_persons_the_originals_and_prose_that_nobody_reads_any_more()
    {
        var erasure = Fold<Erasure>([Proposed with { Redactions = [Redacted] }, Ordered])!;
        StoredPayload identifiers = new(Guid.NewGuid(), Person.Value), others = new(Guid.NewGuid(), Other.Value), superseded = new(Guid.NewGuid(), Guid.NewGuid()),
            unreadable = new(Guid.NewGuid(), null), original = new(Observation.Id.Value, Guid.NewGuid()), replacement = new(Redacted.Replacement.Id.Value, Guid.NewGuid()),
            note = new(Note.Id.Value, Guid.NewGuid());
        StoredPayload[] all = [identifiers, others, superseded, unreadable, original, replacement, note];

        CarryOutErasureHandler.Going(erasure, Content, all).ShouldBe([identifiers, superseded, original]);
        CarryOutErasureHandler.Going(erasure with { Part = ErasurePart.Record }, Content, all).ShouldBe(all);
        CarryOutErasureHandler.Going(
            erasure with { Part = ErasurePart.Contact, Subject = Reporter, Redactions = [], List = DestructionListId.New() }, Content, [.. all, new(Guid.Empty, Reporter.Value)])
            .ShouldBe([new(Guid.Empty, Reporter.Value)]);
    }

    private static readonly IEqualityComparer<object> Same = EqualityComparer<object>.Create((a, b) => $"{a}" == $"{b}" || Equals(a, b));

    private static PayloadRef Payload(int number) => new(PayloadId.From(new Guid(number, 0, 0, new byte[8])), Commitment.Of(new byte[32]));
}
