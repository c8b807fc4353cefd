using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

public static class GetVictimTrackEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.read", [.. CaseAccess.Readers, GrantRole.Disclosed]);

    /// <summary>Reads the care room. Who received a disclosure reads its id and the fields that were disclosed.</summary>
    [WolverineGet("/victim-tracks/{victimTrackId}"), Scope("cases.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<VictimTrackView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(VictimTrackId victimTrackId, HttpContext http, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<VictimTrack>(
            victimTrackId.Value,
            Rule,
            async (track, verdict) =>
            {
                // An address that is not shown is not opened either. It is for the room's own work: not in an emergency, and not by a disclosure.
                var roles = verdict.RolesWith(CaseAccess.Members);
                var shown = track.Placements.Where(placement => roles.Count > 0 && placement.ShowsAddressTo(http.Actor().Organisation, roles)).ToHashSet();
                var opened = await vault.OpenAsync([.. VictimTrackView.Opens(track), .. shown.Select(placement => placement.Address)], token);
                return DisclosedView.ShownTo(
                    verdict, CaseAccess.Readers, ResourceKind.VictimTrack, [.. track.Participations.Select(p => p.SubjectId).Distinct()], VictimTrackView.Of(track, opened, shown));
            },
            track => track.Version);
}
