using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Why a person is in shelter longer than its term; once a week (domain, section 7).</summary>
public sealed record ReportOverstay(OverstayReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

/// <param name="NextReportBy">The end of the next week, should the person still be there.</param>
public sealed record OverstayStanding(ShelterRequestId Id, DateTimeOffset NextReportBy);

public static class ReportOverstayEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.report-overstay");

    /// <summary>Reports a stay beyond the term of the shelter.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/shelter-requests/{shelterRequestId}/overstays"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<OverstayStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ShelterRequestId shelterRequestId, ReportOverstay command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.ShelterRequests.FirstOrDefault(known => known.Id == shelterRequestId) is not { } request) return Problems.NotFound;
            var note = await entry.SealNoteAbout(track, request.ParticipationId, command.Note, "victim_overstay_reported");
            return Decide(shelterRequestId, command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(ShelterRequestId id, ReportOverstay command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.ShelterRequests.FirstOrDefault(known => known.Id == id) is not { } request) return Problems.NotFound;
        if (track.ReportOf(request) is not { } report) return ShelterProtocol.Forbids(request, "Only a stay that has a term can go on beyond it.");
        if (now < report.From) return ShelterProtocol.Forbids(request, "The term of the stay is not over, or this week was reported.");
        var next = ShelterTerms.NextReport(request, report, now);
        return Decision.Of(new VictimOverstayReported(track.Id, id, command.Reason, report.Id, next, note, by, now)) with
        {
            Timers = [ShelterTerms.TimerOf(track.Id, next)],
            Answer = new OverstayStanding(id, next.DueAt),
            Subjects = [track.SubjectOf(request.ParticipationId)],
        };
    }
}
