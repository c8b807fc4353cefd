using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Timeline.Bundles;

// Stored for decades. Never rename or retype a member: add a new event and a golden file.

/// <summary>How much of a record's events is given to whom the bundle is for.</summary>
public enum EvidenceClarity
{
    /// <summary>Headers, and the hashes of bodies.</summary>
    Headers,

    /// <summary>And the bodies: ids, codes, days, who did it.</summary>
    Bodies,

    /// <summary>And the texts and personal data that the bodies refer to, with their keys.</summary>
    Texts,
}

/// <param name="Clear">What is given in clear takes the yes of a second person.</param>
public sealed record EvidenceRecord(RecordId Record, ResourceKind Kind, EvidenceClarity Clear);

/// <summary>An auditor asks for evidence, for a court or a supervisor.</summary>
/// <param name="From">First instant; null: from the beginning.</param>
/// <param name="Until">Exclusive; null: to the checkpoint.</param>
/// <param name="Witnessed">Only under a checkpoint that witnesses signed.</param>
/// <param name="WithAccess">With the access records about the named records, as commitments.</param>
/// <param name="Keeper">Who answers for the records, and decides on what is given in clear.</param>
public sealed record EvidenceBundleRequested(
    EvidenceBundleId BundleId,
    IReadOnlyList<EvidenceRecord> Records,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    bool Witnessed,
    bool WithAccess,
    Oin Keeper,
    MunicipalityCode Municipality,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A second person agreed to what is given in clear.</summary>
public sealed record EvidenceBundleApproved(EvidenceBundleId BundleId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A second person did not agree.</summary>
public sealed record EvidenceBundleRefused(EvidenceBundleId BundleId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>What belongs in the bundle is sealed, and was compared with its leaves one by one.</summary>
/// <param name="Size">Of the checkpoint of the events.</param>
/// <param name="AccessSize">Of the checkpoint of the access log; null: nothing of it was asked for.</param>
/// <param name="FirstLeaf">Of the period; equal to <paramref name="EndLeaf"/> where none was asked for.</param>
/// <param name="EndLeaf">Exclusive.</param>
/// <param name="Entries">Compared, of both logs.</param>
public sealed record EvidenceBundlePrepared(
    EvidenceBundleId BundleId, long Size, long? AccessSize, long FirstLeaf, long EndLeaf, long Entries, DateTimeOffset At) : IFact;
