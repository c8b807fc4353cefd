using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Merging;
using CsCheck;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

/// <summary>Random walks: whatever is asked in whatever order, what the protocol says is what the deciders do.</summary>
public class the_protocol_of_a_signal
{
    /// <summary>Nothing, what some rule counts, and what makes it serious.</summary>
    private static readonly IReadOnlyList<ObservedIndicator>[] Seen =
        [[], [new(new("debts"), IndicatorValue.Observed)], [new(new("violence"), IndicatorValue.Observed), new(new("debts"), IndicatorValue.NotObserved)]];

    private static readonly RetractionReach Reach = new([Shelter, Inspectorate], [OpenCase], DisclosedFrom.Nothing);

    private static readonly Signal Other = Signal.Create(Received with { SignalId = SignalId.New() });

    /// <summary>Everything that can be asked of a signal, under the name that <see cref="SignalProtocol.Allowed(Signal)"/> gives it.</summary>
    private static readonly (string Name, Func<Signal, Decision> Decide)[] Steps =
    [
        ("acknowledgement", signal => AcknowledgeSignalEndpoint.Decide(signal, Anna, Tuesday)),
        .. from step in Enum.GetValues<AssessmentStep>()
           from conclusion in Enum.GetValues<AssessmentConclusion>()
           from seen in Seen
           select ("assessment-" + Kebab.Of(step), (Func<Signal, Decision>)(signal =>
               AssessSignalEndpoint.Decide(new(step, Rules, conclusion, seen), signal, null, Anna, Tuesday))),
        .. from kind in Enum.GetValues<OutcomeKind>()
           select ("outcome-" + Kebab.Of(kind), (Func<Signal, Decision>)(signal =>
               ConcludeSignalEndpoint.Decide(new(kind, Reason, null, kind == OutcomeKind.Referred ? Shelter : null, kind == OutcomeKind.Linked ? TheCase : null), signal, OpenCase, false, Text, Anna, Tuesday))),
        .. from answer in Enum.GetValues<ReferralAnswer>()
           select ("referral-answer", (Func<Signal, Decision>)(signal => AnswerReferralEndpoint.Decide(new(answer, Reason), signal, null, Carla, Tuesday))),
        ("referral-withdrawal", signal => WithdrawReferralEndpoint.Decide(new(Reason), signal, null, Anna, Tuesday)),
        ("notice", signal => GiveNoticeEndpoint.Decide(new(signal.MissingNotices.Contains(new("emm")) ? Emm : Prosecution), signal, Text, Anna, Tuesday)),
        ("enrichment-request", signal => RequestEnrichmentEndpoint.Decide(EnrichmentRequestId.New(), new(Shelter, "Is she known?", new(2026, 3, 20)), signal, Text, Anna, Tuesday)),
        ("reopening", signal => ReopenSignalEndpoint.Decide(new(new("new-information")), signal, OpenCase, Text, Anna, Tuesday)),
        ("feedback", signal => GiveFeedbackEndpoint.Decide(new(new("acted-upon"), new("telephone")), signal, Text, Anna, Tuesday)),
        ("question", signal => AskReporterEndpoint.Decide(QuestionId.New(), signal, Text, Anna, Tuesday)),
        ("merge", signal => MergeSignalEndpoint.Decide(MergeId.New(), signal, Other, false, Anna, Tuesday)),
        ("merge-reversal", signal => ReverseMergeEndpoint.Decide(signal.Merge?.Id ?? (signal.ReversedMerges is [var reversed, ..] ? reversed : MergeId.New()), signal, [], Anna, Tuesday)),
        ("retraction", signal => RetractSignalEndpoint.Decide(RetractionId.New(), new(new("false-report")), signal, Reach, Text, Anna, Tuesday)),
    ];

    /// <summary>Putting facts right and disputing them: no step of the protocol, and possible beside each.</summary>
    private static readonly (string Name, Func<Signal, Decision> Decide)[] Beside =
    [
        ("correction", signal => CorrectSignalEndpoint.Decide(new(new("incorrect"), new("criminal")), signal, new(), Anna, Tuesday)),
        ("contest", signal => ContestSignalFactEndpoint.Decide(ContestId.New(), new(SignalFact.ExploitationType, "No."), signal, Text, Anna, Tuesday)),
        .. from decision in Enum.GetValues<ContestDecision>()
           select ("contest-" + Kebab.Of(decision), (Func<Signal, Decision>)(signal => DecideSignalContestEndpoint.Decide(
               signal.Contests.FirstOrDefault(contest => contest.Status == ContestStatus.Open)?.Id ?? ContestId.New(), new(decision, new("confirmed")), signal, null, Bram, Tuesday))),
        ("correction-of-contested", signal => CorrectSignalEndpoint.Decide(
            new(new("incorrect"), new("labour"), ContestId: signal.Contests.FirstOrDefault(contest => contest.Status == ContestStatus.Open)?.Id), signal, new(), Bram, Tuesday)),
    ];

    /// <summary>What is not asked of a signal: erasures that were carried out tell it, of all its prose, and of all that it has.</summary>
    private static readonly (string Name, Func<Signal, Decision> Decide)[] Told =
    [
        ("feedback-asked", signal => IsOver(signal) || SignalProtocol.IsOpen(signal) ? Problems.NotFound : Decision.Of([.. Feedbacks.AskedBy(signal, signal.Status, Anna, Tuesday)])),
        ("erasure", signal => SignalContent.Of(signal) is { Destroyed: false } content ? Decision.Of(Erased(signal, content)) : Problems.Destroyed),
        .. from answer in Enum.GetValues<EnrichmentAnswer>()
           select ("enrichment-answer", (Func<Signal, Decision>)(signal => AnswerEnrichmentEndpoint.Decide(
               signal.EnrichmentRequests.FirstOrDefault(request => request.Status == EnrichmentStatus.Open)?.Id ?? EnrichmentRequestId.New(),
               new(answer, "Yes.", new("nothing-known")), signal, Text, Carla, Tuesday))),
        ("enrichment-withdrawal", signal => WithdrawEnrichmentEndpoint.Decide(
            signal.EnrichmentRequests.FirstOrDefault(request => request.Status == EnrichmentStatus.Open)?.Id ?? EnrichmentRequestId.New(), new(new("known-otherwise")), signal, Text, Anna, Tuesday)),
        ("answer", signal => AnswerQuestionEndpoint.Decide(
            new(signal.Questions.FirstOrDefault(question => question.State == QuestionState.Open)?.Id ?? QuestionId.New(), "Yes."), signal, Text, Tuesday)),
        ("destruction", signal => SignalContent.Of(signal) is { Destroyed: false } ? Decision.Of(new SignalDestroyed(RecordId.From(Id.Value), Nijmegen, ErasureId.New(), Tuesday)) : Problems.Destroyed),
    ];

    private static readonly (string Name, Func<Signal, Decision> Decide)[] Everything = [.. Steps, .. Beside, .. Told];

    private static readonly Gen<(SignalReceived Received, int[] Asked)> Walk =
        Gen.Select(Gen.Int[0, 2].Select(kind => ((SignalReceived[])[Received, ReceivedUrgent, ReceivedAnonymously])[kind]), Gen.Int[0, Everything.Length - 1].Array[0, 40]);

    [Fact]
    public void goes_on_as_before_whatever_is_corrected_or_disputed() =>
        Walk.Sample(walk => StatesOf(walk).All(at => Beside.Select(step => step.Decide(at.State)).Where(Accepts).All(decision =>
        {
            var after = DeciderSpec.Fold<Signal>([.. at.Events, .. decision.Events])!;
            return after.Status == at.State.Status && SignalProtocol.Allowed(after).SequenceEqual(SignalProtocol.Allowed(at.State));
        })));

    [Fact]
    public void lets_facts_be_corrected_and_disputed_at_any_time_and_each_contest_be_decided_once() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
        {
            if (IsDestroyed(at.State)) return true;
            var open = at.State.Contests.Count(contest => contest.Status == ContestStatus.Open);
            return Beside.All(step => Accepts(step.Decide(at.State)) == (open > 0 || !step.Name.StartsWith("contest-", StringComparison.Ordinal)))
                && at.Events.Count(@event => @event is SignalFactContested) - at.Events.Count(@event => @event is SignalContestDecided) == open;
        }));

    [Fact]
    public void goes_on_as_before_whatever_is_erased() =>
        Walk.Sample(walk => StatesOf(walk).Where(at => !IsDestroyed(at.State)).All(at =>
        {
            var after = DeciderSpec.Fold<Signal>([.. at.Events, Erased(at.State, SignalContent.Of(at.State))])!;
            return after.Status == at.State.Status
                && SignalProtocol.Allowed(after).SequenceEqual(SignalProtocol.Allowed(at.State))
                && Everything.All(step => Accepts(step.Decide(after)) == Accepts(step.Decide(at.State)))
                && !SignalContent.Of(after).Prose.Values.Intersect(SignalContent.Of(at.State).Prose.Values).Any();
        }));

    [Fact]
    public void allows_nothing_once_it_is_destroyed() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
        {
            var after = DeciderSpec.Fold<Signal>([.. at.Events, new SignalDestroyed(RecordId.From(Id.Value), Nijmegen, ErasureId.New(), Tuesday)])!;
            return IsDestroyed(after) && SignalProtocol.Allowed(after).Count == 0 && !Everything.Any(step => Accepts(step.Decide(after)));
        }));

    [Fact]
    public void allows_exactly_what_the_deciders_accept() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
            Steps.All(step => Accepts(step.Decide(at.State)) == SignalProtocol.Allowed(at.State).Contains(step.Name))));

    [Fact]
    public void tells_with_every_refusal_the_state_and_what_it_allows() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
            Steps.Select(step => step.Decide(at.State).Refusal).OfType<Problem>().Where(refusal => refusal != Problems.NotFound).All(refusal =>
                refusal.State == Kebab.Of(at.State.Status) && refusal.Allowed!.SequenceEqual(SignalProtocol.Allowed(at.State)))));

    [Fact]
    public void leads_to_at_most_one_final_outcome() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
            IsOver(at.State) || at.State.Merge is not null || at.Events.Count(@event => @event is SignalDismissed or SignalReferred or SignalLinked or SignalEscalated) - at.Events.Count(@event => @event is ReferralDeclined or ReferralWithdrawn or SignalReopened)
                == (SignalProtocol.IsOpen(at.State) ? 0 : 1)));

    [Fact]
    public void is_not_closed_by_what_was_observed() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
            Steps.Where(step => step.Name.StartsWith("assessment-", StringComparison.Ordinal)).Select(step => step.Decide(at.State)).Where(Accepts).All(decision =>
                decision.Events.All(@event => @event is SignalAssessed or NoticesAsked)
                && SignalProtocol.IsOpen(DeciderSpec.Fold<Signal>([.. at.Events, .. decision.Events])!) == SignalProtocol.IsOpen(at.State))));

    [Fact]
    public void keeps_a_critical_indicator_from_being_dismissed_without_a_reason() =>
        Walk.Sample(walk => StatesOf(walk).Where(at => SignalProtocol.MayConclude(at.State)).All(at =>
        {
            var unexplained = ConcludeSignalEndpoint.Decide(new(OutcomeKind.Dismissed, Reason), at.State, null, false, null, Anna, Tuesday);
            var critical = at.State.Steps.SelectMany(step => step.Indicators).Any(seen => seen.Code.Value == "violence");
            return !critical || unexplained.Refusal?.Code == "invalid-input";
        }));

    [Fact]
    public void is_over_once_it_is_retracted() =>
        Walk.Sample(walk => StatesOf(walk).Where(at => at.State.Status == SignalStatus.Retracted).All(at =>
            SignalProtocol.Allowed(at.State).Count == 0 && !Steps.Any(step => Accepts(step.Decide(at.State))) && (at.State.ReferredTo, at.State.Merge) == (null, null)));

    [Fact]
    public void answers_with_the_status_that_the_facts_then_give() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
            Steps.Select(step => step.Decide(at.State)).Where(Accepts).All(decision =>
            {
                var after = DeciderSpec.Fold<Signal>([.. at.Events, .. decision.Events])!;
                return decision.Answer is EnrichmentStanding or MergeStanding or QuestionStanding || decision.Answer is SignalStanding answer && answer == new SignalStanding(Id, after.Status, after.CaseId);
            })));

    [Fact]
    public void never_leaves_an_open_signal_without_a_way_on() =>
        Walk.Sample(walk => StatesOf(walk).All(at =>
            !SignalProtocol.IsOpen(at.State) || SignalProtocol.Allowed(at.State).Any(name => name != "acknowledgement")));

    [Fact]
    public void reaches_every_status_that_exists_so_far()
    {
        HashSet<SignalStatus> reached = [];
        Walk.Sample(walk => { foreach (var at in StatesOf(walk)) lock (reached) reached.Add(at.State.Status); }, iter: 2000);

        reached.ShouldBe(
            [
                SignalStatus.Received, SignalStatus.Acknowledged, SignalStatus.InAssessment, SignalStatus.Dismissed,
                SignalStatus.Referred, SignalStatus.Linked, SignalStatus.Escalated, SignalStatus.Retracted, SignalStatus.Destroyed,
            ], ignoreOrder: true);
    }

    private static SignalContentErased Erased(Signal signal, RecordContent content) => new(
        RecordId.From(signal.Id.Value), ErasurePart.Subject, null,
        [.. content.Prose.Values.Select(original => new Redaction(original, Text with { Id = PayloadId.New() }))], ErasureId.New(), Tuesday);

    private static bool IsDestroyed(Signal signal) => signal.Status == SignalStatus.Destroyed;

    private static bool IsOver(Signal signal) => signal.Status is SignalStatus.Retracted or SignalStatus.Destroyed;

    private static bool Accepts(Decision decision) => decision.Refusal is null && decision.Events.Count > 0;

    private static IEnumerable<(Signal State, IReadOnlyList<object> Events)> StatesOf((SignalReceived Received, int[] Asked) walk)
    {
        List<object> events = [walk.Received];
        var state = Signal.Create(walk.Received);
        yield return (state, events);
        foreach (var asked in walk.Asked)
        {
            var decided = Everything[asked].Decide(state).Events;
            if (decided.Count == 0) continue;
            events.AddRange(decided);
            state = DeciderSpec.Fold<Signal>(events)!;
            yield return (state, events);
        }
    }
}
