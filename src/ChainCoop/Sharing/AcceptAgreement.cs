using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>The caller's organisation agrees.</summary>
public sealed record AcceptAgreement;

public static class AcceptAgreementEndpoint
{
    public static readonly AccessRule Rule =
        AccessRule.Of("agreement.accept", ResourceKind.Agreement, Room.General, [GrantRole.Party], AgreementAccess.Signers, SharingAccess.Purposes);

    /// <summary>Accepts an agreement for the own organisation; with the last party it is in force. Doing it again changes nothing.</summary>
    [WolverinePost("/agreements/{agreementId}/acceptances"), Scope("sharing.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<AgreementStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(AgreementId agreementId, AcceptAgreement command, Gate gate) =>
        gate.Change<Agreement>(agreementId.Value, Rule, (agreement, entry) => Decide(agreement, entry.By, entry.Now));

    public static Decision Decide(Agreement agreement, ActorRef by, DateTimeOffset now)
    {
        if (agreement.Status == AgreementStatus.Ended) return Problems.StateForbids(Kebab.Of(AgreementStatus.Ended), [], "The agreement has ended: make a new one.");
        if (agreement.Accepted.Contains(by.Organisation)) return Decision.Of() with { Answer = new AgreementStanding(agreement.Id, agreement.Status) };
        var accepted = new AgreementAccepted(agreement.Id, by.Organisation, by, now);
        var standing = new AgreementStanding(agreement.Id, agreement.Apply(accepted).Status);
        return Decision.Of(accepted) with { Answer = standing, Timers = standing.Status == AgreementStatus.InForce ? agreement.MatchKeysCome(now) : [] };
    }
}
