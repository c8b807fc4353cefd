using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(g) All data keys wrapped with a new key-encryption key, beside an update of the same rows with random bytes in pages of the same size.</summary>
internal static class RewrapKeys
{
    private const int Keys = 100_000;

    public static async Task MeasureAsync(Bench bench)
    {
        await using var source = NpgsqlDataSource.Create(await bench.NewDatabaseAsync());
        var keys = new KeyDataSource(source);
        await using (var schema = new KeyDatabaseSchema(keys)) await schema.ApplyAllConfiguredChangesToDatabaseAsync();
        var file = Path.GetTempFileName(); // of mode 0600
        try
        {
            await AppendAsync("1");
            var before = Read();
            await AppendAsync("2");
            var after = Read();

            await LoadAsync(source, before);
            var started = Stopwatch.GetTimestamp();
            await RandomAsync(source);
            var random = Stopwatch.GetElapsedTime(started).TotalSeconds;

            await LoadAsync(source, before);
            started = Stopwatch.GetTimestamp();
            var rewrapped = await Rewrap.RunAsync(keys, after, TimeProvider.System, (_, _) => { }, CancellationToken.None);
            var real = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (rewrapped != new Rewrapped(Keys, 0)) throw new InvalidOperationException($"Not all keys were wrapped anew: {rewrapped}.");

            bench.Report.Add(
                $"(g) {Keys:N0} data keys wrapped anew", string.Create(CultureInfo.InvariantCulture, $"{Keys / real:N0} per second, ratio {random / real:0.00}"),
                string.Create(CultureInfo.InvariantCulture, $"the same rows with random bytes: {Keys / random:N0} per second"), "–");
        }
        finally
        {
            File.Delete(file);
        }

        Task AppendAsync(string name) => File.AppendAllTextAsync(file, $"{name}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");

        KeyEncryptionKeys Read() => KeyEncryptionKeys.FromFile(file, create: false, TimeProvider.System);
    }

    private static async Task LoadAsync(NpgsqlDataSource source, KeyEncryptionKeys keks)
    {
        await Rebuild.ExecuteAsync(source, "truncate data_keys");
        await using var connection = await source.OpenConnectionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("copy data_keys (id, subject, purpose, retention_class, kek, wrapped) from stdin (format binary)"))
        {
            for (var i = 0; i < Keys; i++)
            {
                var id = NewId.Unlinkable();
                var wrapped = keks.Wrap(id, RandomNumberGenerator.GetBytes(32));
                await copy.StartRowAsync();
                await copy.WriteAsync(id);
                await copy.WriteAsync(NewId.Unlinkable());
                await copy.WriteAsync("casework");
                await copy.WriteAsync("signal");
                await copy.WriteAsync(wrapped.Kek);
                await copy.WriteAsync(wrapped.Bytes);
            }

            await copy.CompleteAsync();
        }

        await Rebuild.ExecuteAsync(source, "vacuum analyze data_keys");
    }

    private static async Task RandomAsync(NpgsqlDataSource source)
    {
        var after = Guid.Empty;
        while (true)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            List<Guid> page = [];
            await using (var select = new NpgsqlCommand("select id from data_keys where id > $1 order by id limit $2 for update", connection))
            {
                select.Parameters.Add(new() { Value = after });
                select.Parameters.Add(new() { Value = Rewrap.PageSize });
                await using var reader = await select.ExecuteReaderAsync();
                while (await reader.ReadAsync()) page.Add(reader.GetGuid(0));
            }

            if (page.Count == 0) return;
            await using (var update = new NpgsqlCommand("update data_keys set wrapped = new.wrapped from unnest($1::uuid[], $2::bytea[]) as new (id, wrapped) where data_keys.id = new.id", connection))
            {
                update.Parameters.Add(new() { Value = page.ToArray() });
                update.Parameters.Add(new() { Value = page.Select(_ => RandomNumberGenerator.GetBytes(60)).ToArray() });
                await update.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
            after = page[^1];
        }
    }
}
