using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <param name="Accepted">The parties that agreed so far; with all of them it is in force.</param>
/// <param name="Until">First day after it; absent: until a party ends it.</param>
/// <param name="Note">Absent when there was none.</param>
/// <param name="EndedAt">Absent while nobody ended it.</param>
public sealed record AgreementView(
    AgreementId Id,
    AgreementStatus Status,
    IReadOnlyList<Oin> Parties,
    IReadOnlyList<Oin> Accepted,
    IReadOnlyList<Purpose> Purposes,
    DateOnly From,
    DateOnly? Until,
    string? Note,
    ActorRef MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset? EndedAt,
    string? EndNote);

public static class GetAgreementEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.WithKeepers("agreement.read", ResourceKind.Agreement, GrantRole.Party);

    /// <summary>Reads one agreement of the own organisation.</summary>
    [WolverineGet("/agreements/{agreementId}"), Scope("sharing.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<AgreementView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(AgreementId agreementId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<Agreement>(
            agreementId.Value,
            Rule,
            async (agreement, _) =>
            {
                var opened = await vault.OpenAsync([.. new[] { agreement.Note, agreement.End?.Note }.OfType<PayloadRef>()], token);
                return new Shown(new AgreementView(
                    agreement.Id, agreement.Status, agreement.Parties, agreement.Accepted, agreement.Purposes, agreement.From, agreement.Until, Text(agreement.Note),
                    agreement.MadeBy, agreement.MadeAt, agreement.End?.At, Text(agreement.End?.Note)));

                string? Text(PayloadRef? note) => note is null ? null : opened.Text(note);
            },
            agreement => agreement.Version);
}

/// <param name="Status">Only those.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListAgreements(AgreementStatus? Status = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public sealed record AgreementRow(AgreementId Id, AgreementStatus Status, DateOnly From, DateOnly? Until);

public static class ListAgreementsEndpoint
{
    /// <summary>Along the organisation's own agreements by their index.</summary>
    internal static readonly string OnePage =
        $"""
        select a.id, a.data ->> 'status', (a.data ->> 'from')::date, (a.data ->> 'until')::date, g.valid_from
        from access.grants g join chaincoop.mt_doc_agreement a on a.id = g.resource
        where g.kind = 'agreement' and {Grants.Each} and (@status is null or a.data ->> 'status' = @status)
          and (g.valid_from, g.resource) < (@from, @resource)
        order by g.valid_from desc, g.resource desc limit @limit
        """;

    public static readonly AccessRule Rule =
        AccessRule.Of("agreement.list", ResourceKind.Agreement, Room.General, [], SharingAccess.Everybody, SharingAccess.Purposes);

    /// <summary>Lists the agreements of the own organisation, the newest first.</summary>
    [WolverineGet("/agreements"), Scope("sharing.read")]
    [ProducesResponseType<Page<AgreementRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListAgreements query, Gate gate, Secrets secrets, NpgsqlDataSource source)
    {
        var list = $"agreements: {query with { Cursor = null, Limit = 0 }}";
        var start = SharingAccess.Newest;
        if (query.Cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(Rule, async scope => new Shown(await ReadAsync(query, start, cursor => cursor.Write(list, secrets), scope, source)));
    }

    private static async Task<Page<AgreementRow>> ReadAsync(ListAgreements query, Cursor start, Func<Cursor, string> next, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(OnePage);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.MunicipalitiesIn(Room.General));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.AddWithValue("from", start.At);
        command.Parameters.AddWithValue("resource", start.Id);
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<(AgreementRow Row, DateTimeOffset From)> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            var row = new AgreementRow(
                AgreementId.From(reader.GetGuid(0)), Kebab.Parse<AgreementStatus>(reader.GetString(1)), reader.GetFieldValue<DateOnly>(2),
                await reader.IsDBNullAsync(3, scope.Token) ? null : reader.GetFieldValue<DateOnly>(3));
            found.Add((row, reader.GetFieldValue<DateTimeOffset>(4)));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<AgreementRow>([.. page.Select(item => item.Row)], found.Count > query.Limit ? next(new Cursor(page[^1].From, page[^1].Row.Id.Value)) : null);
    }
}
