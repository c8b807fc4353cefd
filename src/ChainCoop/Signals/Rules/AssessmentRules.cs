using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Signals.Rules;

/// <summary>Whose observations a rule counts: by default those of sources that count (<see cref="AssessmentVersion.Reliable"/>).</summary>
public enum SourceWeight { Reliable, Doubtful, Any }

/// <param name="Critical">When it is observed, no low total outvotes it.</param>
/// <param name="Coercion">It shows a means of coercion, which of a minor need not be shown (art. 273f Sr).</param>
public sealed record ListedIndicator(IndicatorCode Code, IndicatorGroup Group, bool Critical, bool Coercion);

/// <summary>All that is given has to hold. The indicators that a rule counts are those of its value, weight, group and kind.</summary>
public sealed record RuleCondition
{
    public IndicatorValue Value { get; init; } = IndicatorValue.Observed;

    public SourceWeight Reliability { get; init; } = SourceWeight.Reliable;

    /// <summary>Only critical ones count.</summary>
    public bool Critical { get; init; }

    /// <summary>Only those of the group count.</summary>
    public IndicatorGroup? Group { get; init; }

    public int AtLeast { get; init; }

    public int? AtMost { get; init; }

    /// <summary>In at least so many groups.</summary>
    public int InGroups { get; init; }

    public int? InGroupsAtMost { get; init; }

    /// <summary>One of them shows coercion, or none does.</summary>
    public bool? Coercion { get; init; }

    /// <summary>A possible victim is a minor.</summary>
    public bool Minor { get; init; }

    public Urgency? Urgency { get; init; }

    /// <summary>The assessment stopped at this step.</summary>
    public AssessmentStep? Stopped { get; init; }
}

/// <param name="Steps">After which it is asked.</param>
/// <param name="AgainstDismissal">Who dismisses nevertheless says why.</param>
/// <param name="SourceNl">The law, instruction or policy, by its Dutch title.</param>
public sealed record AssessmentRule(
    FindingCode Finding, IReadOnlyList<AssessmentStep> Steps, RuleCondition When, AdviceCode Advice, bool AgainstDismissal, string SourceNl, string Explanation);

/// <summary>A list of indicators and what is advised on them.</summary>
/// <param name="Reliable">Grades of sources whose observations count; one without a grade counts.</param>
/// <param name="Notices">Kinds of organisations that a serious signal goes to in parallel.</param>
public sealed record AssessmentVersion(
    RuleVersion Version, string SourceNl, IReadOnlyList<Reliability> Reliable, IReadOnlyList<OrganisationKind> Notices,
    IReadOnlyList<ListedIndicator> Indicators, IReadOnlyList<AssessmentRule> Rules)
{
    /// <summary>First day on which it is used; null: a proposal, which a back-test may look at and no assessment follows.</summary>
    public DateOnly? ValidFrom { get; init; }

    public bool IsInForce(DateOnly day) => ValidFrom <= day;

    public ListedIndicator? Find(IndicatorCode code) => Indicators.FirstOrDefault(indicator => indicator.Code == code);
}

/// <summary>The rules of assessment as versioned data (<c>assessment-rules.data.json</c>). A version in force is never edited, a later one added.</summary>
public sealed class AssessmentRules
{
    private static readonly JsonSerializerOptions Strict = StrictOptions();

    private readonly FrozenDictionary<RuleVersion, AssessmentVersion> byVersion;

    private AssessmentRules(IReadOnlyList<AssessmentVersion> versions) =>
        (Versions, byVersion) = (versions, versions.ToFrozenDictionary(version => version.Version));

    public static AssessmentRules Current { get; } = Load();

    public IReadOnlyList<AssessmentVersion> Versions { get; }

    public AssessmentVersion? Find(RuleVersion version) => byVersion.GetValueOrDefault(version);

    /// <summary>Looks at all of a file, so that one run tells all that is wrong.</summary>
    /// <returns>Null when there are faults.</returns>
    internal static AssessmentRules? Read(Stream file, Faults faults)
    {
        try
        {
            var versions = JsonSerializer.Deserialize<RulesData>(file, Strict)!.Versions;
            faults.Require(versions.Count > 0, "/versions", "must be a list with something in it.");
            faults.Require(versions.DistinctBy(version => version.Version).Count() == versions.Count, "/versions", "must not have a version twice.");
            for (var i = 0; i < versions.Count; i++) Check(versions[i], $"/versions/{i}", faults);
            return faults.All.Count > 0 ? null : new AssessmentRules(versions);
        }
        catch (JsonException broken)
        {
            faults.Add(broken.Path ?? "", "is no JSON of this form: a member is missing, unknown, there twice, or of another type.");
            return null;
        }
    }

    private static void Check(AssessmentVersion version, string at, Faults faults)
    {
        faults.Require(version.Indicators.DistinctBy(indicator => indicator.Code).Count() == version.Indicators.Count, $"{at}/indicators", "must not have an indicator twice.");
        for (var i = 0; i < version.Indicators.Count; i++)
        {
            Code(version.Indicators[i].Code, $"{at}/indicators/{i}/code");
            Code(version.Indicators[i].Group, $"{at}/indicators/{i}/group");
        }
        for (var i = 0; i < version.Rules.Count; i++)
        {
            var (rule, place) = (version.Rules[i], $"{at}/rules/{i}");
            Code(rule.Finding, $"{place}/finding");
            Code(rule.Advice, $"{place}/advice");
            faults.Require(rule.Steps.Count > 0, $"{place}/steps", "must be a list with something in it.");
            faults.Require(rule.When.AtMost is not { } most || most >= rule.When.AtLeast, $"{place}/when", "can never hold.");
            if (rule.When.Group is { } group) Code(group, $"{place}/when/group");
        }
        for (var i = 0; i < version.Reliable.Count; i++) Code(version.Reliable[i], $"{at}/reliable/{i}");
        for (var i = 0; i < version.Notices.Count; i++) Code(version.Notices[i], $"{at}/notices/{i}");

        void Code<TCode>(TCode code, string pointer) where TCode : struct, ICode<TCode> =>
            faults.Require(CodeLists.Contains(TCode.List, code.Value), pointer, $"must be a code of the list {TCode.List}.");
    }

    private static AssessmentRules Load()
    {
        using var file = EmbeddedData.Read("assessment-rules.data.json");
        var faults = new Faults();
        return Read(file, faults)
            ?? throw new InvalidOperationException($"assessment-rules.data.json: {string.Join(' ', faults.All.Select(fault => $"{fault.Pointer} {fault.Detail}"))}");
    }

    private static JsonSerializerOptions StrictOptions()
    {
        var options = new JsonSerializerOptions
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
        };
        Json.SetForms(options);
        return options;
    }

    private sealed record RulesData(IReadOnlyList<AssessmentVersion> Versions);
}
