using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Requests;

/// <summary>More time for the answer (art. 12(3) AVG). The person hears of it within the first term.</summary>
public sealed record ExtendSubjectRequest(ExtensionReason Reason);

public static class ExtendSubjectRequestEndpoint
{
    /// <summary>Extends the term of a request by two months, once, by its contact point.</summary>
    [WolverinePost("/subject-requests/{requestId}/extensions"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubjectRequestReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubjectRequestId requestId, ExtendSubjectRequest command, Gate gate) =>
        gate.Change<SubjectRequest>(requestId.Value, RequestRules.Extend, (request, entry) => Decide(command, request, entry.By, entry.Now));

    public static Decision Decide(ExtendSubjectRequest command, SubjectRequest request, ActorRef by, DateTimeOffset now)
    {
        var today = DutchTime.DayOf(now);
        if (!RequestProtocol.MayExtend(request, today) || RequestTerms.ExtendedTo(request.Regime, request.ReceivedOn) is not { } dueOn)
            return RequestProtocol.Forbids(request, today, "A term is extended once, while it runs, and only where the law has an extension.");

        return Decision.Of(new SubjectRequestExtended(request.Id, dueOn, command.Reason, by, now)) with
        {
            Timers = [new Access.Timer(new SubjectRequestDue(request.Id), DutchTime.EndOf(dueOn))],
            Answer = new SubjectRequestReceipt(request.Id, dueOn),
        };
    }
}
