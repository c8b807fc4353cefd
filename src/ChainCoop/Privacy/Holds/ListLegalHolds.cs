using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Privacy.Holds;

/// <param name="Municipality">Only holds on records of this municipality.</param>
/// <param name="Overdue">Only holds in force whose review is late, or only all others.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many holds; default 50.</param>
public sealed record ListLegalHolds(
    MunicipalityCode? Municipality = null, bool? Overdue = null, LegalHoldId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>A legal hold in a list; it holds no prose and no person.</summary>
/// <param name="OnSubject">It is on one person in the record.</param>
/// <param name="ReviewOn">Last day of the review.</param>
/// <param name="Overdue">That day passed. The hold stays in force.</param>
public sealed record LegalHoldSummary(
    LegalHoldId Id, HoldStatus Status, RecordName Record, bool OnSubject, MunicipalityCode Municipality, HoldReason Reason, DateOnly ReviewOn, bool Overdue);

public static class ListLegalHoldsEndpoint
{
    /// <summary>Lists the legal holds of the own organisation, those that have ended too, the newest first.</summary>
    [WolverineGet("/legal-holds"), Scope("privacy.read")]
    [ProducesResponseType<Page<LegalHoldSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListLegalHolds query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(HoldRules.List, async scope => new Shown(await ReadAsync(query, scope, source)));

    private static async Task<Page<LegalHoldSummary>> ReadAsync(ListLegalHolds query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select hold, ended_at is not null, record_kind, record, target_kind = 'subject', municipality, reason, review_on, overdue
            from (select h.*, h.ended_at is null and h.review_on < @today as overdue from privacy.holds h where {Grants.Visible("h.hold")}) listed
            where (@municipality is null or municipality = @municipality)
              and (@overdue is null or overdue = @overdue)
              and (@cursor is null or hold < @cursor)
            order by hold desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("today", DutchTime.DayOf(scope.Now));
        command.Parameters.Add(new NpgsqlParameter<string?>("municipality", query.Municipality?.Value));
        command.Parameters.Add(new NpgsqlParameter("overdue", NpgsqlDbType.Boolean) { Value = query.Overdue is { } late ? late : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<LegalHoldSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            found.Add(new LegalHoldSummary(
                LegalHoldId.From(reader.GetGuid(0)), reader.GetBoolean(1) ? HoldStatus.Ended : HoldStatus.InForce,
                new RecordName(Kebab.Parse<RecordNameKind>(reader.GetString(2)), RecordId.From(reader.GetGuid(3))), reader.GetBoolean(4), new(reader.GetString(5)), new(reader.GetString(6)),
                reader.GetFieldValue<DateOnly>(7), reader.GetBoolean(8)));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<LegalHoldSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}
