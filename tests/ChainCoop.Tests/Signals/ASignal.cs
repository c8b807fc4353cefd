using ChainCoop.Cases;
using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Tests.Signals;

/// <summary>A signal of Nijmegen that the labour inspectorate sent, and what may happen to it.</summary>
internal static class ASignal
{
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Tuesday = Monday.AddDays(1);
    public static readonly SignalId Id = SignalId.New();
    public static readonly CaseId TheCase = CaseId.New();
    public static readonly LinkableCase OpenCase = new(TheCase, CaseStatus.Open, 7);
    public static readonly MunicipalityCode Nijmegen = new("0268");
    public static readonly Oin Municipality = new("00000099000000268000");
    public static readonly Oin Police = new("00000099000100001000");
    public static readonly Oin Inspectorate = new("00000099000100005000");
    public static readonly Oin Prosecution = new("00000099000100002000");
    public static readonly Oin Emm = new("00000099000100013000");
    public static readonly Oin Shelter = new("00000099000100009000");
    public static readonly ActorRef Anna = new(Municipality, new("anna-1"));
    public static readonly ActorRef Bram = new(Inspectorate, new("bram-1"));
    public static readonly ActorRef Carla = new(Shelter, new("carla-1"));
    public static readonly RuleVersion Rules = new("1");
    public static readonly OutcomeReason Reason = new("concrete");
    public static readonly PayloadRef Text = new(PayloadId.New(), new(new string('a', 64)));

    public static readonly SignalReceived Received = new(
        Id, Nijmegen, Municipality, Inspectorate, new("labour"), Urgency.Normal, null, new("partner"), ReporterKind.Professional, Text, null, [], null,
        Monday.AddDays(2), Monday.AddDays(8), Bram, Monday);

    public static readonly SignalReceived ReceivedUrgent = Received with { Urgency = Urgency.Urgent };

    public static readonly SignalReceived ReceivedAnonymously = Received with { ReporterKind = ReporterKind.Anonymous };

    public static readonly SignalAcknowledged Acknowledged = new(Id, Anna, Monday);

    public static readonly SignalDismissed Dismissed = new(Id, Rules, Reason, null, Anna, Monday);

    public static readonly SignalReferred Referred = new(Id, Shelter, Nijmegen, Rules, Reason, null, Anna, Monday);

    public static readonly SignalLinked Linked = new(Id, TheCase, Rules, Reason, null, Anna, Monday);

    public static readonly SignalEscalated Escalated = new(Id, TheCase, Rules, Reason, null, Anna, Monday);

    public static readonly SignalNeedsFurtherAnalysis NeedsFurtherAnalysis = new(Id, Rules, Reason, null, Anna, Monday);

    public static readonly ReferralAccepted Accepted = new(Id, Shelter, null, Carla, Monday);

    public static readonly ReferralDeclined Declined = new(Id, Shelter, Nijmegen, Reason, null, Carla, Monday);

    public static readonly ReferralWithdrawn Withdrawn = new(Id, Shelter, Nijmegen, Reason, null, Anna, Monday);

    public static SignalAssessed Assessed(AssessmentStep step, AssessmentConclusion conclusion = AssessmentConclusion.Continue) =>
        new(Id, step, Rules, [], conclusion, null, Anna, Monday);

    /// <summary>W1 to W3.</summary>
    public static readonly object[] FullyAssessed = [Received, .. Enum.GetValues<AssessmentStep>().Select(step => Assessed(step))];
}
