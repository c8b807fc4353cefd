using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Links;

/// <param name="Mapping">Absent when the link has ended, and when it was erased.</param>
public sealed record SubjectLinkView(SubjectLinkId Id, MunicipalityCode Municipality, DateTimeOffset LinkedAt, DateTimeOffset? EndedAt, SubjectMapping? Mapping);

public static class GetSubjectLinkEndpoint
{
    /// <summary>Reads which person in one track is which in the other.</summary>
    [WolverineGet("/subject-links/{linkId}"), Scope("privacy.read"), RequiresPurpose]
    [ProducesResponseType<SubjectLinkView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubjectLinkId linkId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<SubjectLink>(
            linkId.Value,
            LinkRules.Read,
            // No subjects in the access record: it would join the tracks (LinkRules).
            async (link, _) => new Shown(View(link, await vault.OpenAsync(link.EndedAt is null ? [link.Mapping] : [], token))),
            link => link.Version);

    public static SubjectLinkView View(SubjectLink link, Opened opened) =>
        new(link.Id, link.Municipality, link.LinkedAt, link.EndedAt, opened.Find<SubjectMapping>(link.Mapping));
}
