using ChainCoop.Cases.Security;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Vocabulary;

public static class GetBarrierModelEndpoint
{
    /// <summary>Reads one version of the barrier model. A version never changes; the code list <c>barrier-models</c> has all of them.</summary>
    /// <remarks>Open to anybody: it holds no data of anyone.</remarks>
    /// <param name="version">A code of that list.</param>
    [WolverineGet("/barrier-models/{version}"), AllowAnonymous, NotRecorded]
    [ProducesResponseType<BarrierModel>(StatusCodes.Status200OK)]
    public static IResult Get(string version) =>
        BarrierModels.Find(new BarrierModelVersion(version)) is { } model ? Results.Json(model, Json.Http) : Problems.NotFound.ToResult();
}
