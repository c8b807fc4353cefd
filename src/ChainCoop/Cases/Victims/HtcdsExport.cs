using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>
/// Victims in the fields and values of HTCDS 2.0. It holds no name, date, address, prose, and no id that the program knows elsewhere: what is
/// exported can still say who somebody is to whoever knows the person, and stays personal data.
/// </summary>
/// <param name="Coding">Version of the coding.</param>
public sealed record HtcdsExport(HtcdsCodingVersion Coding, IReadOnlyList<HtcdsRow> Items)
{
    private static readonly CompositeFormat Line = CompositeFormat.Parse("{0},{1},{2},{3},{4},{5},{6},{7},{8},{9},{10}\r\n");

    /// <summary>Who is a victim, or may be one; others in a care room are not a matter of the standard.</summary>
    private static readonly HashSet<SubjectRole> Victims = [new("victim"), new("possible-victim")];

    private static readonly ParticipationEndReason InError = new("recorded-in-error");

    /// <summary>
    /// Leaves out who was recorded in error, whose data was erased (art. 17 AVG), and who disputes a fact until that is decided (art. 18 AVG,
    /// art. 28 Wpg).
    /// </summary>
    /// <param name="alias">Makes the ids of this export out of those of cases and participations.</param>
    internal static HtcdsExport Of(IEnumerable<HtcdsCase> cases, Func<Guid, Guid> alias) => new(
        HtcdsCoding.Version,
        [.. cases.SelectMany(found => Shown(found.Track).Select(person => Row(found, person, alias))).OrderBy(row => row.Case).ThenBy(row => row.Id)]);

    /// <summary>Whose data is in it.</summary>
    internal static IEnumerable<Participation> Shown(VictimTrack track) => track.Participations.Where(person =>
        Victims.Contains(person.Role) && person.EndReason != InError && !track.Erased.Contains(person.SubjectId)
        && person.Contests.All(contest => contest.Status != ContestStatus.Open));

    /// <summary>As a table (RFC 4180), the names of the fields in the first line; several values of one field stand between semicolons.</summary>
    internal string Csv()
    {
        var table = new StringBuilder();
        Write(
            "id", "case", "cas_Status", "cas_CaseOwner", "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg", "vic_MethodOfRecruitment", "vic_MethodsOfControl",
            "vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "vic_TypeOfSexExploitation");
        foreach (var row in Items)
        {
            Write(
                row.Id, row.Case, row.CaseStatus, row.CaseOwner, row.TraffickingStatus, row.DecisionMakingOrg, Joined(row.MethodsOfRecruitment), Joined(row.MethodsOfControl),
                Joined(row.TypesOfExploitation), row.ForcedLabourIndustry, Joined(row.TypesOfSexExploitation));
        }

        return table.ToString();

        // Ids, digits and values of the standard: nothing in it has to be quoted.
        void Write(params object?[] cells) => table.AppendFormat(CultureInfo.InvariantCulture, Line, cells);

        static string Joined(IReadOnlyList<string> values) => string.Join(';', values);
    }

    private static HtcdsRow Row(HtcdsCase found, Participation person, Func<Guid, Guid> alias)
    {
        var last = found.Track.TraffickingAssessments.LastOrDefault(made => made.ParticipationId == person.Id);
        return new HtcdsRow(
            alias(person.Id.Value), alias(found.Id.Value), HtcdsCoding.Of(found.Status, found.Outcome), OrganisationRegister.Current.Find(found.Municipality)!.Oin,
            last is null ? null : HtcdsCoding.Of(last.Status), last is null ? null : HtcdsCoding.Of(last.DecidedBy),
            HtcdsCoding.Of(last?.RecruitmentMethods ?? []), HtcdsCoding.Of(last?.ControlMethods ?? []),
            HtcdsCoding.Of(last?.ExploitationTypes ?? []), last?.Industry is { } industry ? HtcdsCoding.Of(industry) : null,
            HtcdsCoding.Of(last?.SexualExploitation ?? []));
    }
}

/// <summary>A case that the caller may export, with its care room.</summary>
internal sealed record HtcdsCase(CaseId Id, MunicipalityCode Municipality, CaseStatus Status, CaseOutcome? Outcome, VictimTrack Track);

/// <summary>One victim. Fields and values as HTCDS 2.0 writes them; what nobody recorded is absent.</summary>
/// <param name="Id">Of this export alone.</param>
/// <param name="Case">The same for victims in one case; of this export alone.</param>
/// <param name="CaseOwner">The municipality that directs the case, as an organisation: officers are not exported.</param>
/// <param name="TraffickingStatus">As it was last assessed; absent while nobody did.</param>
public sealed record HtcdsRow(
    Guid Id,
    Guid Case,
    [property: JsonPropertyName("cas_Status")] string CaseStatus,
    [property: JsonPropertyName("cas_CaseOwner")] Oin CaseOwner,
    [property: JsonPropertyName("vic_TraffickingStatus")] string? TraffickingStatus,
    [property: JsonPropertyName("vic_TraffickingStatusDecisionMakingOrg")] string? DecisionMakingOrg,
    [property: JsonPropertyName("vic_MethodOfRecruitment")] IReadOnlyList<string> MethodsOfRecruitment,
    [property: JsonPropertyName("vic_MethodsOfControl")] IReadOnlyList<string> MethodsOfControl,
    [property: JsonPropertyName("vic_TypeOfExploitation")] IReadOnlyList<string> TypesOfExploitation,
    [property: JsonPropertyName("vic_ForcedLabourIndustry")] string? ForcedLabourIndustry,
    [property: JsonPropertyName("vic_TypeOfSexExploitation")] IReadOnlyList<string> TypesOfSexExploitation);
