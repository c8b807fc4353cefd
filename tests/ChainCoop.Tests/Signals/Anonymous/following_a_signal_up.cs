using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Merging;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals.Anonymous;

public class tokens_to_follow_up
{
    private static readonly Secrets Secrets = new(KeyEncryptionKeys.OfNoUse(TimeProvider.System));
    private static readonly DateOnly LastDay = new(2027, 3, 2);
    private static readonly DateTimeOffset End = new(2027, 3, 2, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void name_the_signal_and_are_the_same_whenever_they_are_made()
    {
        var token = FollowUpToken.For(Id, LastDay, Secrets);

        FollowUpToken.Read(token, Secrets, Tuesday).ShouldBe(Id);
        FollowUpToken.For(Id, LastDay, Secrets).ShouldBe(token);
        FollowUpToken.For(SignalId.New(), LastDay, Secrets).ShouldNotBe(token);
    }

    [Fact]
    public void count_until_the_very_instant_of_their_end()
    {
        var token = FollowUpToken.For(Id, LastDay, Secrets);

        FollowUpToken.Read(token, Secrets, End.AddTicks(-1)).ShouldBe(Id);
        FollowUpToken.Read(token, Secrets, End).ShouldBeNull();
    }

    [Fact]
    public void lead_nowhere_with_any_bit_changed()
    {
        var bytes = Base64Url.DecodeFromChars(FollowUpToken.For(Id, LastDay, Secrets));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            FollowUpToken.Read(Base64Url.EncodeToString(changed), Secrets, Tuesday).ShouldBeNull($"bit {bit}");
        }
    }

    [Fact]
    public void of_another_signal_or_of_another_key_do_not_fit_together()
    {
        var (one, other) = (FollowUpToken.For(Id, LastDay, Secrets), FollowUpToken.For(SignalId.New(), LastDay, Secrets));
        var (ours, theirs) = (Base64Url.DecodeFromChars(one), Base64Url.DecodeFromChars(other));

        FollowUpToken.Read(Base64Url.EncodeToString([.. ours[..25], .. theirs[25..]]), Secrets, Tuesday).ShouldBeNull();
        FollowUpToken.Read(one, new Secrets(KeyEncryptionKeys.OfNoUse(TimeProvider.System)), Tuesday).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("token")]
    [InlineData("%%%%")]
    public void that_are_none_lead_nowhere(string text) => FollowUpToken.Read(text, Secrets, Tuesday).ShouldBeNull();

    [Fact]
    public void have_one_way_of_writing_alone()
    {
        var token = FollowUpToken.For(Id, LastDay, Secrets);
        foreach (var other in (string[])[token + "=", token + " ", token[..^1], token + token, token.Insert(10, " ")[..token.Length]]) FollowUpToken.Read(other, Secrets, Tuesday).ShouldBeNull();

        // Of the right length, with what is no letter of it anywhere.
        for (var at = 0; at < token.Length; at++)
            foreach (var letter in "= \n%+/é\0") FollowUpToken.Read($"{token[..at]}{letter}{token[(at + 1)..]}", Secrets, Tuesday).ShouldBeNull($"{(int)letter} at {at}");
    }

    [Fact]
    public void are_for_anonymous_reporters_for_a_year_from_the_day_of_the_receipt()
    {
        ReceiptOf(ReporterKind.Anonymous).FollowUpUntil.ShouldBe(LastDay);
        ReceiptOf(ReporterKind.Citizen).FollowUpUntil.ShouldBeNull();
        // The last of a February that has no 29th.
        FollowUpTerm.LastDayOf(new(2028, 2, 29, 12, 0, 0, TimeSpan.Zero)).ShouldBe(new(2029, 2, 28));
    }

    [Fact]
    public void are_in_no_receipt_that_is_stored() => ReceiptOf(ReporterKind.Anonymous).FollowUpToken.ShouldBeNull();

    private static SignalReceipt ReceiptOf(ReporterKind kind) => (SignalReceipt)ReceiveSignalEndpoint.Decide(
        Id, new(Nijmegen, new("labour"), Urgency.Normal, new("partner"), new(kind), "Seen."), new(Text, null, null, []), Bram, Monday).Answer!;
}

public class asking_an_anonymous_reporter
{
    private static readonly QuestionId First = QuestionId.New();
    private static readonly QuestionId Second = QuestionId.New();
    private static readonly ReporterAsked Asked = new(Id, First, Text, Anna, Monday);
    private static readonly ReporterAnswered Answered = new(Id, First, Text, Tuesday);
    private static readonly DateTimeOffset End = new(2027, 3, 2, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void is_a_fact_of_the_signal_and_gives_nobody_access()
    {
        Ask(Tuesday, ReceivedAnonymously).Then(new ReporterAsked(Id, First, Text, Anna, Tuesday));
        GrantRules.Of(Asked).Concat(GrantRules.Of(Answered)).ShouldBeEmpty();
    }

    [Fact]
    public void goes_on_whatever_became_of_the_signal_but_a_retraction()
    {
        foreach (var outcome in (object[])[Dismissed, Linked, Escalated, Referred]) Ask(Tuesday, ReceivedAnonymously, outcome).Decision.Refusal.ShouldBeNull();
        Ask(Tuesday, ReceivedAnonymously, Retracted).ThenOnly();
        Ask(Tuesday, Received).ThenOnly("acknowledgement", "assessment-w1", "enrichment-request", "merge", "retraction");
    }

    [Fact]
    public void is_over_at_the_very_instant_at_which_the_token_is()
    {
        Ask(End.AddTicks(-1), ReceivedAnonymously).Decision.Refusal.ShouldBeNull();
        Ask(End, ReceivedAnonymously).ThenOnly("acknowledgement", "assessment-w1", "enrichment-request", "merge", "retraction");
        SignalProtocol.Allowed(Given<Signal>(ReceivedAnonymously).State, End.AddTicks(-1)).ShouldContain("question");
    }

    [Fact]
    public void is_answered_once_by_nobody_in_particular()
    {
        Answer(First, ReceivedAnonymously, Asked).Then(Answered);
        Answer(First, ReceivedAnonymously, Asked, Answered).ThenOnly();
        Answer(First, ReceivedAnonymously, Asked, Answered, Asked with { QuestionId = Second }).ThenOnly("answer");
    }

    [Fact]
    public void of_this_signal_alone_is_answered() => Answer(Second, ReceivedAnonymously, Asked).ThenRefused("not-found");

    [Fact]
    public void is_answered_like_in_any_other_outcome_after_a_retraction()
    {
        Answer(First, ReceivedAnonymously, Asked, Dismissed).Then(Answered);
        Answer(First, ReceivedAnonymously, Asked, Retracted).Then(Answered);
    }

    [Fact]
    public void needs_text()
    {
        foreach (var check in (IChecked[])[new AskReporter(" "), new AnswerQuestion(First, " ")])
        {
            var faults = new Faults();
            check.Check(faults);
            faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("/text");
        }
    }

    [Fact]
    public void is_heard_by_who_assesses_and_not_by_who_sent_the_signal()
    {
        foreach (var fact in (object[])[Asked, Answered])
        {
            var said = FeedRules.Of(fact)!;
            said.Audience.ShouldBe([GrantRole.Owner, GrantRole.Referred], ignoreOrder: true);
            FeedRules.ForAssessors.ShouldContain(said.Type);
        }
    }

    [Theory]
    [InlineData(GrantRole.Owner, true)]
    [InlineData(GrantRole.Referred, true)]
    [InlineData(GrantRole.Notified, true)]
    [InlineData(GrantRole.Reporter, false)]
    public void is_seen_with_the_answer_by_who_sees_the_assessment(GrantRole grant, bool seen)
    {
        var verdict = new Verdict(Effect.Allow, [], new HashSet<GrantRole> { grant });
        var questions = GetSignalEndpoint.View(Given<Signal>(ReceivedAnonymously, Asked, Answered).State, Anna.Organisation, verdict, Vault(), Tuesday).Questions;

        if (seen) questions!.ShouldHaveSingleItem().ShouldBe(new ReporterQuestionView(First, "Said.", Anna, new(2026, 3, 2), QuestionState.Answered, "Said.", new(2026, 3, 3)));
        else questions.ShouldBeNull();
    }

    [Fact]
    public void is_part_of_the_prose_that_is_erased_and_destroyed()
    {
        var state = Given<Signal>(ReceivedAnonymously, Asked, Answered).State;

        SignalContent.Of(state).Prose.Keys.ShouldBe(["/observation", "/questions/0/text", "/questions/0/answer"]);
        Given<Signal>(ReceivedAnonymously, Asked, Answered, new ChainCoop.Privacy.Erasures.SignalDestroyed(RecordId.From(Id.Value), Nijmegen, ErasureId.New(), Tuesday)).State.Questions.ShouldBeEmpty();
    }

    internal static Opened Vault() => new(new Dictionary<PayloadId, byte[]> { [Text.Id] = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Prose("Said."), Json.Http)) });

    internal static readonly SignalRetracted Retracted = new(Id, new("false-report"), null, [], [], Nijmegen, null, Anna, Tuesday);

    private static Outcome Ask(DateTimeOffset now, params object[] given) => Given<Signal>(given).When(signal => AskReporterEndpoint.Decide(First, signal, Text, Anna, now));

    private static Outcome Answer(QuestionId question, params object[] given) => Given<Signal>(given).When(signal => AnswerQuestionEndpoint.Decide(new(question, "Yes."), signal, Text, Tuesday));
}

public class what_an_anonymous_reporter_sees
{
    private static readonly MergeId Merge = MergeId.New();
    private static readonly SignalId Other = SignalId.New();

    [Fact]
    public void is_the_status_the_questions_and_days()
    {
        var question = QuestionId.New();
        var state = Given<Signal>(ReceivedAnonymously, new ReporterAsked(Id, question, Text, Anna, Monday.AddHours(15)), new ReporterAnswered(Id, question, Text, Tuesday)).State;

        var view = GetFollowUpEndpoint.View(state, asking_an_anonymous_reporter.Vault());

        // Monday at 23:00 UTC is Tuesday in the Netherlands.
        JsonSerializer.Serialize(view, Json.Http).ShouldBe(
            $$"""{"status":"received","questions":[{"id":"{{question}}","text":"Said.","askedOn":"2026-03-03","state":"answered"}],"until":"2027-03-02"}""");
    }

    [Fact]
    public void tells_no_outcome_from_another()
    {
        Statuses(Dismissed, Linked, Escalated, asking_an_anonymous_reporter.Retracted).ShouldAllBe(status => status == FollowUpStatus.Concluded);
        StatusOf(Referred, Accepted).ShouldBe(FollowUpStatus.Concluded);
        Statuses(Referred, NeedsFurtherAnalysis, Assessed(AssessmentStep.W1)).ShouldAllBe(status => status == FollowUpStatus.InProgress);
        StatusOf(Acknowledged).ShouldBe(FollowUpStatus.Received);
    }

    [Fact]
    public void of_a_duplicate_is_its_own_questions_and_what_became_of_the_other()
    {
        StatusOf(new SignalMerged(Id, Merge, Other, null, Anna, Tuesday)).ShouldBe(FollowUpStatus.InProgress);
        StatusOf(new SignalMerged(Id, Merge, Other, SignalStatus.Escalated, Anna, Tuesday)).ShouldBe(FollowUpStatus.Concluded);
        StatusOf(new SignalMerged(Id, Merge, Other, null, Anna, Tuesday), new OutcomeFollowed(Id, Merge, SignalStatus.Dismissed, Anna, Tuesday)).ShouldBe(FollowUpStatus.Concluded);
        StatusOf(new SignalMerged(Id, Merge, Other, null, Anna, Tuesday), new SignalUnmerged(Id, Merge, SignalStatus.Received, false, [new(SignalDeadlines.OfAssessment(Id), new("assessment"), Monday, Tuesday, new("1"))], Anna, Tuesday))
            .ShouldBe(FollowUpStatus.Received);
    }

    private static IEnumerable<FollowUpStatus> Statuses(params object[] outcomes) => outcomes.Select(outcome => StatusOf(outcome));

    private static FollowUpStatus StatusOf(params object[] then) => GetFollowUpEndpoint.StatusOf(Given<Signal>([ReceivedAnonymously, .. then]).State);
}
