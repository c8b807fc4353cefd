using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <param name="Ground">Why it was refused; absent otherwise.</param>
/// <param name="DecidedAt">Absent while it is open.</param>
public sealed record ObjectionView(
    ObjectionId Id, ObjectionStatus Status, RecordName Record, SubjectId SubjectId, RefusalGround? Ground, DateTimeOffset RaisedAt, DateTimeOffset? DecidedAt);

public static class GetObjectionEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.OfObjections("objection.read", GrantRole.Owner);

    /// <summary>Reads one objection to a record that the own organisation answers for.</summary>
    [WolverineGet("/objections/{objectionId}"), Scope("privacy.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<ObjectionView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(ObjectionId objectionId, Gate gate) =>
        gate.Show<Objection>(
            objectionId.Value,
            Rule,
            (objection, _) => Task.FromResult(new Shown(
                new ObjectionView(
                    objection.Id, objection.Status, RecordName.Of(objection.Kind, objection.Record), objection.Subject, objection.Ground, objection.RaisedAt, objection.DecidedAt),
                objection.Subject)),
            objection => objection.Version);
}

/// <param name="Status">Only those.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListObjections(ObjectionStatus? Status = null, ObjectionId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>An objection in a list; it names no person.</summary>
public sealed record ObjectionRow(ObjectionId Id, ObjectionStatus Status, RecordName Record, DateTimeOffset RaisedAt);

public static class ListObjectionsEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.OfObjections("objection.list");

    /// <summary>Lists the objections to records that the own organisation answers for, the newest first.</summary>
    [WolverineGet("/objections"), Scope("privacy.read")]
    [ProducesResponseType<Page<ObjectionRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListObjections query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(await ReadAsync(query, scope, source)));

    private static async Task<Page<ObjectionRow>> ReadAsync(ListObjections query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select o.id, o.data ->> 'status', o.data ->> 'kind', (o.data ->> 'record')::uuid, (o.data ->> 'raisedAt')::timestamptz
            from chaincoop.mt_doc_objection o
            where {Grants.Visible("o.id", "o.data ->> 'room'")} and (@status is null or o.data ->> 'status' = @status) and (@cursor is null or o.id < @cursor)
            order by o.id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<ObjectionRow> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            found.Add(new ObjectionRow(
                ObjectionId.From(reader.GetGuid(0)), Kebab.Parse<ObjectionStatus>(reader.GetString(1)),
                new RecordName(Kebab.Parse<RecordNameKind>(reader.GetString(2)), RecordId.From(reader.GetGuid(3))), reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return found.Count > query.Limit ? new(found.Take(query.Limit).ToList(), found[query.Limit - 1].Id.ToString()) : new(found);
    }
}
