using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals.Matching;

/// <summary>How much the registrations of the organisations overlap: a table of capture histories of possible victims.</summary>
/// <param name="AsOf">Signals that were received before are counted: now, or for who sees no small numbers the beginning of the month.</param>
/// <param name="Organisations">Those that registered anybody: the columns.</param>
/// <param name="Rows">Combinations of organisations, and how many persons each has. One that is not here has nobody, or is not shown.</param>
/// <param name="Complete">Nothing is left out for being small, or for making something small computable.</param>
public sealed record OverlapReport(DateTimeOffset AsOf, IReadOnlyList<Oin> Organisations, IReadOnlyList<OverlapRow> Rows, bool Complete);

/// <param name="Organisations">That registered these persons; no other did.</param>
public sealed record OverlapRow(IReadOnlyList<Oin> Organisations, int Persons);

public static class GetOverlapEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "report.overlap", ResourceKind.Signal, Room.General, [], [Role.ChainDirector, Role.Auditor], "assessment", "casework", "care", "security", "synchronisation", "oversight");

    /// <summary>
    /// Counts the possible victims in signals of the whole district per combination of organisations that sent them. Small numbers, and what
    /// happened this month, are for a chain director with a mandate for all municipalities of the district; everybody else gets the same answer all month.
    /// </summary>
    [WolverineGet("/reports/overlap"), Scope("signals.read")]
    [ProducesResponseType<OverlapReport>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(
            SeesSmallNumbers(scope) ? Report(Overlap.Of(await ReadAsync(source, DateTimeOffset.MaxValue, scope.Token)), true, scope.Now) : await OfMonthAsync(source, scope)));

    public static OverlapReport Report(IReadOnlyList<OverlapCell> cells, bool seesSmallNumbers, DateTimeOffset now)
    {
        var shown = seesSmallNumbers ? cells : Suppression.Of(cells);
        return new OverlapReport(
            now, [.. shown.SelectMany(cell => cell.Lists).Distinct().OrderBy(list => list.Value, StringComparer.Ordinal)],
            [.. shown.Select(cell => new OverlapRow(cell.Lists, cell.Persons))], seesSmallNumbers);
    }

    /// <summary>A chain director with a mandate for all municipalities of the district.</summary>
    internal static bool SeesSmallNumbers(Scope scope) =>
        !OrganisationRegister.Current.Municipalities.Select(municipality => municipality.Code.Value)
            .Except(scope.Facts.MunicipalitiesOf(scope.Actor, new HashSet<Role> { Role.ChainDirector })).Any();

    /// <summary>
    /// Who could ask before and after one registration, or one retraction, would learn what it changed. So what was counted for whoever asks first in
    /// a month is what all hear.
    /// </summary>
    private static async Task<OverlapReport> OfMonthAsync(NpgsqlDataSource source, Scope scope)
    {
        var today = DutchTime.DayOf(scope.Now);
        var before = DutchTime.EndOf(today.AddDays(-today.Day)).ToUniversalTime();
        if (await KeptAsync() is { } kept) return kept;
        await using (var keep = source.CreateCommand("insert into signals.overlap_reports (before, report) values ($1, $2) on conflict do nothing"))
        {
            keep.Parameters.Add(new() { Value = before });
            keep.Parameters.Add(new() { Value = JsonSerializer.Serialize(Report(Overlap.Of(await ReadAsync(source, before, scope.Token)), false, before), Json.Http) });
            await keep.ExecuteNonQueryAsync(scope.Token);
        }

        return (await KeptAsync())!;

        async Task<OverlapReport?> KeptAsync()
        {
            await using var find = source.CreateCommand("select report from signals.overlap_reports where before = $1");
            find.Parameters.Add(new() { Value = before });
            return await find.ExecuteScalarAsync(scope.Token) is string report ? JsonSerializer.Deserialize<OverlapReport>(report, Json.Http) : null;
        }
    }

    /// <summary>Persons with hashes under the key of the district; who has none, or none yet, is counted alone.</summary>
    private static async Task<IReadOnlyList<Registration>> ReadAsync(NpgsqlDataSource source, DateTimeOffset before, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.sender, array(
                select encode(k.hash, 'hex') from signals.match_keys k join signals.match_key_versions v on v.seq = k.version
                where k.subject = s.subject and v.agreement = '00000000-0000-0000-0000-000000000000')
            from signals.match_subjects s join chaincoop.mt_doc_signal d on d.id = s.signal
            where s.role in ('possible-victim', 'victim') and (d.data ->> 'receivedAt')::timestamptz < $1 order by s.subject
            """);
        command.Parameters.Add(new() { Value = before.ToUniversalTime() });
        List<Registration> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new Registration(new Oin(reader.GetString(0)), reader.GetFieldValue<string[]>(1)));
        return found;
    }
}
