using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (j) A thousand persons erased, from the first request over HTTP until the last is carried out in both databases; beside
/// the deletion of the same rows by raw Npgsql, one transaction per person in each database.
/// </summary>
internal static class EraseSubjects
{
    private const int Persons = 1000;
    private const int Connections = 8;
    private static readonly Oin Nijmegen = new("00000099000000268000");

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var main = NpgsqlDataSource.Create(program.Database);
        await using var keys = NpgsqlDataSource.Create(program.Keys);
        await using (var mandate = main.CreateCommand(
            """
            insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from)
            values (gen_random_uuid(), '00000099000000268000', 'bench', 'privacy-officer', '0268', '2020-01-01')
            """)) await mandate.ExecuteNonQueryAsync();
        using var police = Bench.Client(program, PostSignals.Police, "partner");
        using var privacy = Bench.Client(program, Nijmegen, "privacy-officer", "privacy.read privacy.write");
        privacy.DefaultRequestHeaders.Add("Purpose", "rights-of-data-subjects");

        await Parallel.ForAsync(0, 2 * Persons, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (_, _) => await Bench.PostSignalAsync(police));
        var signals = await SignalsAsync(main);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(signals[..Persons], new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (signal, _) => await EraseAsync(privacy, signal));
        var ordered = Stopwatch.GetElapsedTime(started);
        while (await CountAsync(main, "select count(*) from privacy.destructions") < Persons)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(5)) throw new TimeoutException("Not all erasures were carried out.");
            await Task.Delay(20);
        }
        var erased = Stopwatch.GetElapsedTime(started);

        started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(signals[Persons..], new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (signal, _) => await DeleteAsync(main, keys, signal.Subject));
        var deleted = Stopwatch.GetElapsedTime(started);
        bench.Report.Add(
            string.Create(CultureInfo.InvariantCulture, $"(j) {Persons:N0} persons erased"),
            string.Create(CultureInfo.InvariantCulture, $"{erased.TotalSeconds:N1} s ({Persons / erased.TotalSeconds:N0}/s); all ordered after {ordered.TotalSeconds:N1} s"),
            string.Create(CultureInfo.InvariantCulture, $"the same rows deleted: {deleted.TotalSeconds:N1} s (ratio {deleted / erased:N2})"), "–");
    }

    private static async Task EraseAsync(HttpClient client, (Guid Signal, Guid Subject) of)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "erasures")
        {
            Content = new StringContent(
                new JsonObject
                {
                    ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = of.Signal.ToString() },
                    ["subjectId"] = of.Subject.ToString(),
                    ["recordVersion"] = 1,
                    ["ground"] = "unlawful",
                    ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
                }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"\"{NewId.Unlinkable()}\"");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task DeleteAsync(NpgsqlDataSource main, NpgsqlDataSource keys, Guid subject)
    {
        await using var destroy = keys.CreateCommand("delete from data_keys where subject = $1 returning id");
        destroy.Parameters.Add(new() { Value = subject });
        var key = (Guid)(await destroy.ExecuteScalarAsync())!;
        await using var delete = main.CreateCommand("delete from vault.payloads where key_id = $1");
        delete.Parameters.Add(new() { Value = key });
        await delete.ExecuteNonQueryAsync();
    }

    private static async Task<List<(Guid Signal, Guid Subject)>> SignalsAsync(NpgsqlDataSource main)
    {
        await using var command = main.CreateCommand("select id, (data -> 'subjects' -> 0 ->> 'subjectId')::uuid from chaincoop.mt_doc_signal order by id");
        List<(Guid, Guid)> found = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
