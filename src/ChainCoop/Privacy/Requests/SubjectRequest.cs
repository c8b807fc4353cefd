using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Requests;

/// <summary>What a data subject may ask for: art. 15, 17, 16 and 21 AVG; art. 25 and 28 Wpg.</summary>
public enum SubjectRequestKind { Access, Erasure, Rectification, Objection }

/// <summary>By which act it is dealt with: AVG, or Wpg where a body works with police data.</summary>
public enum SubjectRequestRegime { Avg, Wpg }

public enum ItemDecision { Granted, Refused }

/// <summary>Open until all who were asked have decided. Whether the term has passed is another matter.</summary>
public enum SubjectRequestStatus { Open, Answered, Destroyed }

/// <summary>What must be known to decide about a request, and where its content is.</summary>
public sealed record SubjectRequest(
    SubjectRequestId Id,
    MunicipalityCode Municipality,
    Oin Contact,
    SubjectRequestKind Kind,
    SubjectRequestRegime Regime,
    DateOnly ReceivedOn,
    DateOnly DueOn,
    SubjectId Person,
    PayloadRef Identifiers,
    PayloadRef? ContactDetails,
    IReadOnlyList<AskedOwner> Asked)
{
    public long Version { get; init; }

    public SubjectRequestStatus Status { get; init; }

    public ExtensionReason? ExtendedFor { get; init; }

    /// <summary>Of every owner that decided, in that order.</summary>
    public IReadOnlyList<RequestPart> Parts { get; init; } = [];

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>That a term passed was recorded.</summary>
    public bool BecameOverdue { get; init; }

    public static SubjectRequest Create(SubjectRequestReceived e) => new(
        e.SubjectRequestId, e.Municipality, e.Contact, e.Kind, e.Regime, e.ReceivedOn, e.DueOn, e.Person, e.Identifiers, e.ContactDetails, e.Asked);

    public SubjectRequest Apply(SubjectRequestExtended e) => this with { DueOn = e.DueOn, ExtendedFor = e.Reason };

    public SubjectRequest Apply(SubjectRequestPartDecided e) => this with { Parts = [.. Parts, new RequestPart(e.Municipality, e.Owner, e.Items)] };

    public SubjectRequest Apply(SubjectRequestAnswered e) => this with { Status = SubjectRequestStatus.Answered, AnsweredAt = e.At };

    public SubjectRequest Apply(SubjectRequestBecameOverdue _) => this with { BecameOverdue = true };

    /// <summary>The bodies of the events before it may be empty by now.</summary>
    public SubjectRequest Apply(SubjectRequestDestroyed e) => this with
    {
        Id = SubjectRequestId.From(e.Record.Value),
        Municipality = e.Municipality,
        Status = SubjectRequestStatus.Destroyed,
        ContactDetails = null,
        Asked = [],
        Parts = [],
        ExtendedFor = null,
        AnsweredAt = null,
    };

    public RequestPart? PartOf(MunicipalityCode municipality) => Parts.FirstOrDefault(part => part.Municipality == municipality);

    /// <summary>The last day itself is in time.</summary>
    public bool IsOverdue(DateOnly today) => Status == SubjectRequestStatus.Open && today > DueOn;
}

public sealed record RequestPart(MunicipalityCode Municipality, Oin Owner, IReadOnlyList<PartItem> Items);

/// <summary>Which steps a request's state allows.</summary>
public static class RequestProtocol
{
    public static IReadOnlyList<string> Allowed(SubjectRequest request, DateOnly today)
    {
        List<string> allowed = [];
        if (request.Status == SubjectRequestStatus.Open) allowed.Add("part");
        if (MayExtend(request, today)) allowed.Add("extension");
        if (MayExport(request)) allowed.Add("export");
        return allowed;
    }

    /// <summary>Once, while the term still runs, where the law has an extension.</summary>
    public static bool MayExtend(SubjectRequest request, DateOnly today) =>
        request is { Status: SubjectRequestStatus.Open, ExtendedFor: null } && today <= request.DueOn
        && RequestTerms.ExtendedTo(request.Regime, request.ReceivedOn) is not null;

    public static bool MayExport(SubjectRequest request) => request is { Kind: SubjectRequestKind.Access, Status: SubjectRequestStatus.Answered };

    public static Problem Forbids(SubjectRequest request, DateOnly today, string detail) =>
        Problems.StateForbids(Kebab.Of(request.Status), Allowed(request, today), detail);
}
