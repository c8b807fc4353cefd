using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

/// <summary>A signal with a person and a known reporter, and what that person disputes.</summary>
internal static class ADispute
{
    public static readonly SubjectId Person = SubjectId.New();
    public static readonly SubjectId ReporterId = SubjectId.New();
    public static readonly ContestId Contest = ContestId.New();
    public static readonly PayloadRef Who = Payload('b');
    public static readonly PayloadRef Contact = Payload('c');
    public static readonly PayloadRef Now = Payload('d');
    public static readonly PayloadRef Says = Payload('e');
    public static readonly ActorRef Dirk = new(Municipality, new("dirk-1"));
    public static readonly CorrectionReason Incorrect = new("incorrect");

    public static readonly SignalReceived Full = Received with
    {
        Subjects = [new(Person, new("possible-victim"), Who)],
        Reporter = Contact,
        ReporterSubject = ReporterId,
        ObservedOn = new(2026, 2, 1),
    };

    public static readonly SignalFactContested Contested = new(Id, Contest, SignalFact.SubjectIdentifiers, Person, Says, Anna, Monday);
    public static readonly SignalContestDecided Upheld = new(Id, Contest, ContestDecision.Upheld, new("shown-incorrect"), null, Dirk, Tuesday);
    public static readonly SignalContestDecided Rejected = Upheld with { Decision = ContestDecision.Rejected, Reason = new("confirmed") };

    public static readonly SignalCorrected Corrected = new(Id, Incorrect, null, null, null, [], null, null, null, null, Anna, Tuesday);

    public static PayloadRef Payload(char digit) => new(PayloadId.New(), new(new string(digit, 64)));
}
