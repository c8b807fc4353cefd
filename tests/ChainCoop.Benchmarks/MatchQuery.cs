using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (n) The query of a match: four identifiers of one person against a million of 250,000 persons, in signals of two municipalities, bulk
/// loaded. Beside it, in the same run, a bare look-up of one hash in the index.
/// </summary>
internal static class MatchQuery
{
    private const int Persons = 250_000;
    private const int Kinds = 4;

    private static readonly MatchSide Asker = new(new Oin("00000099000000268000"), new("0268"), SignalId.New(), SubjectId.New());
    private static readonly Oin[] Parties = [Asker.Organisation, new("00000099000000281000")];

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var source = new NpgsqlDataSourceBuilder(program.Database) { ConnectionStringBuilder = { MaxAutoPrepare = 20 } }.Build();
        await Rebuild.ExecuteAsync(
            source,
            $"""
            insert into signals.match_key_versions (agreement, version, parties) values (gen_random_uuid(), 1, array['{Parties[0]}', '{Parties[1]}']);
            create temp table loaded as select gen_random_uuid() as id, n from generate_series(1, {Persons}) n;
            insert into signals.match_subjects (subject, signal, owner, sender, role, payload, known)
              select id, gen_random_uuid(), case when n % 2 = 0 then '{Parties[0]}' else '{Parties[1]}' end, '00000099000100001000', 'victim', gen_random_uuid(), 1000 from loaded;
            insert into signals.match_keys (hash, version, subject)
              select sha256(convert_to(n || '-' || k, 'UTF8')), (select max(seq) from signals.match_key_versions), id from loaded, generate_series(1, {Kinds}) k;
            analyze;
            """);
        await using var last = source.CreateCommand("select max(seq) from signals.match_key_versions");
        var version = (long)(await last.ExecuteScalarAsync())!;

        var random = new Random(1);
        foreach (var (name, factor) in (IEnumerable<(string, int)>)[("hit", 1), ("no hit", -1)])
        {
            var query = await MeasureAsync(async () =>
            {
                var person = random.Next(1, Persons / 2) * 2 - 1;
                var found = await MatchSearch.HoldersAsync(source, [.. Enumerable.Range(1, Kinds).Select(kind => HashOf(factor * person, kind))], [version], Parties, Asker, CancellationToken.None);
                if (found.Count != (factor > 0 ? 1 : 0)) throw new InvalidOperationException("The query found what it should not, or not what it should.");
            });
            var bare = await MeasureAsync(async () =>
            {
                await using var command = source.CreateCommand("select subject from signals.match_keys where hash = $1");
                command.Parameters.Add(new() { Value = HashOf(factor * random.Next(1, Persons), 1) });
                await command.ExecuteScalarAsync();
            });
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(n) {Persons * Kinds:N0} identifiers, {name}"),
                string.Create(CultureInfo.InvariantCulture, $"p50 {query.Percentile(50):N2} ms, p99 {query.Percentile(99):N2} ms"),
                string.Create(CultureInfo.InvariantCulture, $"bare look-up of one hash p50 {bare.Percentile(50):N2} ms, p99 {bare.Percentile(99):N2} ms"), "p99 ≤ 10 ms");
        }

        async Task<Load> MeasureAsync(Func<Task> ask)
        {
            for (var i = 0; i < 200; i++) await ask();
            return await Bench.ClosedLoopAsync(1, bench.Duration, ask);
        }
    }

    private static byte[] HashOf(int person, int kind) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{person}-{kind}")));
}
