using System.Security.Cryptography;
using Npgsql;

namespace ChainCoop.Privacy;

/// <param name="Wrapped">Data keys that this run wrapped.</param>
/// <param name="Left">That some other key wrapped when it looked last.</param>
internal sealed record Rewrapped(long Wrapped, long Left);

/// <summary>
/// Wraps every data key with the current key-encryption key. A page is a transaction: a run that is killed has done its
/// pages, and the next one does the rest. Readers wait for nothing and find the old wrapping or the new one.
/// </summary>
internal static class Rewrap
{
    internal const int PageSize = 1000;

    private const int Patience = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="progress">Gets how many are done and how many there are to do.</param>
    public static async Task<Rewrapped> RunAsync(KeyDataSource keys, KeyEncryptionKeys keks, TimeProvider clock, Action<long, long> progress, CancellationToken token)
    {
        var current = keks.Current;
        var done = 0L;
        var left = await LeftAsync(keys, current, token);

        // Servers that have not met the new key yet wrap with the old one, also where a pass has been already; rows that
        // another run holds, or a killed one whose connection the database still believes in, are passed over.
        for (var vain = 0; left > 0 && vain < Patience;)
        {
            var (before, all) = (done, done + left);
            await foreach (var page in PagesAsync(keys, keks, current, token))
            {
                done += page;
                progress(done, Math.Max(done, all));
            }

            left = await LeftAsync(keys, current, token);
            vain = done > before ? 0 : vain + 1;
            if (left > 0 && vain > 0) await Task.Delay(Pause, clock, token);
        }

        return new Rewrapped(done, left);
    }

    /// <summary>How many data keys each key-encryption key wraps.</summary>
    public static async Task<SortedDictionary<string, long>> CountAsync(KeyDataSource keys, CancellationToken token)
    {
        await using var command = keys.DataSource.CreateCommand("select kek, count(*) from data_keys group by kek");
        SortedDictionary<string, long> count = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) count[reader.GetString(0)] = reader.GetInt64(1);
        return count;
    }

    private static async Task<long> LeftAsync(KeyDataSource keys, string current, CancellationToken token) =>
        (await CountAsync(keys, token)).Where(count => count.Key != current).Sum(count => count.Value);

    /// <summary>One pass over all data keys, in the order of their ids.</summary>
    private static async IAsyncEnumerable<int> PagesAsync(
        KeyDataSource keys, KeyEncryptionKeys keks, string current, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        var after = Guid.Empty;
        while (true)
        {
            await using var connection = await keys.DataSource.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            List<(Guid Id, WrappedKey Key)> page = [];
            await using (var select = new NpgsqlCommand("select id, kek, wrapped from data_keys where id > $1 and kek <> $2 order by id limit $3 for update skip locked", connection))
            {
                select.Parameters.Add(new() { Value = after });
                select.Parameters.Add(new() { Value = current });
                select.Parameters.Add(new() { Value = PageSize });
                await using var reader = await select.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    page.Add(Anew(keks, reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
            }

            if (page.Count == 0) yield break;
            await using (var update = new NpgsqlCommand(
                "update data_keys set kek = new.kek, wrapped = new.wrapped from unnest($1::uuid[], $2::text[], $3::bytea[]) as new (id, kek, wrapped) where data_keys.id = new.id", connection))
            {
                update.Parameters.Add(new() { Value = page.Select(row => row.Id).ToArray() });
                update.Parameters.Add(new() { Value = page.Select(row => row.Key.Kek).ToArray() });
                update.Parameters.Add(new() { Value = page.Select(row => row.Key.Bytes).ToArray() });
                await update.ExecuteNonQueryAsync(token);
            }

            await transaction.CommitAsync(token);
            after = page[^1].Id;
            yield return page.Count;
        }
    }

    private static (Guid Id, WrappedKey Key) Anew(KeyEncryptionKeys keks, Guid id, string kek, byte[] wrapped)
    {
        var dataKey = keks.Unwrap(id, kek, wrapped);
        var anew = keks.Wrap(id, dataKey);
        CryptographicOperations.ZeroMemory(dataKey);
        return (id, anew);
    }
}
