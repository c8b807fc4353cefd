using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Erasures;

/// <summary><see cref="Lapsed"/>: nobody decided. <see cref="Dropped"/>: no longer due when its turn came.</summary>
public enum ErasureStatus { Proposed, Ordered, CarriedOut, Withdrawn, Lapsed, Dropped }

/// <summary>What must be known to carry out an erasure and to follow it until every receiver has confirmed.</summary>
public sealed record Erasure(
    ErasureId Id,
    ErasureStatus Status,
    ResourceKind Kind,
    RecordId Record,
    long RecordVersion,
    ErasurePart Part,
    SubjectId? Subject,
    IReadOnlyList<Redaction> Redactions,
    ErasureGround Ground,
    DestructionListId? List,
    Oin Owner,
    MunicipalityCode Municipality,
    Room Room,
    ActorRef? ProposedBy,
    DateTimeOffset ProposedAt)
{
    public long Version { get; init; }

    public ActorRef? OrderedBy { get; init; }

    public DateTimeOffset? OrderedAt { get; init; }

    public DateTimeOffset? CarriedOutAt { get; init; }

    /// <summary>A legal hold stands in the way.</summary>
    public bool Held { get; init; }

    public DateTimeOffset? ReceiptsDueAt { get; init; }

    public IReadOnlyList<Oin> Receivers { get; init; } = [];

    public IReadOnlyList<ErasureReceipt> Receipts { get; init; } = [];

    public bool Overdue { get; init; }

    public static Erasure Create(ErasureProposed e) => new(
        e.ErasureId, ErasureStatus.Proposed, e.Kind, e.Record, e.RecordVersion, e.Part, e.Subject, e.Redactions, e.Ground, e.List, e.Owner, e.Municipality, e.Room, e.By, e.At);

    public Erasure Apply(ErasureOrdered e) =>
        this with { Status = ErasureStatus.Ordered, OrderedBy = e.By, OrderedAt = e.At, Receivers = e.Receivers, ReceiptsDueAt = e.ReceiptsDueAt };

    public Erasure Apply(ErasureWithdrawn _) => this with { Status = ErasureStatus.Withdrawn };

    public Erasure Apply(ErasureLapsed _) => this with { Status = ErasureStatus.Lapsed };

    public Erasure Apply(ErasureDropped _) => this with { Status = ErasureStatus.Dropped, Held = false };

    public Erasure Apply(ErasureHeld _) => this with { Held = true };

    public Erasure Apply(ErasureCarriedOut e) => this with { Status = ErasureStatus.CarriedOut, Held = false, CarriedOutAt = e.At };

    public Erasure Apply(ErasureConfirmed e) => this with { Receipts = [.. Receipts, new ErasureReceipt(e.Organisation, e.At)] };

    public Erasure Apply(ErasureUnconfirmed _) => this with { Overdue = true };

    /// <summary>Receivers that did not confirm yet.</summary>
    public IReadOnlyList<Oin> Missing => [.. Receivers.Except(Receipts.Select(receipt => receipt.Organisation))];
}

public sealed record ErasureReceipt(Oin Organisation, DateTimeOffset At);
