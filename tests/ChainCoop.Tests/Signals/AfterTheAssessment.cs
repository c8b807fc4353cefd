using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

internal static class AfterTheAssessment
{
    public static readonly Deadline NoticeBy = new(SignalDeadlines.OfNotice(Id), new("notice"), Monday, new(2026, 3, 3, 23, 0, 0, TimeSpan.Zero), new("1"));

    public static readonly NoticesAsked Asked = new(Id, Rules, [new("prosecution"), new("emm")], NoticeBy, Anna, Monday);

    public static readonly NoticeGiven Told = new(Id, Prosecution, new("prosecution"), Nijmegen, false, Text, Anna, Tuesday);

    public static readonly EnrichmentRequestId TheRequest = EnrichmentRequestId.New();

    public static readonly Deadline AnswerBy = new(DeadlineId.From(TheRequest.Value), new("enrichment"), Monday, new(2026, 3, 20, 23, 0, 0, TimeSpan.Zero), null);

    public static readonly EnrichmentRequested Requested = new(Id, TheRequest, Shelter, Nijmegen, Nijmegen, Text, AnswerBy, Anna, Monday);

    public static SignalAssessed Seen(string indicator, AssessmentConclusion conclusion = AssessmentConclusion.Stop) =>
        Assessed(AssessmentStep.W1, conclusion) with { Indicators = [new(new(indicator), IndicatorValue.Observed)] };
}
