using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;

namespace ChainCoop.Privacy.Erasures;

/// <summary>
/// What a module says of the content of one of its records, so that it can be erased. <see cref="Prose"/> is by its place in
/// the answer of the record's GET (RFC 6901), where who decides has read it.
/// </summary>
/// <param name="Version">Of the stream.</param>
/// <param name="Subjects">Persons that have data in it, the reporter included.</param>
/// <param name="Prose">What is keyed to nobody: it may name several persons.</param>
/// <param name="Destroyed">Nothing is left.</param>
public sealed record RecordContent(
    ResourceKind Kind, RecordId Id, long Version, IReadOnlyList<SubjectId> Subjects, IReadOnlyDictionary<string, PayloadRef> Prose, bool Destroyed)
{
    /// <summary>It was taken back as false: nothing of it is shared any more.</summary>
    public bool Retracted { get; init; }

    /// <summary>Who sent a signal, if known: data with a term of its own.</summary>
    public SubjectId? Reporter { get; init; }

    /// <summary>Whose data it is in the first place, where an organisation sent it; null: of those who keep the record.</summary>
    public Oin? Source { get; init; }

    /// <summary>What somebody disputes and nobody decided on yet.</summary>
    public IReadOnlyList<ContestedFact> Contested { get; init; } = [];
}

/// <param name="Fact">Name of the fact, as answers write it.</param>
/// <param name="Subject">Whose; null: of the record as a whole.</param>
public sealed record ContestedFact(string Fact, SubjectId? Subject)
{
    public static IEnumerable<ContestedFact> In<TFact>(IEnumerable<Contest<TFact>> contests) where TFact : struct, Enum =>
        contests.Where(contest => contest.Status == ContestStatus.Open).Select(contest => new ContestedFact(Kebab.Of(contest.Fact), contest.SubjectId));
}

/// <summary>Each module tells of its own.</summary>
internal static class RecordContents
{
    /// <summary>Null when there is no such record.</summary>
    public static Task<RecordContent?> FindAsync(ResourceKind kind, RecordId id, IQuerySession session, CancellationToken token) => kind switch
    {
        ResourceKind.Signal => SignalContent.FindAsync(id, session, token),
        ResourceKind.Case => CaseContent.FindAsync(id, session, token),
        ResourceKind.VictimTrack => VictimContent.FindAsync(id, session, token),
        ResourceKind.SecurityTrack => SecurityContent.FindAsync(id, session, token),
        ResourceKind.SubjectRequest => RequestContent.FindAsync(id, session, token),
        ResourceKind.SubjectLink => LinkContent.FindAsync(id, session, token),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Under which purpose and term a replacement of its prose is kept: as the record's own.</summary>
    public static (Purpose Purpose, RetentionClass Retention) TermsOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Signal => (SignalData.Purpose, SignalData.Retention),
        ResourceKind.Case => (CaseData.Purpose, CaseData.Retention),
        ResourceKind.VictimTrack => (VictimAccess.Purpose, VictimAccess.Retention),
        ResourceKind.SecurityTrack => (SecurityAccess.Purpose, SecurityAccess.Retention),
        ResourceKind.SubjectRequest => (RequestRules.Purpose, RequestRules.Retention),
        ResourceKind.SubjectLink => (LinkRules.Purpose, LinkRules.Retention),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The event that refers to a replacement.</summary>
    public static string ErasedAliasOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Signal => "signal_content_erased",
        ResourceKind.Case => "case_content_erased",
        ResourceKind.VictimTrack => "victim_content_erased",
        ResourceKind.SecurityTrack => "security_content_erased",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static Room RoomOf(ResourceKind kind) => kind switch
    {
        ResourceKind.VictimTrack => Room.Care,
        ResourceKind.SecurityTrack => Room.Security,
        _ => Room.General,
    };
}
