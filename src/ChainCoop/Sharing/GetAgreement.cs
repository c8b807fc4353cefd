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
    [WolverineGet("/agreements/{agreementId}"), Scope("sharing.read"), RequiresPurpose]
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
public sealed record ListAgreements(AgreementStatus? Status = null);

public sealed record AgreementRow(AgreementId Id, AgreementStatus Status, DateOnly From, DateOnly? Until);

public static class ListAgreementsEndpoint
{
    private const int Most = 500;

    public static readonly AccessRule Rule =
        AccessRule.Of("agreement.list", ResourceKind.Agreement, Room.General, [], SharingAccess.Everybody, SharingAccess.Purposes);

    /// <summary>Lists the agreements of the own organisation, the latest first, at most 500.</summary>
    [WolverineGet("/agreements"), Scope("sharing.read")]
    [ProducesResponseType<Page<AgreementRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListAgreements query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(new Page<AgreementRow>(await ReadAsync(query, scope, source))));

    private static async Task<IReadOnlyList<AgreementRow>> ReadAsync(ListAgreements query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select a.id, a.data ->> 'status', (a.data ->> 'from')::date, (a.data ->> 'until')::date
            from chaincoop.mt_doc_agreement a
            where {Grants.Visible("a.id")} and (@status is null or a.data ->> 'status' = @status)
            order by a.id desc limit @most
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.MunicipalitiesIn(Room.General));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.AddWithValue("most", Most);
        List<AgreementRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            rows.Add(new AgreementRow(
                AgreementId.From(reader.GetGuid(0)), Kebab.Parse<AgreementStatus>(reader.GetString(1)), reader.GetFieldValue<DateOnly>(2),
                await reader.IsDBNullAsync(3, scope.Token) ? null : reader.GetFieldValue<DateOnly>(3)));
        }

        return rows;
    }
}
