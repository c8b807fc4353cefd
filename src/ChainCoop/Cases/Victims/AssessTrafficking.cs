using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Judges whether and how a person was trafficked, as far as known. What is left out is not known.</summary>
/// <param name="DecidedBy">Which kind of organisation decided on the status.</param>
/// <param name="SexualExploitation">Belongs to sexual exploitation.</param>
/// <param name="Industry">Belongs to labour exploitation.</param>
public sealed record AssessTrafficking(
    TraffickingStatus Status,
    TraffickingDecider DecidedBy,
    [property: MaxLength(20)] IReadOnlyList<ExploitationType>? ExploitationTypes = null,
    [property: MaxLength(20)] IReadOnlyList<SexualExploitationType>? SexualExploitation = null,
    [property: MaxLength(20)] IReadOnlyList<ControlMethod>? ControlMethods = null,
    [property: MaxLength(20)] IReadOnlyList<RecruitmentMethod>? RecruitmentMethods = null,
    LabourIndustry? Industry = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    private static readonly ExploitationType Sexual = new("sexual");
    private static readonly ExploitationType Labour = new("labour");

    private IReadOnlyList<ExploitationType> Types => ExploitationTypes ?? [];

    public void Check(Faults faults)
    {
        Once(Types, "/exploitationTypes");
        Once(SexualExploitation, "/sexualExploitation");
        Once(ControlMethods, "/controlMethods");
        Once(RecruitmentMethods, "/recruitmentMethods");

        if (Status == TraffickingStatus.NotAVictim)
        {
            faults.Require(
                this is { ExploitationTypes: null or [], SexualExploitation: null or [], ControlMethods: null or [], RecruitmentMethods: null or [], Industry: null }, "/status", "Who is not a victim was not exploited: nothing else can be said.");
            return;
        }

        if (faults.Has("/exploitationTypes")) return;
        faults.Require(SexualExploitation is null or [] || Types.Contains(Sexual), "/sexualExploitation", "Belongs to sexual exploitation.");
        faults.Require(Industry is null || Types.Contains(Labour), "/industry", "Belongs to labour exploitation.");

        void Once<T>(IReadOnlyList<T>? codes, string pointer) => faults.Require(codes is null || codes.Distinct().Count() == codes.Count, pointer, "Each code may be given once.");
    }
}

public sealed record TraffickingAssessmentReceipt(TraffickingAssessmentId Id);

public static class AssessTraffickingEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.assess-trafficking");

    /// <summary>Records whether and how a person was trafficked, in the terms of HTCDS 2.0. A later one replaces it; the history stays.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/participations/{participationId}/trafficking-assessments"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<TraffickingAssessmentReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ParticipationId participationId, AssessTrafficking command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (Refuses(track, participationId) is { } refusal) return refusal;
            var note = await entry.SealNoteAbout(track, participationId, command.Note, "victim_trafficking_assessed");
            return Decide(TraffickingAssessmentId.New(), participationId, command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(
        TraffickingAssessmentId id, ParticipationId person, AssessTrafficking command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (Refuses(track, person) is { } refusal) return refusal;
        var assessed = new VictimTraffickingAssessed(
            track.Id, id, person, command.Status, command.DecidedBy, command.ExploitationTypes ?? [], command.SexualExploitation ?? [], command.ControlMethods ?? [],
            command.RecruitmentMethods ?? [], command.Industry, note, by, now);
        return Decision.Of(assessed) with
        {
            Answer = new TraffickingAssessmentReceipt(id),
            Subjects = [track.SubjectOf(person)],
        };
    }

    /// <summary>As what is arranged for a person; here the address names the participation.</summary>
    private static Problem? Refuses(VictimTrack track, ParticipationId person) =>
        !track.Destroyed && track.Participations.Find(person) is null ? Problems.NotFound : track.Refuses(person);
}
