using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Reports;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Norms;

/// <param name="AsOf">As it was at this instant; absent: now.</param>
public sealed record ReadNormAssessment(DateTimeOffset? AsOf = null);

public static class ReadNormAssessmentEndpoint
{
    /// <summary>
    /// Says how a municipality that the caller is mandated for meets the norm framework: each element with what says so and since when, the levels,
    /// and what lapses in the 90 days after. Evidence, mandates and agreements lapse by their dates; measures are over the twelve whole months before.
    /// </summary>
    [WolverineGet("/municipalities/{code}/norm-assessment"), Scope("municipalities.read"), ReadsWrites(ReadSide.Municipalities)]
    [ProducesResponseType<NormAssessment>(StatusCodes.Status200OK)]
    public static Task<IResult> Get(string code, [Query] ReadNormAssessment query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(
            NormAccess.Assess,
            async scope =>
            {
                if (!scope.Municipalities.Contains(code)) return Shown.Refused(Problems.NotFound);
                var asOf = query.AsOf ?? scope.Now;
                if (asOf > scope.Now) return Shown.Refused(Problems.AsOfInFuture);
                var municipality = new MunicipalityCode(code);
                var facts = await Facts.ReadAsync(source, [municipality], DateTimeOffset.UnixEpoch, asOf.AddMicroseconds(1), scope.Token);
                return new Shown(NormAssessment.Of(municipality, NormFrameworks.All, await EvidenceOfAsync(municipality, source, scope.Token), facts, asOf.ToUniversalTime()));
            },
            Matter.Of(code));

    private static async Task<IReadOnlyList<Evidence>> EvidenceOfAsync(MunicipalityCode municipality, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select data from chaincoop.mt_doc_evidence where data ->> 'municipality' = $1 order by id");
        command.Parameters.Add(new() { Value = municipality.Value });
        List<Evidence> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(JsonSerializer.Deserialize<Evidence>(reader.GetString(0), Json.Lenient)!);
        return found;
    }
}
