using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Links;

/// <param name="SubjectId">The person as one of the two tracks knows them.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many links; default 50.</param>
public sealed record SearchSubjectLinks(SubjectId SubjectId, SubjectLinkId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>That there is a link. What it says is read from the link itself, so that the access record names the link.</summary>
public sealed record SubjectLinkSummary(SubjectLinkId Id, MunicipalityCode Municipality, DateTimeOffset LinkedAt);

public static class SearchSubjectLinksEndpoint
{
    /// <summary>Finds the links of a person that the caller's organisation recorded and that have not ended.</summary>
    [WolverinePost("/subject-links/_search"), Scope("privacy.read"), RequiresPurpose]
    [ProducesResponseType<Page<SubjectLinkSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SearchSubjectLinks command, Gate gate, NpgsqlDataSource source, Secrets secrets) =>
        gate.Ask(LinkRules.Search, async scope => new Shown(await ReadAsync(command, scope, source, secrets)));

    private static async Task<Page<SubjectLinkSummary>> ReadAsync(SearchSubjectLinks query, Scope scope, NpgsqlDataSource source, Secrets secrets)
    {
        await using var command = source.CreateCommand(
            $"""
            select s.id, s.data ->> 'municipality', (s.data ->> 'linkedAt')::timestamptz
            from privacy.subject_links l join chaincoop.mt_doc_subjectlink s on s.id = l.link
            where l.hash = @hash and {Grants.Visible("l.link")} and (@cursor is null or s.id > @cursor)
            order by s.id limit @limit
            """);
        command.Parameters.AddWithValue("hash", LinkHashes.Of(query.SubjectId, secrets));
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<SubjectLinkSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
            found.Add(new SubjectLinkSummary(SubjectLinkId.From(reader.GetGuid(0)), new(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2)));

        var page = found.Take(query.Limit).ToList();
        return new Page<SubjectLinkSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}
