using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Sharing;

namespace ChainCoop.Tests.Sharing;

public class disclosing_records
{
    private static readonly Oin Nijmegen = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly Oin Ggd = new("00000099000100010000");
    private static readonly ActorRef Anna = new(Nijmegen, new("anna"));
    private static readonly ActorRef Agent = new(Police, new("agent"));
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset April = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DisclosureId Id = DisclosureId.New();
    private static readonly SignalId TheSignal = SignalId.New();
    private static readonly SubjectId Person = SubjectId.New();
    private static readonly PayloadRef Interest = new(PayloadId.New(), Commitment.Of(new byte[32]));
    private static readonly PayloadRef Conditions = new(PayloadId.New(), Commitment.Of(new byte[32]));

    private static readonly MakeDisclosure Command = new(Ggd, [new("observation"), new("subjects")], new("public-task"), new("care"), "Why", "How", April, TheSignal);

    private static readonly Agreement Agreed = Agreement
        .Create(new AgreementMade(AgreementId.New(), [Nijmegen, Ggd, Police], [new("care")], new(2026, 3, 2), new(2026, 5, 1), null, new("0268"), Anna, Monday))
        .Apply(new AgreementAccepted(AgreementId.New(), Ggd, Anna, Monday)).Apply(new AgreementAccepted(AgreementId.New(), Police, Agent, Monday)) with
    { Version = 3 };

    private static readonly LegalBasis Basis = LegalBasis.Create(new LegalBasisRecorded(
        LegalBasisId.New(), ResourceKind.Signal, RecordId.From(TheSignal.Value), null, new("public-task"), [], null, null, new(2026, 3, 2), null, Room.General, new("0268"), Anna, Monday)) with
    { Version = 1 };

    [Fact]
    public void is_laid_down_with_all_that_the_law_asks_and_rests_on_what_was_read()
    {
        var decision = Decide(Command);

        decision.Refusal.ShouldBeNull();
        var made = decision.Starts.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBeOfType<DisclosureMade>();
        (made.Receiver, made.Basis, made.Purpose, made.Interest, made.Conditions, made.ExpiresAt, made.FurtherUseBanned).ShouldBe((Ggd, new("public-task"), new("care"), Interest, Conditions, April, true));
        made.Fields.ShouldBe(Command.Fields);
        made.Regime.ShouldBe(DataRegime.Avg);
        decision.Premises.Select(premise => (premise.Stream, premise.Version)).ShouldBe([(TheSignal.Value, 7), (Agreed.Id.Value, 3), (Basis.Id.Value, 1)]);
        decision.Timers.ShouldBe([new ChainCoop.Access.Timer(new DisclosureEnds(Id), April)]);
        decision.Given.ShouldBe(Recipient.Of(Ggd, new LegalBasisKind("public-task")));
        decision.Subjects.ShouldBe([Person]);

        var grants = GrantRules.Of(made);
        grants.Select(grant => (grant.Organisation, grant.Kind, grant.Role, grant.Until)).ShouldBe(
        [
            (Nijmegen, ResourceKind.Disclosure, GrantRole.Owner, null), (Ggd, ResourceKind.Disclosure, GrantRole.Receiver, null), (Ggd, ResourceKind.Signal, GrantRole.Disclosed, April),
        ]);
        grants[2].Part.ShouldBe(new DisclosedPart(made.Fields, null, new("care")));
        FeedRules.Of(made)!.Kind.ShouldBe(ResourceKind.Disclosure);
    }

    [Fact]
    public void can_be_ended_by_who_answers_for_the_record_as_well()
    {
        var matter = Matter(Content with { Source = Police }, held: GrantRole.Reporter) with { Owner = new(Nijmegen, new("0268")) };
        var made = (DisclosureMade)MakeDisclosureEndpoint.Decide(Id, Command, matter, [Agreed], [Basis with { RecordedBy = Agent }], Interest, Conditions, Agent, Monday).Starts[0].Events[0];

        GrantRules.Of(made).Where(grant => grant.Role == GrantRole.Owner).Select(grant => (grant.Organisation, grant.Kind, grant.Municipality)).ShouldBe(
            [(Police, ResourceKind.Disclosure, made.Municipality), (Nijmegen, ResourceKind.Disclosure, new MunicipalityCode("0268"))]);

        // Who is both needs no second grant.
        ((DisclosureMade)MakeDisclosureEndpoint.Decide(Id, Command, Matter(Content) with { Owner = matter.Owner }, [Agreed], [Basis], Interest, Conditions, Anna, Monday).Starts[0].Events[0])
            .Owner.ShouldBeNull();
    }

    [Fact]
    public void needs_an_agreement_of_both_for_the_purpose_and_the_whole_time()
    {
        ShouldRefuse(Decide(Command, agreements: []), "no-agreement");
        ShouldRefuse(Decide(Command with { Purpose = new("security") }), "no-agreement");
        ShouldRefuse(Decide(Command with { ExpiresAt = new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero) }), "no-agreement");
        ShouldRefuse(Decide(Command with { Receiver = new("00000099000100011000") }), "no-agreement");
        ShouldRefuse(Decide(Command, agreements: [Agreed with { Accepted = [Nijmegen, Ggd] }]), "no-agreement");
        ShouldRefuse(Decide(Command, agreements: [Agreed.Apply(new AgreementEnded(Agreed.Id, null, Anna, Monday))]), "no-agreement");
        ShouldRefuse(Decide(Command, agreements: [Agreed with { From = new(2026, 3, 3) }]), "no-agreement");
    }

    [Fact]
    public void needs_a_basis_of_its_own_organisation_for_the_person_the_purpose_and_the_time()
    {
        ShouldRefuse(Decide(Command, bases: []), "no-legal-basis");
        ShouldRefuse(Decide(Command with { LegalBasis = new("legal-duty") }), "no-legal-basis");
        ShouldRefuse(Decide(Command, bases: [Basis with { RecordedBy = Agent }]), "no-legal-basis");
        ShouldRefuse(Decide(Command, bases: [Basis with { Until = new(2026, 3, 30) }]), "no-legal-basis");
        ShouldRefuse(Decide(Command, bases: [Basis with { Scope = [new("security")] }]), "no-legal-basis");
        ShouldRefuse(Decide(Command, bases: [Basis with { Subject = Person }]), "no-legal-basis");
        ShouldRefuse(Decide(Command, bases: [Basis.Apply(new LegalBasisWithdrawn(Basis.Id, null, Anna, Monday))]), "no-legal-basis");
        Decide(Command with { SubjectId = Person, Fields = [new("subjects")] }, bases: [Basis with { Subject = Person, Scope = [new("care")] }]).Refusal.ShouldBeNull();
    }

    [Fact]
    public void of_what_is_disputed_waits_for_the_decision_and_of_what_is_erased_is_over()
    {
        ShouldRefuse(Decide(Command, content: Content with { Contested = [new("observation", null)] }), "fact-contested");
        ShouldRefuse(Decide(Command, content: Content with { Contested = [new("subject-role", Person)] }), "fact-contested");
        Decide(Command, content: Content with { Contested = [new("exploitation-type", null)] }).Refusal.ShouldBeNull();
        Decide(Command with { SubjectId = Person, Fields = [new("subjects")] }, content: Content with { Contested = [new("subject-role", SubjectId.New())] }).Refusal.ShouldBeNull();
        ShouldRefuse(MakeDisclosureEndpoint.Decide(Id, Command, Matter(Content) with { ErasureIsOpen = true }, [Agreed], [Basis], Interest, Conditions, Anna, Monday), "erasure-open");
        ShouldRefuse(MakeDisclosureEndpoint.Decide(Id, Command, Matter(Content) with { PersonIsErased = true }, [Agreed], [Basis], Interest, Conditions, Anna, Monday), "subject-erased");
        SharedMatter.Refuses(Matter(Content with { Destroyed = true }))!.State.ShouldBe("destroyed");
        SharedMatter.Refuses(null)!.Code.ShouldBe("not-found");
    }

    [Fact]
    public void of_what_the_police_sent_is_for_the_police_and_carries_its_regime()
    {
        var sent = Content with { Source = Police };
        ShouldRefuse(Decide(Command, content: sent), "passing-on-not-allowed");
        var made = (DisclosureMade)Decide(Command with { Receiver = Ggd }, content: sent, by: Agent, bases: [Basis with { RecordedBy = Agent }], held: GrantRole.Reporter).Starts[0].Events[0];
        made.Regime.Value.ShouldBe("wpg");
        Decide(Command, content: Content with { Source = new("00000099000100008000") }).Refusal.ShouldBeNull(); // a care partner's

        SharedMatter.Refuses(Matter(Content, Effect.Forbid, GrantRole.Disclosed))!.Code.ShouldBe("passing-on-not-allowed");
        SharedMatter.Refuses(Matter(Content, Effect.Forbid, GrantRole.Referred))!.Code.ShouldBe("forbidden");
        SharedMatter.Refuses(Matter(Content)).ShouldBeNull();
    }

    [Fact]
    public void gives_no_more_than_the_sharer_sees_and_not_to_himself()
    {
        ShouldRefuse(Decide(Command with { Fields = [new("assessment")] }, held: GrantRole.Reporter), "wider-than-own-access");
        Decide(Command with { Fields = [new("assessment")] }, held: GrantRole.Owner).Refusal.ShouldBeNull();
        Decide(Command with { Receiver = Nijmegen, SubjectId = SubjectId.New() }).Refusal!.Faults.Select(fault => fault.Pointer).ShouldBe(["/receiver", "/subjectId"]);
    }

    [Fact]
    public void ends_once_and_asks_for_a_receipt_once()
    {
        var made = (DisclosureMade)Decide(Command).Starts[0].Events[0];
        var inForce = Disclosure.Create(made);
        var revoked = RevokeDisclosureEndpoint.Decide(new(new("no-longer-needed")), inForce, null, Anna, Monday);
        var ended = (DisclosureEnded)revoked.Events.ShouldHaveSingleItem();
        ended.Until.ShouldBe(Monday);
        ended.ReceiptDueAt.ShouldBe(new DateTimeOffset(2026, 3, 16, 23, 0, 0, TimeSpan.Zero)); // the end of the fourteenth day in the Netherlands
        GrantRules.Of(ended).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            grant => grant.Given.ShouldBeFalse(), grant => grant.Role.ShouldBe(GrantRole.Disclosed), grant => grant.Until.ShouldBe(Monday));
        revoked.Timers.ShouldBe([new ChainCoop.Access.Timer(new DisclosureReceiptDue(Id), ended.ReceiptDueAt)]);
        var after = inForce.Apply(ended);
        RevokeDisclosureEndpoint.Decide(new(new("other")), after, null, Anna, Monday).Events.ShouldBeEmpty();

        ConfirmDisclosureEndpoint.Decide(inForce, Agent, Monday).Refusal!.State.ShouldBe("in-force");
        var confirmed = (DisclosureConfirmed)ConfirmDisclosureEndpoint.Decide(after, Agent, Monday).Events.ShouldHaveSingleItem();
        ConfirmDisclosureEndpoint.Decide(after.Apply(confirmed), Agent, Monday).Events.ShouldBeEmpty();

        DisclosureReceiptDueHandler.Decide(after, ended.ReceiptDueAt.AddSeconds(-1)).ShouldBeEmpty();
        var late = (DisclosureUnconfirmed)DisclosureReceiptDueHandler.Decide(after, ended.ReceiptDueAt).ShouldHaveSingleItem();
        DisclosureReceiptDueHandler.Decide(after.Apply(late), ended.ReceiptDueAt).ShouldBeEmpty();
        DisclosureReceiptDueHandler.Decide(after.Apply(confirmed), ended.ReceiptDueAt).ShouldBeEmpty();
        DisclosureReceiptDueHandler.Decide(inForce, ended.ReceiptDueAt).ShouldBeEmpty();

        DisclosureEndsHandler.Decide(inForce, April.AddTicks(-1)).ShouldBeEmpty();
        DisclosureEndsHandler.Decide(inForce, April.AddDays(1)).ShouldHaveSingleItem().Until.ShouldBe(April);
        DisclosureEndsHandler.Decide(after, April).ShouldBeEmpty();
        DisclosureEndsHandler.Decide(null, April).ShouldBeEmpty();
        inForce.StatusAt(April).ShouldBe(DisclosureStatus.Expired);
        inForce.StatusAt(April.AddTicks(-1)).ShouldBe(DisclosureStatus.InForce);
    }

    [Fact]
    public void lapses_with_what_it_rests_on()
    {
        var inForce = Disclosure.Create((DisclosureMade)Decide(Command).Starts[0].Events[0]) with { Version = 1 };
        var withdrawn = WithdrawLegalBasisEndpoint.Decide(Basis, null, new RestingOn(Basis.Id.Value, [inForce]), Anna, Monday);
        withdrawn.Events.ShouldBe([new LegalBasisWithdrawn(Basis.Id, null, Anna, Monday)]);
        var lapsed = withdrawn.Others.ShouldHaveSingleItem();
        (lapsed.Id, lapsed.Version).ShouldBe((Id.Value, 1));
        ((DisclosureEnded)lapsed.Events[0]).Ending.ShouldBe(DisclosureEnding.Lapsed);
        ((DisclosureEnded)lapsed.Events[0]).Reason.Value.ShouldBe("legal-basis-withdrawn");
        withdrawn.Also.ShouldNotBeNull("the commit has to see who disclosed meanwhile");

        var again = WithdrawLegalBasisEndpoint.Decide(Basis.Apply(new LegalBasisWithdrawn(Basis.Id, null, Anna, Monday)), null, new RestingOn(Basis.Id.Value, []), Anna, Monday);
        (again.Events.Count, again.Others.Count, again.Also).ShouldBe((0, 0, null));

        var ended = EndAgreementEndpoint.Decide(Agreed, null, new RestingOn(Agreed.Id.Value, [inForce]), Agent, Monday);
        ((DisclosureEnded)ended.Others[0].Events[0]).Reason.Value.ShouldBe("agreement-ended");
        EndAgreementEndpoint.Decide(Agreed.Apply((AgreementEnded)ended.Events[0]), null, new RestingOn(Agreed.Id.Value, []), Agent, Monday).Events.ShouldBeEmpty();
    }

    [Fact]
    public void under_an_agreement_waits_until_all_parties_have_accepted_it()
    {
        var command = new MakeAgreement([Nijmegen, Ggd], [new("care")], new(2026, 3, 2));
        MakeAgreementEndpoint.Decide(AgreementId.New(), command with { Parties = [Police, Ggd] }, new("0268"), null, Anna, Monday).Refusal!.Faults[0].Pointer.ShouldBe("/parties");
        var proposed = Agreement.Create((AgreementMade)MakeAgreementEndpoint.Decide(AgreementId.New(), command, new("0268"), null, Anna, Monday).Starts[0].Events[0]);
        proposed.Status.ShouldBe(AgreementStatus.Proposed);
        AcceptAgreementEndpoint.Decide(proposed, Anna, Monday).Events.ShouldBeEmpty();
        var accepted = AcceptAgreementEndpoint.Decide(proposed, new(Ggd, new("bert")), Monday);
        accepted.Answer.ShouldBe(new AgreementStanding(proposed.Id, AgreementStatus.InForce));
        var ended = proposed.Apply(new AgreementEnded(proposed.Id, null, Anna, Monday));
        AcceptAgreementEndpoint.Decide(ended, new(Ggd, new("bert")), Monday).Refusal!.State.ShouldBe("ended");
    }

    private static RecordContent Content { get; } =
        new(ResourceKind.Signal, RecordId.From(TheSignal.Value), 7, [Person], new Dictionary<string, PayloadRef>(), Destroyed: false) { Source = Nijmegen };

    private static SharedMatter Matter(RecordContent content, Effect effect = Effect.Allow, GrantRole held = GrantRole.Owner) =>
        new(new Verdict(effect, [], new HashSet<GrantRole> { held }), new("0268"), content);

    private static Decision Decide(
        MakeDisclosure command, RecordContent? content = null, Agreement[]? agreements = null, LegalBasis[]? bases = null, ActorRef? by = null, GrantRole held = GrantRole.Owner) =>
        MakeDisclosureEndpoint.Decide(Id, command, Matter(content ?? Content, held: held), agreements ?? [Agreed], bases ?? [Basis], Interest, Conditions, by ?? Anna, Monday);

    private static void ShouldRefuse(Decision decision, string code) => decision.Refusal!.Code.ShouldBe(code);
}
