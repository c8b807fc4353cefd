using System.Diagnostics;
using System.Globalization;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(c) Rebuild of the municipal read models by its command, beside reading the same events and writing one bare row each.</summary>
internal static class Rebuild
{
    /// <summary>Copies of one signal with its six events.</summary>
    private const int Signals = 20_000;

    public static async Task MeasureAsync(Bench bench)
    {
        string database;
        string keys;
        await using (var program = await bench.StartProgramAsync())
        {
            (database, keys) = (program.Database, program.Keys);
            using var police = Bench.Client(program, PostSignals.Police, "partner");
            using var nijmegen = Bench.Client(program, new Oin("00000099000000268000"), "focal-point");
            var id = await Bench.PostSignalAsync(police);
            var version = 1;
            foreach (var step in new[] { "w1", "w2a", "w2b", "w3" })
                await Bench.PostStepAsync(nijmegen, $"signals/{id}/assessments", $$"""{"step":"{{step}}","ruleVersion":"1","conclusion":"continue"}""", version++);
            await Bench.PostStepAsync(nijmegen, $"signals/{id}/outcome", """{"kind":"dismissed","reason":"concrete"}""", version);
        }

        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(
            source,
            $"""
            create temp table copies as select gen_random_uuid() as id from generate_series(1, {Signals});
            create temp table pattern as select * from chaincoop.mt_events where type like 'signal_%' order by seq_id limit 6;
            insert into chaincoop.mt_streams (id, type, version, tenant_id)
              select c.id, s.type, s.version, s.tenant_id
              from copies c, chaincoop.mt_streams s where s.id = (select stream_id from pattern limit 1);
            insert into chaincoop.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, is_archived)
              select nextval('chaincoop.mt_events_sequence'), gen_random_uuid(), c.id, p.version, jsonb_set(p.data, array['signalId'], to_jsonb(c.id::text)), p.type, p.timestamp,
                     p.tenant_id, p.mt_dotnet_type, p.correlation_id, p.causation_id, p.is_archived
              from copies c cross join pattern p order by c.id, p.version;
            update municipalities.progress set event_seq = (select max(seq_id) from chaincoop.mt_events);
            """);

        var output = await Server.RunAsync("ChainCoop.dll", ["rebuild", "municipalities"], bench.ProgramSettings(database, keys));
        var line = output.Split('\n').First(text => text.Contains(" per second", StringComparison.Ordinal)).Trim();
        var (events, seconds) = await BareAsync(source);
        bench.Report.Add("(c) rebuild of the municipal read models", line, string.Create(CultureInfo.InvariantCulture, $"bare pages, one row per event: {events / seconds:N0} per second"), "≥ 30,000 events/s");
    }

    private static async Task<(long Events, double Seconds)> BareAsync(NpgsqlDataSource source)
    {
        await ExecuteAsync(source, "create table if not exists public.bare (seq bigint, type text, data jsonb)");
        var started = Stopwatch.GetTimestamp();
        var after = 0L;
        var events = 0L;
        while (true)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            List<long> sequences = [];
            List<string> types = [];
            List<string> data = [];
            await using (var read = new NpgsqlCommand("select seq_id, type, data::text from chaincoop.mt_events where seq_id > $1 order by seq_id limit 1000", connection, transaction))
            {
                read.Parameters.Add(new NpgsqlParameter { Value = after });
                await using var reader = await read.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    sequences.Add(reader.GetInt64(0));
                    types.Add(reader.GetString(1));
                    data.Add(reader.GetString(2));
                }
            }

            if (sequences.Count == 0) return (events, Stopwatch.GetElapsedTime(started).TotalSeconds);
            await using (var write = new NpgsqlCommand("insert into public.bare select a, b, c::jsonb from unnest($1::bigint[], $2::text[], $3::text[]) as rows (a, b, c)", connection, transaction))
            {
                write.Parameters.Add(new NpgsqlParameter { Value = sequences.ToArray() });
                write.Parameters.Add(new NpgsqlParameter { Value = types.ToArray() });
                write.Parameters.Add(new NpgsqlParameter { Value = data.ToArray() });
                await write.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
            after = sequences[^1];
            events += sequences.Count;
        }
    }

    internal static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
