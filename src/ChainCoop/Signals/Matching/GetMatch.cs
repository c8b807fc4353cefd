using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals.Matching;

/// <summary>A match as one side sees it.</summary>
/// <param name="SignalId">The own one.</param>
/// <param name="SubjectId">The person in it.</param>
/// <param name="Consented">The own organisation recorded a basis that is in force.</param>
/// <param name="OtherConsented">The other side did.</param>
/// <param name="Other">Who the other side has registered; absent until both did, when the agreement or a basis ends, and when the own signal is retracted.</param>
public sealed record MatchView(
    MatchId Id, AgreementId AgreementId, SignalId SignalId, SubjectId SubjectId, DateTimeOffset FoundAt, bool Consented, bool OtherConsented, MatchedPerson? Other);

/// <param name="Identifiers">Absent when they were erased, or the signal was retracted.</param>
public sealed record MatchedPerson(Oin Organisation, MunicipalityCode Municipality, Identifiers? Identifiers);

public static class GetMatchEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "match.read", ResourceKind.Match, Room.General, [GrantRole.Owner], [.. RoomAccess.RolesOf(Room.General)], [.. RoomAccess.PurposesOf(Room.General), MatchKeys.Purpose.Value]);

    /// <summary>Reads one match: ids of the own side, and the other person once both sides recorded a basis.</summary>
    [WolverineGet("/matches/{matchId}"), Scope("signals.read"), RequiresPurpose]
    [ProducesResponseType<MatchView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(
        MatchId matchId, HttpContext http, Gate gate, IDocumentStore store, NpgsqlDataSource source, Vault vault, TimeProvider clock, CancellationToken token) =>
        gate.Show<Match>(
            matchId.Value,
            Rule,
            async (match, _) =>
            {
                var (own, other) = (match.SideOf(http.Actor().Organisation), match.OtherThan(http.Actor().Organisation));
                var now = clock.GetUtcNow();
                var holding = await MatchBasis.InForceAsync([.. match.Consents.Select(consent => consent.LegalBasisId)], now, source, token);
                var (consented, otherConsented) = (Holds(own), Holds(other));
                var open = consented && otherConsented && await MatchAgreement.FindAsync(match.AgreementId, source, token) is { } agreement && agreement.IsInForce(now)
                    && await StandsAsync(own, store, token);
                var view = new MatchView(
                    match.Id, match.AgreementId, own.SignalId, own.SubjectId, match.FoundAt, consented, otherConsented, open ? await PersonAsync(other, store, vault, token) : null);
                // What it shows depends on bases, too, which are no steps of the match.
                return (open ? new Shown(view, own.SubjectId, other.SubjectId) : new Shown(view, own.SubjectId)) with { HidesSteps = true };

                bool Holds(MatchSide side) => match.BasisOf(side.Organisation) is { } basis && holding.Contains(basis);
            },
            match => match.Version);

    /// <summary>Who takes the own signal back asks about nobody any more.</summary>
    private static async Task<bool> StandsAsync(MatchSide own, IDocumentStore store, CancellationToken token)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Signal>(own.SignalId, token) is { Status: not (SignalStatus.Retracted or SignalStatus.Destroyed) };
    }

    private static async Task<MatchedPerson> PersonAsync(MatchSide side, IDocumentStore store, Vault vault, CancellationToken token)
    {
        await using var session = store.QuerySession();
        var signal = await session.LoadAsync<Signal>(side.SignalId, token);
        var payload = signal is null or { Status: SignalStatus.Retracted } ? null : signal.Subjects.FirstOrDefault(subject => subject.SubjectId == side.SubjectId)?.Identifiers;
        return new MatchedPerson(side.Organisation, side.Municipality, payload is null ? null : (await vault.OpenAsync([payload], token)).Find<Identifiers>(payload));
    }
}
