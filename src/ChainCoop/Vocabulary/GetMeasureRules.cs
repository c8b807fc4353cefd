using ChainCoop.Cases.Security;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Vocabulary;

public static class GetMeasureRulesEndpoint
{
    /// <summary>
    /// Reads one version of the rules for measures: which statute gives which body the power for what, and what a measure cannot be imposed
    /// without. A version never changes; the code list <c>measure-rules</c> has all of them.
    /// </summary>
    /// <remarks>Open to anybody: it holds no data of anyone.</remarks>
    /// <param name="version">A code of that list.</param>
    [WolverineGet("/measure-rules/{version}"), AllowAnonymous, NotRecorded]
    [ProducesResponseType<MeasureRuleSet>(StatusCodes.Status200OK)]
    public static IResult Get(string version) =>
        MeasureRules.Find(new MeasureRulesVersion(version)) is { } rules ? Results.Json(rules, Json.Http) : Problems.NotFound.ToResult();
}
