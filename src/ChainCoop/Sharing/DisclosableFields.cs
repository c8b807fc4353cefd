using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

/// <summary>
/// Which fields of which kind of record can be disclosed, and which members of its answer they are: <c>a</c>, or <c>a/b</c> for
/// member b of the object a or of each object in the array a; never who did it. What stands in no row is shown to nobody by a disclosure, whatever is added to the answers later.
/// </summary>
internal static class DisclosableFields
{
    private static readonly string[] Person = ["participations/id", "participations/subjectId"];

    private static readonly (ResourceKind Kind, string Field, bool OfPersons, string? Marks, string[] Members)[] Rows =
    [
        (ResourceKind.Signal, "status", false, null, ["status"]),
        (ResourceKind.Signal, "exploitation-type", false, "exploitation-type", ["exploitationType"]),
        (ResourceKind.Signal, "urgency", false, null, ["urgency"]),
        (ResourceKind.Signal, "observed-on", false, "observed-on", ["observedOn"]),
        (ResourceKind.Signal, "received-at", false, null, ["receivedAt"]),
        (ResourceKind.Signal, "channel", false, null, ["channel"]),
        (ResourceKind.Signal, "observation", false, "observation", ["observation"]),
        (ResourceKind.Signal, "subjects", true, "subject-role", ["subjects/id", "subjects/role"]),
        (ResourceKind.Signal, "identifiers", true, "subject-identifiers", ["subjects/id", "subjects/identifiers"]),
        (ResourceKind.Signal, Assessment, false, null, ["assessment/step", "assessment/ruleVersion", "assessment/indicators", "assessment/conclusion", "assessment/note", "assessment/at"]),

        (ResourceKind.Case, "status", false, null, ["status"]),
        (ResourceKind.Case, "exploitation-types", false, null, ["exploitationTypes"]),
        (ResourceKind.Case, "title", false, null, ["title"]),
        (ResourceKind.Case, "proposed-at", false, null, ["proposedAt"]),
        (ResourceKind.Case, "screening", false, null, ["screening"]),
        (ResourceKind.Case, "closure", false, null, ["closure/outcome", "closure/note", "closure/proposedAt", "closure/closedAt"]),

        .. Track(ResourceKind.VictimTrack),
        .. Track(ResourceKind.SecurityTrack),
        (ResourceKind.SecurityTrack, "measures", false, null,
            ["measures/id", "measures/kind", "measures/state", "measures/steps", "measures/imposition", "measures/restsOnUndisclosedFacts", "measures/term", "measures/annulment", "measures/allowed"]),
    ];

    /// <summary>What a sender of a signal does not see of it.</summary>
    private const string Assessment = "assessment";

    /// <summary>Every field of any kind of record.</summary>
    public static IReadOnlySet<DisclosableField> All { get; } = Rows.Select(row => new DisclosableField(row.Field)).ToHashSet();

    /// <summary>Whether the record has the field; for one person, whether it is of persons.</summary>
    public static bool Has(ResourceKind kind, DisclosableField field, bool ofOnePerson) =>
        Rows.Any(row => row.Kind == kind && row.Field == field.Value && (!ofOnePerson || row.OfPersons));

    /// <summary>Whether who sees the record in one of these ways sees the field.</summary>
    public static bool IsSeenBy(IReadOnlySet<GrantRole> held, DisclosableField field) =>
        field.Value != Assessment || held.Contains(GrantRole.Owner) || held.Contains(GrantRole.Referred);

    /// <summary>The members that fields are.</summary>
    public static IReadOnlySet<string> MembersOf(ResourceKind kind, IReadOnlyList<DisclosableField> fields) =>
        Of(kind, fields).SelectMany(row => row.Members).ToHashSet(StringComparer.Ordinal);

    /// <summary>The facts whose contests go with the fields: what is disputed is marked wherever it is shown.</summary>
    public static IReadOnlySet<string> MarksOf(ResourceKind kind, IReadOnlyList<DisclosableField> fields) =>
        Of(kind, fields).Select(row => row.Marks).OfType<string>().ToHashSet(StringComparer.Ordinal);

    public static bool AreOfPersons(ResourceKind kind, IReadOnlyList<DisclosableField> fields) => Of(kind, fields).Any(row => row.OfPersons);

    private static IEnumerable<(ResourceKind Kind, string Field, bool OfPersons, string? Marks, string[] Members)> Of(ResourceKind kind, IReadOnlyList<DisclosableField> fields) =>
        Rows.Where(row => row.Kind == kind && fields.Contains(new DisclosableField(row.Field)));

    private static (ResourceKind, string, bool, string?, string[])[] Track(ResourceKind kind) =>
    [
        (kind, "participations", true, "role", [.. Person, "participations/role", "participations/from"]),
        (kind, "identifiers", true, "identifiers", [.. Person, "participations/identifiers", "participations/erased"]),
        (kind, "notes", true, "note", [.. Person, "participations/note"]),
    ];
}
