using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Vocabulary;

/// <param name="Id">The name of the list.</param>
/// <param name="Version">Goes up when a code is added or ends.</param>
/// <param name="Source">The law, standard or table that the codes come from.</param>
public sealed record CodeListSummary(string Id, string Version, string Source);

public static class GetCodeListsEndpoint
{
    /// <summary>Lists the code lists, all on one page.</summary>
    /// <remarks>Open to anybody: they hold no data of anyone.</remarks>
    [WolverineGet("/code-lists"), AllowAnonymous, NotRecorded]
    [ProducesResponseType<Page<CodeListSummary>>(StatusCodes.Status200OK)]
    public static IResult Get() =>
        Results.Json(new Page<CodeListSummary>([.. CodeLists.All.Select(list => new CodeListSummary(list.Name, list.Version, list.Source))]), Json.Http);
}

public static class GetCodeListEndpoint
{
    /// <summary>Reads one code list with its codes, in English and in Dutch.</summary>
    /// <remarks>Open to anybody: it holds no data of anyone.</remarks>
    /// <param name="list">Its name, as in the list of all.</param>
    [WolverineGet("/code-lists/{list}"), AllowAnonymous, NotRecorded]
    [ProducesResponseType<CodeList>(StatusCodes.Status200OK)]
    public static IResult Get(string list) => CodeLists.Find(list) is { } found ? Results.Json(found, Json.Http) : Problems.NotFound.ToResult();
}
