using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Timeline.Bundles;

/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListEvidenceBundles(EvidenceBundleId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <param name="RequestedBy">The auditor, a pseudonym.</param>
public sealed record EvidenceBundleSummary(EvidenceBundleId Id, EvidenceBundleStatus Status, MunicipalityCode Municipality, Pseudonym RequestedBy, DateTimeOffset RequestedAt);

public static class ListEvidenceBundlesEndpoint
{
    /// <summary>Lists what was asked for as evidence, the newest first: so a privacy officer finds what waits for a decision.</summary>
    [WolverineGet("/audit/evidence-bundles"), Scope("audit.read")]
    [ProducesResponseType<Page<EvidenceBundleSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListEvidenceBundles query, Gate gate, Pseudonyms pseudonyms, IDocumentStore store, NpgsqlDataSource source) =>
        gate.Ask(EvidenceBundleRules.List, async scope =>
        {
            var found = await ReadAsync(query, scope, store, source);
            var page = found.Take(query.Limit).ToList();
            return new Shown(new Page<EvidenceBundleSummary>(
                [.. page.Select(bundle => new EvidenceBundleSummary(bundle.Id, bundle.Status, bundle.Municipality, pseudonyms.Of(bundle.RequestedBy), bundle.RequestedAt))],
                found.Count > query.Limit ? page[^1].Id.ToString() : null));
        });

    private static async Task<IReadOnlyList<EvidenceBundle>> ReadAsync(ListEvidenceBundles query, Scope scope, IDocumentStore store, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select b.data from chaincoop.mt_doc_evidencebundle b
            where (@cursor is null or b.id < @cursor) and {Grants.Visible("b.id")}
            order by b.id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<EvidenceBundle> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token)) found.Add(await store.Options.Serializer().FromJsonAsync<EvidenceBundle>(reader, 0, scope.Token));
        return found;
    }
}
