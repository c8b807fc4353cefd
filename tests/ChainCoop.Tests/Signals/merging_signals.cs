using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Municipalities;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Merging;
using CsCheck;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class merging_signals
{
    private static readonly SignalId Other = SignalId.New();
    private static readonly MergeId TheMerge = MergeId.New();
    private static readonly SignalReceived OtherReceived = Received with { SignalId = Other };
    private static readonly SignalMerged Merged = new(Id, TheMerge, Other, null, Anna, Tuesday);
    private static readonly DuplicateMerged HasDuplicate = new(Other, TheMerge, Id, Anna, Tuesday);

    [Fact]
    public void tells_both_and_leaves_each_its_stream()
    {
        var decision = Merge([Received], OtherSignal());

        decision.Events.ShouldBe([Merged]);
        decision.Others.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            other => (other.Id, other.Version).ShouldBe((Other.Value, 1)), other => other.Events.ShouldBe([HasDuplicate]));
    }

    [Fact]
    public void ends_what_was_asked_of_it()
    {
        var after = Given<Signal>(Received, AfterTheAssessment.Requested, Merged).State;

        (after.Deadlines.Count, after.Status, SignalProtocol.IsPending(after)).ShouldBe((0, SignalStatus.Received, false));
        SignalProtocol.Allowed(after).ShouldBe(["merge-reversal", "retraction"]);
        SignalDeadlineDueHandler.Decide(new(Id, SignalDeadline.Assessment), after, Monday.AddDays(30)).ShouldBeEmpty();
        SignalFollowUpDueHandler.Decide(new(Id, AfterTheAssessment.AnswerBy.Id), after, Monday.AddDays(30)).ShouldBeEmpty();
    }

    [Fact]
    public void into_one_that_has_its_outcome_gives_it_that()
    {
        Merge([Received], OtherSignal([.. FullyAssessed[1..], Escalated])).Events[0].ShouldBe(Merged with { Outcome = SignalStatus.Escalated });
        Merge([Received], OtherSignal([.. FullyAssessed[1..], Referred])).Events.ShouldBe([Merged]);
        Merge([Received], OtherSignal([.. FullyAssessed[1..], Referred, Accepted])).Events[0].ShouldBe(Merged with { Outcome = SignalStatus.Referred });
    }

    [Fact]
    public void is_for_a_signal_without_outcome_case_or_duplicates()
    {
        Merging([.. FullyAssessed, Dismissed]).ThenOnly("reopening", "retraction");
        Merging([.. FullyAssessed, Escalated]).ThenOnly("retraction");
        Merging([.. FullyAssessed, Referred]).ThenOnly("acknowledgement", "referral-answer", "referral-withdrawal", "retraction");
        Merging([Received, Merged]).ThenOnly("merge-reversal", "retraction");
        Merging([Received, Acknowledged, HasDuplicate]).ThenOnly("assessment-w1", "enrichment-request", "retraction");
        Merging([Received, Acknowledged], hasCase: true).ThenOnly("assessment-w1", "enrichment-request", "retraction");
    }

    [Fact]
    public void is_with_another_one_of_the_municipality_that_leads_somewhere()
    {
        Refusal([Received], null).ShouldBe("invalid-input");
        Refusal([Received], Given<Signal>(Received).State).ShouldBe("invalid-input");
        Refusal([Received], OtherSignal(new SignalMerged(Other, MergeId.New(), SignalId.New(), null, Anna, Monday))).ShouldBe("state-forbids");
        Refusal([Received], OtherSignal([.. FullyAssessed[1..], Dismissed])).ShouldBe("state-forbids");
    }

    [Fact]
    public void is_undone_with_the_status_and_the_deadlines_from_before()
    {
        var before = Given<Signal>(Received, Acknowledged, AfterTheAssessment.Asked, AfterTheAssessment.Requested).State;
        var decision = Reverse([Received, Acknowledged, AfterTheAssessment.Asked, AfterTheAssessment.Requested, Merged], OtherSignal(HasDuplicate));
        var after = Given<Signal>([Received, Acknowledged, AfterTheAssessment.Asked, AfterTheAssessment.Requested, Merged, .. decision.Events]).State;

        (after.Status, after.AcknowledgeBy).ShouldBe((before.Status, before.AcknowledgeBy));
        after.Deadlines.ShouldBe(before.Deadlines);
        SignalProtocol.Allowed(after).ShouldBe(SignalProtocol.Allowed(before));
        decision.Others.ShouldHaveSingleItem().Events.ShouldBe([new DuplicateUnmerged(Other, TheMerge, Id, Anna, Tuesday)]);
        decision.Timers.Select(timer => timer.Message).ShouldBe(
            [new SignalDeadlineDue(Id, SignalDeadline.Assessment), new SignalFollowUpDue(Id, AfterTheAssessment.NoticeBy.Id), new SignalFollowUpDue(Id, AfterTheAssessment.AnswerBy.Id)]);
    }

    [Fact]
    public void asks_nothing_again_that_was_answered_meanwhile() =>
        Reverse([Received, AfterTheAssessment.Requested, Merged, new EnrichmentAnswered(Id, AfterTheAssessment.TheRequest, Text, Carla, Tuesday)])
            .Events.ShouldHaveSingleItem().ShouldBeOfType<SignalUnmerged>().Deadlines.Select(deadline => deadline.Kind.Value).ShouldBe(["acknowledgement", "assessment"]);

    [Fact]
    public void is_undone_once()
    {
        var reversed = Reverse([Received, Merged]).Events;

        Given<Signal>([Received, Merged, .. reversed]).When(signal => ReverseMergeEndpoint.Decide(TheMerge, signal, [], Anna, Tuesday))
            .ThenOnly("acknowledgement", "assessment-w1", "enrichment-request", "merge", "retraction");
        Given<Signal>(Received, Merged).When(signal => ReverseMergeEndpoint.Decide(MergeId.New(), signal, [], Anna, Tuesday)).ThenRefused("not-found");
    }

    [Fact]
    public void gives_it_the_outcome_of_the_other_one_and_its_reopening()
    {
        Signal[] duplicate = [Given<Signal>(Received, Merged).State];
        var other = OtherSignal([.. FullyAssessed[1..], HasDuplicate]);
        var carried = ConcludeSignalEndpoint.Decide(new(OutcomeKind.Dismissed, Reason), other, null, false, Text, Anna, Tuesday).Carry(other, duplicate, Anna, Anna, Tuesday);
        var reopened = Decision.Of(new SignalReopened(Other, new("pattern"), null, Nijmegen, AfterTheAssessment.NoticeBy, null, Anna, Tuesday)).Carry(other, duplicate, Anna, Anna, Tuesday);

        carried.Others.ShouldHaveSingleItem().Events[0].ShouldBe(new OutcomeFollowed(Id, TheMerge, SignalStatus.Dismissed, Anna, Tuesday));
        reopened.Others.ShouldHaveSingleItem().Events.ShouldBe([new OutcomeFollowed(Id, TheMerge, SignalStatus.InAssessment, Anna, Tuesday)]);
        Decision.Of(Acknowledged).Carry(other, duplicate, Anna, Anna, Tuesday).Others.ShouldBeEmpty();
    }

    [Fact]
    public void lets_no_duplicate_go_down_with_a_false_report()
    {
        var other = OtherSignal(HasDuplicate);
        var carried = Retract(other).Carry(other, [Given<Signal>(Received, Merged).State], Bram, null, Tuesday);

        carried.Others.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBeOfType<SignalUnmerged>().ShouldSatisfyAllConditions(
            unmerged => (unmerged.SignalId, unmerged.Status, unmerged.By).ShouldBe((Id, SignalStatus.Received, null)));
        carried.Timers.Count.ShouldBe(2);
    }

    [Fact]
    public void lets_no_case_grow_from_a_duplicate() => ProposeCaseEndpoint.Decide(
        CaseId.New(), new(Nijmegen, [new("labour")], Id), new CaseOrigin(Nijmegen, SignalStatus.Received, false) { Merged = true }, null, Anna, Tuesday).Refusal!.Allowed.ShouldBe(["merge-reversal"]);

    [Fact]
    public void keeps_a_duplicate_as_long_as_its_outcome_asks()
    {
        static RetentionRecord After(params IFact[] facts)
        {
            var fold = new RetentionFold();
            foreach (var change in facts.SelectMany(RetentionFacts.Of)) fold.Apply(change);
            return fold.Changed.Single(record => record.Kind == RecordKind.Signal);
        }

        var followed = new OutcomeFollowed(Id, TheMerge, SignalStatus.Dismissed, Anna, Tuesday);
        (After(Received, Merged).EndedOn, After(Received, Merged, followed).Class.Value).ShouldBe((null, "dismissed-signal"));
        After(Received, Merged, followed with { Status = SignalStatus.Escalated }).ShouldSatisfyAllConditions(record => (record.Class.Value, record.EndedOn).ShouldBe(("signal", new DateOnly(2026, 3, 3))));
        After(Received, Merged, followed, new SignalUnmerged(Id, TheMerge, SignalStatus.Received, true, [], Anna, Tuesday)).EndedOn.ShouldBeNull();
    }

    private static Signal OtherSignal(params object[] then) => Given<Signal>([OtherReceived, .. then]).State with { Version = 1 + then.Length };

    private static Decision Merge(object[] given, Signal? into) => Given<Signal>(given).When(signal => MergeSignalEndpoint.Decide(TheMerge, signal, into, false, Anna, Tuesday)).Decision;

    private static string? Refusal(object[] given, Signal? into) => Merge(given, into).Refusal?.Code;

    private static Outcome Merging(object[] given, bool hasCase = false) =>
        Given<Signal>(given).When(signal => MergeSignalEndpoint.Decide(TheMerge, signal, OtherSignal(), hasCase, Anna, Tuesday));

    private static Decision Reverse(object[] given, params Signal[] kin) => Given<Signal>(given).When(signal => ReverseMergeEndpoint.Decide(TheMerge, signal, kin, Anna, Tuesday)).Decision;

    internal static Decision Retract(Signal signal) =>
        RetractSignalEndpoint.Decide(RetractionId.New(), new(new("false-report")), signal, new([], [], DisclosedFrom.Nothing), null, Anna, Tuesday);
}

/// <summary>A handful of signals that are merged, concluded, referred, reopened, retracted and taken apart in whatever order.</summary>
public class duplicates_in_any_order
{
    private static readonly SignalId[] Ids = [.. Enumerable.Range(0, 5).Select(_ => SignalId.New())];

    private static readonly Gen<(int Step, int On, int With)[]> Walk = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Ids.Length - 1], Gen.Int[0, Ids.Length - 1]).Array[0, 60];

    [Fact]
    public void never_go_round_and_both_sides_know() => Walk.Sample(walk =>
    {
        var played = new Play(walk);
        return played.Signals.All(signal => signal.Merge is not { } merge
                || played[merge.Into] is var into && into.Merge is null && into.Status is not (SignalStatus.Retracted or SignalStatus.Destroyed) && into.Duplicates.Contains(new Duplicate(merge.Id, signal.Id)))
            && played.Signals.All(signal => signal.Duplicates.All(duplicate => played[duplicate.SignalId].Merge?.Into == signal.Id));
    });

    [Fact]
    public void have_the_outcome_of_the_other_one() => Walk.Sample(walk =>
    {
        var played = new Play(walk);
        return played.Signals.Where(signal => signal.Merge is not null).All(signal =>
        {
            var into = played[signal.Merge!.Into];
            return SignalProtocol.IsPending(into) ? SignalProtocol.IsOpen(signal with { Merge = null }) : signal.Status == into.Status;
        });
    });

    [Fact]
    public void ask_nothing_while_merged_and_everything_again_after() => Walk.Sample(walk =>
    {
        var played = new Play(walk);
        var caseload = played.Caseload(played.Facts.Count);
        return played.Signals.All(signal =>
        {
            var row = caseload.Rows[signal.Id.Value];
            var open = caseload.Deadlines.Values.Where(deadline => deadline.Resource == signal.Id.Value && deadline.MetAt is null).Select(deadline => (deadline.Kind, deadline.DueAt)).Order();
            List<(string, DateTimeOffset)> asked = [.. signal.Deadlines.Select(deadline => (deadline.Kind.Value, deadline.DueAt))];
            if (SignalDeadlines.IsOpen(signal, SignalDeadline.Assessment)) asked.Add(("assessment", signal.AssessBy));
            return row.Status == (signal.Merge is null ? Kebab.Of(signal.Status) : "merged") && open.SequenceEqual(asked.Order());
        });
    });

    [Fact]
    public void are_in_the_caseload_what_a_rebuild_makes() => Walk.Sample(walk =>
    {
        var played = new Play(walk);
        var (rebuilt, followed) = (played.Caseload(played.Facts.Count), played.Caseload(3));
        return rebuilt.Rows.Values.All(row => followed.Rows[row.Id] == row with { ExploitationTypes = followed.Rows[row.Id].ExploitationTypes })
            && rebuilt.Deadlines.Count == followed.Deadlines.Count && rebuilt.Deadlines.All(one => followed.Deadlines[one.Key] == one.Value);
    });

    /// <summary>Deciders and their facts for several streams, as the gate commits them.</summary>
    private sealed class Play
    {
        private readonly Dictionary<SignalId, List<object>> streams = Ids.ToDictionary(id => id, id => new List<object> { Received with { SignalId = id }, Acknowledged with { SignalId = id } });

        public Play((int Step, int On, int With)[] walk)
        {
            Facts = [.. streams.Values.SelectMany(stream => stream.Cast<IFact>())];
            foreach (var (step, on, with) in walk)
            {
                var (signal, other) = (this[Ids[on]], this[Ids[with]]);
                IReadOnlyList<Signal> kin = [.. Signals.Where(one => one.Merge?.Into == signal.Id || signal.Merge?.Into == one.Id)];
                Commit(signal, Decide(step, signal, other, kin).Carry(signal, kin, Anna, Anna, Tuesday));
            }
        }

        public List<IFact> Facts { get; }

        public IEnumerable<Signal> Signals => Ids.Select(id => this[id]);

        public Signal this[SignalId id] => Fold<Signal>(streams[id])! with { Version = streams[id].Count };

        /// <summary>What the tables have after pages of so many facts.</summary>
        public (IReadOnlyDictionary<Guid, CaseloadRow> Rows, IReadOnlyDictionary<(Guid Resource, Guid Id), DeadlineRow> Deadlines) Caseload(int page)
        {
            Dictionary<Guid, CaseloadRow> rows = [];
            Dictionary<(Guid, Guid), DeadlineRow> deadlines = [];
            var sequence = 0L;
            foreach (var facts in Facts.Chunk(page))
            {
                var caseload = new Caseload();
                foreach (var row in rows.Values) caseload.Restore(row);
                foreach (var deadline in deadlines.Values) caseload.Restore(deadline);
                foreach (var fact in facts) caseload.Apply(CaseloadRules.Of(fact)!, fact.At, ++sequence);
                foreach (var row in caseload.Changed) rows[row.Id] = row;
                foreach (var deadline in caseload.ChangedDeadlines) deadlines[(deadline.Resource, deadline.Id)] = deadline;
            }
            return (rows, deadlines);
        }

        private static Decision Decide(int step, Signal signal, Signal other, IReadOnlyList<Signal> kin) => step switch
        {
            0 or 1 => MergeSignalEndpoint.Decide(MergeId.New(), signal, other, false, Anna, Tuesday),
            2 => ReverseMergeEndpoint.Decide(signal.Merge?.Id ?? MergeId.New(), signal, kin, Anna, Tuesday),
            3 => AssessSignalEndpoint.Decide(new(AssessmentStep.W1, Rules, AssessmentConclusion.Stop, [new(new("violence"), IndicatorValue.Observed)]), signal, null, Anna, Tuesday),
            4 => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Dismissed, Reason), signal, null, false, Text, Anna, Tuesday),
            5 => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Escalated, Reason), signal, null, false, null, Anna, Tuesday),
            6 => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Referred, Reason, To: Shelter), signal, null, false, null, Anna, Tuesday),
            7 => AnswerReferralEndpoint.Decide(new(ReferralAnswer.Accepted), signal, null, Carla, Tuesday),
            8 => ReopenSignalEndpoint.Decide(new(new("pattern")), signal, null, null, Anna, Tuesday),
            _ => merging_signals.Retract(signal),
        };

        private void Commit(Signal signal, Decision decision)
        {
            foreach (var (id, version, events) in (IEnumerable<(SignalId, long, IReadOnlyList<object>)>)
                [(signal.Id, signal.Version, decision.Events), .. decision.Others.Select(other => (SignalId.From(other.Id), other.Version, other.Events))])
            {
                version.ShouldBe(streams[id].Count);
                streams[id].AddRange(events);
                Facts.AddRange(events.Cast<IFact>());
            }
        }
    }
}
