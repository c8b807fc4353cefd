using ChainCoop.Access;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Links;

/// <summary>A person in a victim track and a person in a security track are one human being.</summary>
/// <param name="Municipality">Whose tracks they are.</param>
public sealed record LinkSubjects(
    MunicipalityCode Municipality, VictimTrackId VictimTrackId, SubjectId VictimSubjectId, SecurityTrackId SecurityTrackId, SubjectId SecuritySubjectId);

public sealed record SubjectLinkReceipt(SubjectLinkId Id);

public static class LinkSubjectsEndpoint
{
    /// <summary>Records that two persons in two tracks are one, by the organisation that answers for both tracks.</summary>
    [WolverinePost("/subject-links"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<SubjectLinkReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(LinkSubjects command, Gate gate, NpgsqlDataSource source, Secrets secrets, CancellationToken token) =>
        gate.Create<SubjectLinkReceipt>(LinkRules.Link, async entry =>
        {
            if (!entry.Mandated.Contains(command.Municipality)) return Problems.Forbidden;
            if (await FaultsIn(command, entry, source, token) is { Count: > 0 } faults) return Problems.InvalidInput(faults);

            var id = SubjectLinkId.New();
            var mapping = new SubjectMapping(command.VictimTrackId, command.VictimSubjectId, command.SecurityTrackId, command.SecuritySubjectId);
            var sealedMapping = await entry.Seal(new Unsealed(new KeyScope(id.Value, LinkRules.Purpose, LinkRules.Retention), "subjects_linked", mapping));
            return Decide(id, command.Municipality, sealedMapping[0], entry.By, entry.Now) with { Also = operations => LinkHashes.Write(operations, id, mapping, secrets) };
        });

    public static Decision Decide(SubjectLinkId id, MunicipalityCode municipality, PayloadRef mapping, ActorRef by, DateTimeOffset now) => new()
    {
        Starts = [new NewStream(typeof(SubjectLink), id.Value, [new SubjectsLinked(id, mapping, municipality, by.Organisation, by, now)])],
        Answer = new SubjectLinkReceipt(id),
        Location = $"/subject-links/{id}",
        Race = new Race(LinkHashes.OncePerPair, Problems.AlreadyLinked),
    };

    /// <summary>Only the place: what the caller does not answer for, and what does not exist, is the same fault.</summary>
    private static async Task<IReadOnlyList<Fault>> FaultsIn(LinkSubjects command, Entry entry, NpgsqlDataSource source, CancellationToken token)
    {
        const string NoTrack = "There is no such track, or your municipality does not answer for it.";
        const string NoPerson = "The track has no such person.";
        List<Fault> faults = [];
        if (await entry.AnswersFor(ResourceKind.VictimTrack, command.VictimTrackId.Value) != command.Municipality)
            faults.Add(new Fault("/victimTrackId", NoTrack));
        else if (await Presence.FindAsync(new SourceRecord(SourceKind.VictimTrack, command.VictimTrackId.Value), command.VictimSubjectId, source, token) is null)
            faults.Add(new Fault("/victimSubjectId", NoPerson));
        if (await entry.AnswersFor(ResourceKind.SecurityTrack, command.SecurityTrackId.Value) != command.Municipality)
            faults.Add(new Fault("/securityTrackId", NoTrack));
        else if (await Presence.FindAsync(new SourceRecord(SourceKind.SecurityTrack, command.SecurityTrackId.Value), command.SecuritySubjectId, source, token) is null)
            faults.Add(new Fault("/securitySubjectId", NoPerson));
        return faults;
    }
}
