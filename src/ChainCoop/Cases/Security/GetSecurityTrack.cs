using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>The security room of a case. It says nothing about the case or the care room.</summary>
/// <param name="OpenedOn">The day in UTC.</param>
public sealed record SecurityTrackView(
    SecurityTrackId Id, DateOnly OpenedOn, IReadOnlyList<ParticipationView> Participations, IReadOnlyList<MeasureView> Measures);

/// <param name="Steps">In the order taken.</param>
/// <param name="Imposition">Null until it is imposed.</param>
/// <param name="Allowed">States that follow.</param>
public sealed record MeasureView(
    MeasureId Id, MeasureKind Kind, MeasureState State, IReadOnlyList<MeasureStepView> Steps, ImpositionDetails? Imposition, IReadOnlyList<MeasureState> Allowed);

public sealed record MeasureStepView(MeasureState To, string? Note, DateTimeOffset At);

public static class GetSecurityTrackEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.read", [.. CaseAccess.Readers, GrantRole.Disclosed]);

    /// <summary>Reads the security room. Who received a disclosure reads its id and the fields that were disclosed.</summary>
    [WolverineGet("/security-tracks/{securityTrackId}"), Scope("cases.read"), RequiresPurpose]
    [ProducesResponseType<SecurityTrackView>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(SecurityTrackId securityTrackId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<SecurityTrack>(
            securityTrackId.Value,
            Rule,
            async (track, verdict) => DisclosedView.ShownTo(
                verdict, CaseAccess.Readers, ResourceKind.SecurityTrack, [.. track.Participations.Select(p => p.SubjectId).Distinct()],
                View(track, await vault.OpenAsync(PayloadsOf(track), token))),
            track => track.Version);

    private static SecurityTrackView View(SecurityTrack track, Opened opened)
    {
        return new SecurityTrackView(
            track.Id, RoomDay.Of(track.OpenedAt), [.. track.Participations.Select(p => ParticipationView.Of(p, opened))], [.. track.Measures.Select(MeasureOf)]);

        MeasureView MeasureOf(Measure measure) => new(
            measure.Id, measure.Kind, measure.State, [.. measure.Steps.Select(step => new MeasureStepView(step.To, Text(step.Note), step.At))],
            measure.Imposition is { } basis
                ? new ImpositionDetails(
                    basis.Article, basis.CompetentBody, opened.Text(basis.Facts), basis.FactsMayBeDisclosed, opened.Text(basis.Proportionality),
                    new HeardView(basis.NotHeard is null, Text(basis.View), basis.NotHeard), basis.Decision, basis.From, basis.Until)
                : null,
            MeasureProtocol.Next(measure.State));

        string? Text(PayloadRef? payload) => payload is null ? null : opened.Text(payload);
    }

    private static List<PayloadRef> PayloadsOf(SecurityTrack track) =>
    [
        .. track.Participations.SelectMany(p => p.Shown)
            .Concat<PayloadRef?>(track.Measures.SelectMany(measure => measure.Steps).Select(step => step.Note))
            .Concat(track.Measures.SelectMany(measure => new[] { measure.Imposition?.Facts, measure.Imposition?.Proportionality, measure.Imposition?.View }))
            .OfType<PayloadRef>().Distinct(),
    ];
}
