using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals.Matching;

/// <summary>The own organisation lets the other side of a match know who its person is.</summary>
/// <param name="LegalBasis">The ground: a basis of this kind has to be recorded for the own signal, and in force.</param>
public sealed record ConsentToIdentity(LegalBasisKind LegalBasis);

/// <param name="Open">Both sides recorded a basis: each reads who the other's person is.</param>
public sealed record MatchStanding(MatchId Id, bool Open);

public static class ConsentToIdentityEndpoint
{
    public static readonly AccessRule Rule = GetMatchEndpoint.Rule with { Name = "match.consent" };

    /// <summary>Records the basis of one side. Identity opens with the second; until then neither learns anything of the other.</summary>
    [WolverinePost("/matches/{matchId}/identity-consents"), Scope("signals.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<MatchStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(MatchId matchId, ConsentToIdentity command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Match>(matchId.Value, Rule, async (match, entry) => Decide(
            match,
            await MatchAgreement.FindAsync(match.AgreementId, source, token),
            await MatchBasis.FindAsync(command.LegalBasis, match.SideOf(entry.By.Organisation), entry.Now, source, token),
            command.LegalBasis, entry.By, entry.Now));

    /// <param name="agreement">Null: it ended.</param>
    /// <param name="basis">Null: none of this kind is in force for the own side.</param>
    public static Decision Decide(Match match, MatchAgreement? agreement, MatchBasis? basis, LegalBasisKind kind, ActorRef by, DateTimeOffset now)
    {
        if (agreement is null || !agreement.IsInForce(now)) return Problems.NoMatchingAgreement;
        if (basis is null) return Problems.NoBasisForIdentity;
        var (own, other) = (match.SideOf(by.Organisation), match.OtherThan(by.Organisation));
        var standing = new MatchStanding(match.Id, match.BasisOf(other.Organisation) is not null);
        if (match.BasisOf(own.Organisation) == basis.Id) return Decision.Of() with { Answer = standing };
        return Decision.Of(new MatchIdentityConsented(match.Id, own.Organisation, basis.Id, by, now)) with
        {
            Answer = standing,
            Subjects = [own.SubjectId],
            Given = Recipient.Of(other.Organisation, kind),
            Premises = [new(agreement.Id.Value, agreement.Version, Problems.ChangedMeanwhile), new(basis.Id.Value, basis.Version, Problems.ChangedMeanwhile)],
            HidesSteps = true,
        };
    }
}
