using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Demo;

/// <summary>How far the demo takes the signals about one person.</summary>
internal enum DemoGoal
{
    Received,
    Acknowledged,
    InAssessment,
    Dismissed,
    Referred,

    /// <summary>The first signal is escalated to a case, the others are linked to it.</summary>
    Case,
}

/// <summary>One request that takes a signal, case or track a step further.</summary>
/// <param name="Name">Unique for a person; the Idempotency-Key is the reference of the signal with this name.</param>
/// <param name="By">OIN of the organisation that takes the step.</param>
/// <param name="Resource">Below the resource that it changes.</param>
internal sealed record DemoStep(string Name, string By, string Resource, object Body);

/// <summary>What <c>GET /v1/signals/{id}</c> says that the demo goes by.</summary>
/// <param name="Steps">Steps of the assessment that were taken: w1, w2a, w2b, w3.</param>
internal sealed record SignalProgress(string Status, bool IsAcknowledged, IReadOnlyList<string> Steps, bool IsReferralAnswered);

internal sealed record AssessmentBody(
    string Step, string RuleVersion, IReadOnlyList<IndicatorBody> Indicators, string Conclusion, string? Note);

internal sealed record IndicatorBody(string Code, string Value, string? Reliability = null);

internal sealed record OutcomeBody(string Kind, string Reason, string? Note = null, string? To = null, string? CaseId = null);

internal sealed record ReferralAnswerBody(string Answer);

/// <summary>
/// What happens to the signals, by plain rules. A person draws a number below 20, and all signals about that person
/// follow it: 0 case, 1 and 2 dismissed, 3 referred, 4 to 6 in assessment, 7 to 10 acknowledged, others only received.
/// Every step is decided anew from what the server says, so that a demo that was cut off anywhere goes on where it was.
/// </summary>
internal static class DemoWork
{
    public const string LabourInspectorate = "00000099000100005000";

    private const string RuleVersion = "1";

    private static readonly string[] AssessmentSteps = ["w1", "w2a", "w2b", "w3"];

    public static DemoGoal GoalOf(int person) => Draws.For(Draws.Work, person).Below(20) switch
    {
        0 => DemoGoal.Case,
        1 or 2 => DemoGoal.Dismissed,
        3 => DemoGoal.Referred,
        <= 6 => DemoGoal.InAssessment,
        <= 10 => DemoGoal.Acknowledged,
        _ => DemoGoal.Received,
    };

    /// <summary>The status alone says that nothing is missing. Null: the signal is new.</summary>
    public static bool IsFinished(DemoGoal goal, string? status) => (goal, status) is
        (DemoGoal.Received, _) or (DemoGoal.Acknowledged, "acknowledged") or (DemoGoal.Dismissed, "dismissed");

    /// <summary>The steps that the signal still lacks, in order.</summary>
    public static IReadOnlyList<DemoStep> Remaining(DemoSignal signal, DemoGoal goal, string? caseId, SignalProgress progress) =>
        [.. Steps(signal, goal, caseId).Where(step => !IsTaken(step.Name, progress))];

    /// <summary>All steps from receipt to goal. An urgent signal is escalated before it is assessed (domain, section 5).</summary>
    public static IReadOnlyList<DemoStep> Steps(DemoSignal signal, DemoGoal goal, string? caseId)
    {
        var municipality = DemoSignals.OinOf(signal.Municipality);
        DemoStep Step(string name, string resource, object body) => new(name, municipality, resource, body);
        DemoStep Assessed(string step, string conclusion) => Step(step, "assessments", Assessment(signal, step, conclusion));
        DemoStep Outcome(string kind, string reason, string? to = null) =>
            Step("outcome", "outcome", new OutcomeBody(kind, reason, "Decided in the weekly consultation.", to, caseId));

        var acknowledged = Step("acknowledgement", "acknowledgements", new { });
        DemoStep[] assessed = [.. AssessmentSteps.Select(step => Assessed(step, "continue"))];

        // Police data goes back to who sent it, whatever its list is called: nobody else refers it.
        var receiver = PoliceData.IsFrom(new Oin(signal.Sender)) ? signal.Sender : LabourInspectorate;
        return goal switch
        {
            DemoGoal.Received => [],
            DemoGoal.Acknowledged => [acknowledged],
            DemoGoal.InAssessment => [acknowledged, assessed[0], assessed[1]],
            DemoGoal.Dismissed when signal.Person % 2 == 0 =>
                [acknowledged, Assessed("w1", "stop"), Outcome("dismissed", "not-on-theme")],
            DemoGoal.Dismissed =>
                [acknowledged, .. assessed[..3], Assessed("w3", "stop"), Outcome("dismissed", "insufficient-information")],
            DemoGoal.Referred =>
            [
                acknowledged, assessed[0], Assessed("w2a", "stop"), Outcome("referred", "task-of-partner", receiver),
                new DemoStep("referral-answer", receiver, "referral-answers", new ReferralAnswerBody("accepted")),
            ],
            _ when caseId is not null => [acknowledged, .. assessed, Outcome("linked", "known-case")],
            _ when signal.IsUrgent => [acknowledged, Outcome("escalated", "acute-danger"), .. assessed],
            _ => [acknowledged, .. assessed, Outcome("escalated", "concrete")],
        };
    }

    private static bool IsTaken(string step, SignalProgress progress) => step switch
    {
        "acknowledgement" => progress.IsAcknowledged,
        "outcome" => progress.Status is "dismissed" or "referred" or "linked" or "escalated",
        "referral-answer" => progress.IsReferralAnswered,
        _ => progress.Steps.Contains(step),
    };

    /// <summary>W1 goes through the indicators of the observation, one that was looked for in vain and one that nobody knows.</summary>
    private static AssessmentBody Assessment(DemoSignal signal, string step, string conclusion) => step == "w1"
        ? new AssessmentBody(step, RuleVersion,
            [
                .. signal.Indicators.Select(code => new IndicatorBody(code, "observed", "reliable")),
                new IndicatorBody("takeover-sum-paid", "not-observed"),
                new IndicatorBody("several-victims", "unknown"),
            ],
            conclusion, "Compared with the observation; the reporter was called back.")
        : new AssessmentBody(step, RuleVersion, [], conclusion, null);
}
