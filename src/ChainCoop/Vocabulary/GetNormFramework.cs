using ChainCoop.Norms;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Vocabulary;

public static class GetNormFrameworkEndpoint
{
    /// <summary>
    /// Reads one version of the norm framework: what the council asks of a municipality, what counts as evidence, and which measures the system
    /// computes with which bounds. A version never changes; the code list <c>norm-frameworks</c> has all of them.
    /// </summary>
    /// <remarks>Open to anybody: it holds no data of anyone.</remarks>
    /// <param name="version">A code of that list.</param>
    [WolverineGet("/norm-frameworks/{version}"), AllowAnonymous, NotRecorded]
    [ProducesResponseType<NormFramework>(StatusCodes.Status200OK)]
    public static IResult Get(string version) =>
        NormFrameworks.Find(new NormFrameworkVersion(version)) is { } framework ? Results.Json(framework, Json.Http) : Problems.NotFound.ToResult();
}
