using ChainCoop.Shared;

namespace ChainCoop.Privacy.Lists;

public enum DestructionListStatus { Proposed, Reviewed, Approved, CarriedOut }

/// <summary>What must be known to decide about a list and to follow it to its certificate.</summary>
public sealed record DestructionList(
    DestructionListId Id,
    DestructionListStatus Status,
    MunicipalityCode Municipality,
    Oin Owner,
    ListKind Kind,
    RetentionRulesVersion Rules,
    long Position,
    IReadOnlyList<ListItem> Items,
    ActorRef? ProposedBy,
    DateTimeOffset ProposedAt)
{
    public long Version { get; init; }

    /// <summary>The last one of each item.</summary>
    public IReadOnlyList<ItemReview> Reviews { get; init; } = [];

    public IReadOnlyList<ActorRef> Reviewers { get; init; } = [];

    public ListApproval? Approval { get; init; }

    public DestructionCertificate? Certificate { get; init; }

    public static DestructionList Create(DestructionListProposed e) =>
        new(e.ListId, DestructionListStatus.Proposed, e.Municipality, e.Owner, e.Kind, e.Rules, e.Position, e.Items, e.By, e.At);

    public DestructionList Apply(DestructionListReviewed e)
    {
        var again = e.Items.Select(item => item.Record).ToHashSet();
        IReadOnlyList<ItemReview> reviews = [.. Reviews.Where(review => !again.Contains(review.Record)), .. e.Items];
        return this with
        {
            Status = reviews.Count == Items.Count ? DestructionListStatus.Reviewed : DestructionListStatus.Proposed,
            Reviews = reviews,
            Reviewers = e.By is { } by && !Reviewers.Contains(by) ? [.. Reviewers, by] : Reviewers,
        };
    }

    public DestructionList Apply(DestructionListApproved e) => this with
    {
        Status = DestructionListStatus.Approved,
        Approval = new ListApproval(e.Held, e.Kept, e.By, e.Standing, e.At),
    };

    public DestructionList Apply(DestructionListCarriedOut e) => this with
    {
        Status = DestructionListStatus.CarriedOut,
        Certificate = new DestructionCertificate(e.Destroyed, e.Kept, e.Held, e.Position, e.At),
    };

    /// <summary>In the order of the list.</summary>
    public IReadOnlyList<RecordId> ToDestroy
    {
        get
        {
            var destroyed = Reviews.Where(review => review.Decision == ListDecision.Destroy).Select(review => review.Record).ToHashSet();
            return [.. Items.Select(item => item.Record).Where(destroyed.Contains)];
        }
    }
}

/// <param name="Held">To destroy, and not begun: a legal hold.</param>
/// <param name="Kept">To destroy, and not begun: no longer due.</param>
public sealed record ListApproval(IReadOnlyList<RecordId> Held, IReadOnlyList<RecordId> Kept, ActorRef? By, StandingApprovalId? Standing, DateTimeOffset At);

public sealed record DestructionCertificate(IReadOnlyList<ClassCount> Destroyed, int Kept, int Held, long Position, DateTimeOffset At);
