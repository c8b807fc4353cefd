using ChainCoop.Cases.Plans;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>Where a case stands after a step.</summary>
public sealed record CaseStanding(CaseId Id, CaseStatus Status);

/// <summary>
/// Which steps a case's state allows (domain, section 6). A case that was not accepted can be screened again or closed;
/// information can be gathered before a case is screened.
/// </summary>
public static class CaseProtocol
{
    public static IReadOnlyList<string> Allowed(Case current)
    {
        if (current.Status == CaseStatus.Closed) return current.Destroyed ? [] : ["reopening"];
        List<string> allowed = [];
        if (AwaitsScreening(current)) allowed.Add("screening");
        allowed.AddRange(["member", "task", "conference"]);
        if (TakesPlan(current)) allowed.Add("plan");
        if (TakesPlan(current) && current.Plan is not null) allowed.Add("plan-agreement");
        allowed.AddRange(NextPhases(current).Select(Kebab.Of));
        allowed.Add(current.OpenHandover is null ? "handover" : "handover-answer");
        allowed.Add("closure-proposal");
        if (current.Closure is not null && current.OpenHandover is null) allowed.Add("closure");
        return allowed;
    }

    public static bool AwaitsScreening(Case current) =>
        current is { Status: CaseStatus.Proposed } or { Status: CaseStatus.Screened, Screening.Conclusion: ScreeningConclusion.Rejected };

    /// <summary>It was accepted and taken on, and goes on.</summary>
    public static bool TakesPlan(Case current) => current.Status is CaseStatus.Open or CaseStatus.PlanAgreed or CaseStatus.InExecution or CaseStatus.Monitoring;

    /// <summary>From an agreed plan to execution, to monitoring, and back where what was reached does not last.</summary>
    public static IReadOnlyList<CasePhase> NextPhases(Case current) => current.Status switch
    {
        CaseStatus.PlanAgreed or CaseStatus.Monitoring => [CasePhase.InExecution],
        CaseStatus.InExecution => [CasePhase.Monitoring],
        _ => [],
    };

    public static CaseStatus StatusOf(CasePhase phase) => phase switch
    {
        CasePhase.InExecution => CaseStatus.InExecution,
        CasePhase.Monitoring => CaseStatus.Monitoring,
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };

    /// <summary>Accepted, and taken on by two organisations or more: from then on it is open.</summary>
    public static bool Opens(Case current, DateTimeOffset now) =>
        current is { Status: CaseStatus.Screened, Screening.Conclusion: ScreeningConclusion.Accepted }
        && current.Members.Where(member => !member.IsOver(now)).Select(member => member.Organisation).Distinct().Count() > 1;

    public static CaseStanding Standing(Case current) => new(current.Id, current.Status);

    public static Problem Forbids(Case current, string detail) => Problems.StateForbids(Kebab.Of(current.Status), Allowed(current), detail);

    public static Problem Closed(Case current) => Forbids(current, "The case is closed.");
}
