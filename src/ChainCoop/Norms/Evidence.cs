using System.Text.Json.Serialization;
using ChainCoop.Shared;

namespace ChainCoop.Norms;

/// <summary>What shows that a municipality meets an element, from the record of it until it is withdrawn.</summary>
/// <param name="WithdrawnAt">Null: it was not.</param>
public sealed record Evidence(
    EvidenceId Id,
    MunicipalityCode Municipality,
    NormElement Element,
    EvidenceKind Kind,
    ExternalReference Document,
    DecidingBody Body,
    DateOnly DecidedOn,
    DateOnly? ValidUntil,
    DateOnly? ReviewDue,
    DateTimeOffset RecordedAt,
    DateTimeOffset? WithdrawnAt)
{
    public long Version { get; init; }

    /// <summary>Null unless it was withdrawn.</summary>
    public EvidenceWithdrawalReason? WithdrawnFor { get; init; }

    public static Evidence Create(EvidenceRecorded e) =>
        new(e.EvidenceId, e.Municipality, e.Element, e.Kind, e.Document, e.Body, e.DecidedOn, e.ValidUntil, e.ReviewDue, e.At, null);

    public Evidence Apply(EvidenceWithdrawn e) => this with { WithdrawnAt = e.At, WithdrawnFor = e.Reason };

    [JsonIgnore]
    public bool IsWithdrawn => WithdrawnAt is not null;

    /// <summary>Recorded by then, and not withdrawn yet.</summary>
    public bool IsKnownAt(DateTimeOffset instant) => RecordedAt <= instant && !(WithdrawnAt <= instant);
}
