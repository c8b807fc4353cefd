using System.Text.RegularExpressions;

namespace ChainCoop.Shared;

/// <summary>
/// A value from a versioned code list (see <see cref="CodeLists"/>): lower kebab-case, stored and sent as a bare string.
/// A code in an event was on its list when the event was decided; lists grow, so reading never checks again.
/// </summary>
public interface ICode<TSelf> where TSelf : struct, ICode<TSelf>
{
    string Value { get; }

    /// <summary>The name of the code list, as in <c>GET /v1/code-lists/{name}</c>.</summary>
    static abstract string List { get; }

    static abstract TSelf From(string value);
}

/// <summary>Form of exploitation (uitbuitingsvorm), art. 273f Sr and EU Directive 2024/1712.</summary>
public readonly record struct ExploitationType(string Value) : ICode<ExploitationType>
{
    public static string List => "exploitation-types";
    public static ExploitationType From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>How a signal came in (meldroute).</summary>
public readonly record struct ReportingChannel(string Value) : ICode<ReportingChannel>
{
    public static string List => "reporting-channels";
    public static ReportingChannel From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What makes exploitation likely: the prosecution's instruction, annex 3.</summary>
public readonly record struct IndicatorCode(string Value) : ICode<IndicatorCode>
{
    public static string List => "indicators";
    public static IndicatorCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>How far a source can be trusted.</summary>
public readonly record struct Reliability(string Value) : ICode<Reliability>
{
    public static string List => "reliabilities";
    public static Reliability From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>The version of the assessment rules that a step followed.</summary>
public readonly record struct RuleVersion(string Value) : ICode<RuleVersion>
{
    public static string List => "assessment-rule-versions";
    public static RuleVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a signal got its outcome.</summary>
public readonly record struct OutcomeReason(string Value) : ICode<OutcomeReason>
{
    public static string List => "outcome-reasons";
    public static OutcomeReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a person is to a signal or a case; it belongs to a participation, never to a person.</summary>
public readonly record struct SubjectRole(string Value) : ICode<SubjectRole>
{
    public static string List => "subject-roles";
    public static SubjectRole From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>The part that an organisation takes in a room of a case.</summary>
public readonly record struct MemberRole(string Value) : ICode<MemberRole>
{
    public static string List => "member-roles";
    public static MemberRole From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a task is about.</summary>
public readonly record struct TaskKind(string Value) : ICode<TaskKind>
{
    public static string List => "task-kinds";
    public static TaskKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What an administrative measure is (bestuurlijke maatregel).</summary>
public readonly record struct MeasureKind(string Value) : ICode<MeasureKind>
{
    public static string List => "measure-kinds";
    public static MeasureKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What makes a situation a case (casus).</summary>
public readonly record struct ScreeningCriterion(string Value) : ICode<ScreeningCriterion>
{
    public static string List => "screening-criteria";
    public static ScreeningCriterion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>The version of the rules that advised on a screening.</summary>
public readonly record struct ScreeningRulesVersion(string Value) : ICode<ScreeningRulesVersion>
{
    public static string List => "screening-rule-versions";
    public static ScreeningRulesVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>The article that gives the power to impose a measure.</summary>
public readonly record struct StatutoryBasis(string Value) : ICode<StatutoryBasis>
{
    public static string List => "statutory-bases";
    public static StatutoryBasis From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Who has the power to impose a measure (bevoegd gezag).</summary>
public readonly record struct CompetentBody(string Value) : ICode<CompetentBody>
{
    public static string List => "competent-bodies";
    public static CompetentBody From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why somebody was not heard before a measure (zienswijze, art. 4:11 Awb).</summary>
public readonly record struct NotHeardReason(string Value) : ICode<NotHeardReason>
{
    public static string List => "not-heard-reasons";
    public static NotHeardReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What organisations want to reach together in a case (doel in het plan van aanpak).</summary>
public readonly record struct GoalKind(string Value) : ICode<GoalKind>
{
    public static string List => "goal-kinds";
    public static GoalKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What became of a goal by the closure of its case.</summary>
public readonly record struct GoalResult(string Value) : ICode<GoalResult>
{
    public static string List => "goal-results";
    public static GoalResult From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a closed case goes on.</summary>
public readonly record struct ReopeningReason(string Value) : ICode<ReopeningReason>
{
    public static string List => "reopening-reasons";
    public static ReopeningReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why another municipality is asked to take over a case.</summary>
public readonly record struct HandoverReason(string Value) : ICode<HandoverReason>
{
    public static string List => "handover-reasons";
    public static HandoverReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a conference on a case speaks about.</summary>
public readonly record struct AgendaTopic(string Value) : ICode<AgendaTopic>
{
    public static string List => "agenda-topics";
    public static AgendaTopic From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>What a conference on a case decided.</summary>
public readonly record struct DecisionKind(string Value) : ICode<DecisionKind>
{
    public static string List => "conference-decisions";
    public static DecisionKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>How a case ended.</summary>
public readonly record struct CaseOutcome(string Value) : ICode<CaseOutcome>
{
    public static string List => "case-outcomes";
    public static CaseOutcome From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why what was recorded about somebody is corrected (rectificatie, art. 16 AVG, art. 28 Wpg).</summary>
public readonly record struct CorrectionReason(string Value) : ICode<CorrectionReason>
{
    public static string List => "correction-reasons";
    public static CorrectionReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a contest was upheld or rejected.</summary>
public readonly record struct ContestReason(string Value) : ICode<ContestReason>
{
    public static string List => "contest-reasons";
    public static ContestReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a room was opened without membership (noodtoegang).</summary>
public readonly record struct EmergencyReason(string Value) : ICode<EmergencyReason>
{
    public static string List => "emergency-reasons";
    public static EmergencyReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why data is processed in this request (doelbinding); header <c>Purpose</c>.</summary>
public readonly record struct Purpose(string Value) : ICode<Purpose>
{
    public static string List => "purposes";

    /// <summary>The codes, for what holds no data of anyone.</summary>
    public static IReadOnlyList<string> All { get; } = [.. CodeLists.Find(List)!.Items.Select(purpose => purpose.Code)];

    public static Purpose From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>How long and under which law data is kept (bewaartermijn).</summary>
public readonly record struct RetentionClass(string Value) : ICode<RetentionClass>
{
    public static string List => "retention-classes";
    public static RetentionClass From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why data is erased (art. 17 AVG).</summary>
public readonly record struct ErasureGround(string Value) : ICode<ErasureGround>
{
    public static string List => "erasure-grounds";
    public static ErasureGround From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why data may not be destroyed for now (grond voor opschorting van vernietiging).</summary>
public readonly record struct HoldReason(string Value) : ICode<HoldReason>
{
    public static string List => "hold-reasons";
    public static HoldReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why an auditor has to know who an officer is (reden voor het opheffen van een pseudoniem).</summary>
public readonly record struct UnmaskingReason(string Value) : ICode<UnmaskingReason>
{
    public static string List => "unmasking-reasons";
    public static UnmaskingReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a record whose term is over is not destroyed yet (reden om te bewaren).</summary>
public readonly record struct KeepReason(string Value) : ICode<KeepReason>
{
    public static string List => "keep-reasons";
    public static KeepReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Version of the rules of retention (<c>retention.data.json</c>).</summary>
public readonly record struct RetentionRulesVersion(string Value) : ICode<RetentionRulesVersion>
{
    public static string List => "retention-rules";
    public static RetentionRulesVersion From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why a source owner does not give, destroy or change what a data subject asks for.</summary>
public readonly record struct RefusalGround(string Value) : ICode<RefusalGround>
{
    public static string List => "refusal-grounds";
    public static RefusalGround From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Why the answer to a data subject takes longer (art. 12(3) AVG).</summary>
public readonly record struct ExtensionReason(string Value) : ICode<ExtensionReason>
{
    public static string List => "extension-reasons";
    public static ExtensionReason From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>Kind of chain partner.</summary>
public readonly record struct OrganisationKind(string Value) : ICode<OrganisationKind>
{
    public static string List => "organisation-kinds";
    public static OrganisationKind From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>A municipality by its four-digit code (CBS gemeentecode), with leading zero.</summary>
public readonly record struct MunicipalityCode(string Value) : ICode<MunicipalityCode>
{
    public static string List => "municipalities";
    public static MunicipalityCode From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>An organisation by its Organisatie-identificatienummer: 20 digits.</summary>
public readonly partial record struct Oin(string Value) : ICode<Oin>
{
    /// <summary>Whether it can be one; the list of organisations says whether it is one.</summary>
    public static bool IsWellFormed(string? text) => text is not null && Form().IsMatch(text);

    public static string List => "organisations";
    public static Oin From(string value) => new(value);
    public override string ToString() => Value;

    [GeneratedRegex(@"^[0-9]{20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>
/// An officer or client of an organisation: the <c>sub</c> of the token. The issuer gives pseudonyms; the alphabet has
/// no dot, space or at-sign, so that neither a name nor an address passes.
/// </summary>
public readonly partial record struct OfficerId(string Value)
{
    public static bool TryParse(string? text, out OfficerId id)
    {
        id = new OfficerId(text ?? "");
        return Form().IsMatch(id.Value);
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
