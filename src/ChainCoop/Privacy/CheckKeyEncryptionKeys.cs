using ChainCoop.Platform;

namespace ChainCoop.Privacy;

/// <summary>
/// At start: the keys in the file are those that wrapped what is in the key database. With another file the program would
/// wrap new data keys that nobody finds again, and derive other secrets.
/// </summary>
internal sealed class CheckKeyEncryptionKeys(KeyDataSource keys, KeyEncryptionKeys keks) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var given = keks.Names.ToDictionary(name => name, keks.ProofOf, StringComparer.Ordinal);
        given[""] = keks.ProofOfFirst();
        await using (var remember = keys.DataSource.CreateCommand(
            """
            insert into key_encryption_keys (name, proof) select * from unnest($1::text[], $2::bytea[])
            on conflict (name) do nothing
            """))
        {
            // A file that does not fit leaves nothing: only when all that is known fits, new keys are remembered.
            await AssertAsync(given, cancellationToken);
            remember.Parameters.Add(new() { Value = given.Keys.ToArray() });
            remember.Parameters.Add(new() { Value = given.Values.ToArray() });
            await remember.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AssertAsync(Dictionary<string, byte[]> given, CancellationToken token)
    {
        await using var command = keys.DataSource.CreateCommand(
            "select name, proof, exists (select from data_keys where kek = name) from key_encryption_keys order by name");
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var (name, wraps) = (reader.GetString(0), reader.GetBoolean(2));
            if (!given.TryGetValue(name, out var proof))
            {
                if (wraps) throw new CannotStartException($"The file of key-encryption keys (Vault__KeyFile) lacks the key {name}, which wraps data keys.");
            }
            else if (!reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(proof))
            {
                throw new CannotStartException(
                    name.Length == 0
                        ? "The file of key-encryption keys (Vault__KeyFile) begins with another key than before: its first line has to stay, other secrets are derived from it."
                        : $"The file of key-encryption keys (Vault__KeyFile) has another key under the name {name} than the one that is in use.");
            }
        }
    }
}
