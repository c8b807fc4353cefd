using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Audit.Unmaskings;

/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListUnmaskings(UnmaskingId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <param name="Pseudonym">Of the officer.</param>
public sealed record UnmaskingSummary(UnmaskingId Id, UnmaskingStatus Status, Pseudonym Pseudonym, UnmaskingReason Reason, DateTimeOffset ProposedAt);

public static class ListUnmaskingsEndpoint
{
    /// <summary>Lists the unmaskings of the own organisation, the newest first: so a privacy officer finds what waits for a decision.</summary>
    [WolverineGet("/audit/unmaskings"), Scope("audit.read")]
    [ProducesResponseType<Page<UnmaskingSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListUnmaskings query, Gate gate, Pseudonyms pseudonyms, IDocumentStore store, NpgsqlDataSource source) =>
        gate.Ask(UnmaskingRules.List, async scope =>
        {
            var found = await ReadAsync(query, scope, store, source);
            var page = found.Take(query.Limit).ToList();
            return new Shown(new Page<UnmaskingSummary>(
                [.. page.Select(unmasking => new UnmaskingSummary(unmasking.Id, unmasking.Status, pseudonyms.Of(unmasking.Officer), unmasking.Reason, unmasking.ProposedAt))],
                found.Count > query.Limit ? page[^1].Id.ToString() : null));
        });

    private static async Task<IReadOnlyList<Unmasking>> ReadAsync(ListUnmaskings query, Scope scope, IDocumentStore store, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select u.data from chaincoop.mt_doc_unmasking u
            where (@cursor is null or u.id < @cursor) and {Grants.Visible("u.id")}
            order by u.id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<Unmasking> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token)) found.Add(await store.Options.Serializer().FromJsonAsync<Unmasking>(reader, 0, scope.Token));
        return found;
    }
}
