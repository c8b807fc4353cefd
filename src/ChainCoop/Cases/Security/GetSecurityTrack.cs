using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>The security room of a case. It says nothing about the case or the care room.</summary>
/// <param name="OpenedOn">The day in UTC.</param>
/// <param name="Barriers">Interventions against barrier steps, in the order planned.</param>
public sealed record SecurityTrackView(
    SecurityTrackId Id, DateOnly OpenedOn, IReadOnlyList<ParticipationView> Participations, IReadOnlyList<BarrierView> Barriers, IReadOnlyList<MeasureView> Measures);

public static class GetSecurityTrackEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.read", [.. CaseAccess.Readers, GrantRole.Disclosed]);

    /// <summary>Reads the security room. Who received a disclosure reads its id and the fields that were disclosed.</summary>
    [WolverineGet("/security-tracks/{securityTrackId}"), Scope("cases.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<SecurityTrackView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(SecurityTrackId securityTrackId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<SecurityTrack>(
            securityTrackId.Value,
            Rule,
            async (track, verdict) => DisclosedView.ShownTo(
                verdict, CaseAccess.Readers, ResourceKind.SecurityTrack, [.. track.Participations.Select(p => p.SubjectId).Distinct()],
                View(track, await vault.OpenAsync(PayloadsOf(track), token), DutchTime.DayOf(gate.Now))),
            track => track.Version);

    private static SecurityTrackView View(SecurityTrack track, Opened opened, DateOnly today) => new(
        track.Id, RoomDay.Of(track.OpenedAt), [.. track.Participations.Select(p => ParticipationView.Of(p, opened))],
        [.. track.Barriers.Select(barrier => BarrierView.Of(barrier, opened))], [.. track.Measures.Select(measure => MeasureView.Of(measure, opened, today))]);

    private static List<PayloadRef> PayloadsOf(SecurityTrack track) =>
    [
        .. track.Participations.SelectMany(p => p.Shown)
            .Concat(track.Barriers.SelectMany(barrier => new[] { barrier.Note, barrier.ResultNote }).OfType<PayloadRef>())
            .Concat(track.Measures.SelectMany(measure => measure.Prose).Select(text => text.Payload))
            .Distinct(),
    ];
}
