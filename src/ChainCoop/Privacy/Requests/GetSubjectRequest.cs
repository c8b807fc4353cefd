using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Requests;

/// <summary>A request as this caller may see it.</summary>
/// <param name="Person">What the owners search with; null when erased.</param>
/// <param name="Overdue">The term passed and not all owners have decided.</param>
public sealed record SubjectRequestView(
    SubjectRequestId Id,
    MunicipalityCode Municipality,
    Oin Contact,
    SubjectRequestKind Kind,
    SubjectRequestRegime Regime,
    SubjectRequestStatus Status,
    DateOnly ReceivedOn,
    DateOnly DueOn,
    bool Overdue,
    Identifiers? Person)
{
    /// <summary>What the caller's own organisation decided, if it has.</summary>
    public PartView? OwnPart { get; init; }

    /// <summary>Who was asked and what became of it. Only for the contact point.</summary>
    public IReadOnlyList<AskedView>? Asked { get; init; }

    /// <summary>Where the answer goes. Only for the contact point.</summary>
    public string? ContactDetails { get; init; }

    public ExtensionReason? ExtendedFor { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Steps that this state allows next. Only for the contact point.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }
}

/// <param name="Given">Something is given. What an owner withheld and what it does not have look the same from outside; null while it has not decided.</param>
public sealed record AskedView(MunicipalityCode Municipality, Oin Organisation, bool Decided, bool? Given);

public sealed record PartView(MunicipalityCode Municipality, IReadOnlyList<PartItemView> Items);

/// <param name="Record">Null, like the members below it, when erased.</param>
public sealed record PartItemView(
    ItemDecision Decision, RefusalGround? Ground, SourceRecord? Record, SubjectId? SubjectId, string? Note, IReadOnlyList<RedactedProse>? Prose);

public static class GetSubjectRequestEndpoint
{
    /// <summary>Reads one request: the person to search for, and the part that the caller's own organisation decided.</summary>
    [WolverineGet("/subject-requests/{requestId}"), Scope("privacy.read"), RequiresPurpose]
    [ProducesResponseType<SubjectRequestView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubjectRequestId requestId, HttpContext http, Gate gate, Vault vault, TimeProvider clock, CancellationToken token) =>
        gate.Show<SubjectRequest>(
            requestId.Value,
            RequestRules.Read,
            async (request, verdict) =>
            {
                var caller = http.Actor().Organisation;
                var isContact = verdict.Has(GrantRole.Owner);
                var own = request.Parts.FirstOrDefault(part => part.Owner == caller);
                var opened = await vault.OpenAsync(
                    [request.Identifiers, .. isContact && request.ContactDetails is { } details ? [details] : Array.Empty<PayloadRef>(), .. own?.Items.Select(item => item.Detail) ?? []], token);
                return new Shown(View(request, own, isContact, opened, DutchTime.DayOf(clock.GetUtcNow())), SubjectsIn(request, own, opened))
                {
                    HidesSteps = !isContact,
                };
            },
            request => request.Version);

    /// <param name="own">What the caller's own organisation decided.</param>
    public static SubjectRequestView View(SubjectRequest request, RequestPart? own, bool isContact, Opened opened, DateOnly today)
    {
        var view = new SubjectRequestView(
            request.Id, request.Municipality, request.Contact, request.Kind, request.Regime, request.Status, request.ReceivedOn, request.DueOn,
            request.IsOverdue(today), opened.Find<Identifiers>(request.Identifiers))
        {
            OwnPart = own is null ? null : new PartView(own.Municipality, [.. own.Items.Select(item => ItemOf(item, opened.Find<ItemDetail>(item.Detail)))]),
            ExtendedFor = request.ExtendedFor,
        };
        return !isContact ? view : view with
        {
            Asked =
            [
                .. request.Asked.Select(asked => request.PartOf(asked.Municipality) is { } part
                    ? new AskedView(asked.Municipality, asked.Organisation, true, part.Items.Any(item => item.Decision == ItemDecision.Granted))
                    : new AskedView(asked.Municipality, asked.Organisation, false, null)),
            ],
            ContactDetails = request.ContactDetails is { } details ? opened.Text(details) : null,
            AnsweredAt = request.AnsweredAt,
            Allowed = RequestProtocol.Allowed(request, today),
        };
    }

    private static PartItemView ItemOf(PartItem item, ItemDetail? detail) =>
        new(item.Decision, item.Ground, detail?.Record, detail?.SubjectId, detail?.Note, detail?.Prose);

    private static List<SubjectId> SubjectsIn(SubjectRequest request, RequestPart? own, Opened opened) =>
    [
        request.Person,
        .. RecordedSubjects.Of((own?.Items ?? []).Select(item => opened.Find<ItemDetail>(item.Detail)).OfType<ItemDetail>().Select(detail => (detail.Record.Kind, detail.SubjectId))),
    ];
}
