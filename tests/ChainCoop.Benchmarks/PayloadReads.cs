using System.Globalization;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(i) Payloads opened, with the two look-ups and the check of their commitment, beside a select of the same rows.</summary>
internal static class PayloadReads
{
    private const int Records = 2000;

    /// <summary>As many as a signal with one person has.</summary>
    private const int PerRecord = 2;

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var main = NpgsqlDataSource.Create(program.Database);
        await using var keySource = NpgsqlDataSource.Create(program.Keys);
        var keks = KeyEncryptionKeys.FromFile(bench.KeyFile, create: false, TimeProvider.System);
        var vault = new Vault(main, new KeyDatabase(new KeyDataSource(keySource), keks));
        var records = await LoadAsync(vault, main);

        Func<Task> open = async () => (await vault.OpenAsync(Any(), default)).Text(Any()[0]);
        Func<Task> select = () => SelectAsync(main, Any());
        foreach (var warmUp in new[] { open, select }) await Bench.ClosedLoopAsync(8, TimeSpan.FromSeconds(2), warmUp);
        foreach (var readers in new[] { 1, 8 })
        {
            var opened = await Bench.ClosedLoopAsync(readers, bench.Duration, open);
            var selected = await Bench.ClosedLoopAsync(readers, bench.Duration, select);
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(i) payloads opened, {readers} reader(s)"),
                string.Create(CultureInfo.InvariantCulture, $"{opened.PerSecond * PerRecord:N0} payloads/s, p95 {opened.Percentile(95):N1} ms for {PerRecord}"),
                string.Create(CultureInfo.InvariantCulture, $"the bare select {selected.PerSecond * PerRecord:N0}/s (ratio {opened.PerSecond / selected.PerSecond:N2})"), "–");
        }

        IReadOnlyList<PayloadRef> Any() => records[Random.Shared.Next(Records)];
    }

    private static async Task<List<IReadOnlyList<PayloadRef>>> LoadAsync(Vault vault, NpgsqlDataSource main)
    {
        List<IReadOnlyList<PayloadRef>> records = [];
        for (var i = 0; i < Records; i++)
        {
            var payloads = await vault.SealAsync(
                [.. Enumerable.Range(0, PerRecord).Select(_ => new Unsealed(KeyScope.OfProse(new Purpose("assessment"), new RetentionClass("signal")), "signal_received", new Prose("Six people sleep in one room above the workshop.")))], default);
            await using var connection = await main.OpenConnectionAsync();
            foreach (var payload in payloads)
            {
                await using var insert = new NpgsqlCommand("insert into vault.payloads (id, key_id, record_id, event_type, nonce, ciphertext) values ($1, $2, $3, $4, $5, $6)", connection);
                foreach (var value in (object[])[payload.Ref.Id.Value, payload.Key.Value, NewId.Ordered(), payload.EventType, payload.Nonce, payload.Ciphertext]) insert.Parameters.Add(new() { Value = value });
                await insert.ExecuteNonQueryAsync();
            }
            records.Add([.. payloads.Select(payload => payload.Ref)]);
        }
        return records;
    }

    private static async Task SelectAsync(NpgsqlDataSource main, IReadOnlyList<PayloadRef> refs)
    {
        await using var command = main.CreateCommand("select id, key_id, event_type, nonce, ciphertext from vault.payloads where id = any($1)");
        command.Parameters.Add(new() { Value = refs.Select(payload => payload.Id.Value).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) _ = reader.GetFieldValue<byte[]>(4);
    }
}
