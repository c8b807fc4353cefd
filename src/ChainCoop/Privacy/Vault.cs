using System.Security.Cryptography;
using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Privacy;

/// <summary>
/// The only place where personal data and prose are: AES-256-GCM, with payload id, key id and event type as associated
/// data, so that a ciphertext moved to another row does not open. Plaintext exists only in the request that may see it.
/// </summary>
public sealed class Vault(NpgsqlDataSource source, KeyDatabase keys)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals values for the events of one commit.</summary>
    public async Task<IReadOnlyList<Sealed>> SealAsync(IReadOnlyList<Unsealed> values, CancellationToken token)
    {
        if (values.Count == 0) return [];
        var dataKeys = await keys.GetOrCreateAsync([.. values.Select(value => value.Scope)], token);
        return [.. values.Select(value => Seal(value, dataKeys[value.Scope]))];
    }

    /// <summary>Opens what may be seen. What was erased is not in the answer.</summary>
    /// <exception cref="CryptographicException">A row was tampered with.</exception>
    public async Task<Opened> OpenAsync(IReadOnlyCollection<PayloadRef> refs, CancellationToken token)
    {
        var rows = await RowsAsync(refs, token);
        var dataKeys = await keys.FindAsync([.. rows.Select(row => row.Key).Distinct()], token);
        return new Opened(rows.Where(row => dataKeys.ContainsKey(row.Key)).ToDictionary(row => row.Ref.Id, row => Open(row, dataKeys[row.Key])));
    }

    /// <summary>
    /// Opens what is given away for good, with its key. Who has the key opens whatever else it sealed: who asks for this has to know that it is nothing.
    /// What was erased is not in the answer.
    /// </summary>
    /// <exception cref="CryptographicException">A row was tampered with.</exception>
    public async Task<IReadOnlyList<Disclosed>> DiscloseAsync(IReadOnlyCollection<PayloadRef> refs, CancellationToken token)
    {
        var rows = await RowsAsync(refs, token);
        var dataKeys = await keys.FindAsync([.. rows.Select(row => row.Key).Distinct()], token);
        return [.. rows.Where(row => dataKeys.ContainsKey(row.Key)).Select(row => new Disclosed(row.Ref, dataKeys[row.Key], row.EventType, row.Nonce, row.Ciphertext, Open(row, dataKeys[row.Key])))];
    }

    /// <summary>How many of them are not erased.</summary>
    public async Task<int> CountAsync(IReadOnlyCollection<PayloadRef> refs, CancellationToken token)
    {
        var rows = await RowsAsync(refs, token);
        var dataKeys = await keys.FindAsync([.. rows.Select(row => row.Key).Distinct()], token);
        return rows.Count(row => dataKeys.ContainsKey(row.Key));
    }

    /// <summary>Part of the transaction that appends the event.</summary>
    public static void Store(IDocumentOperations operations, Guid record, IReadOnlyCollection<Sealed> payloads)
    {
        foreach (var payload in payloads)
        {
            operations.QueueSqlCommand(
                "insert into vault.payloads (id, key_id, record_id, event_type, nonce, ciphertext) values (?, ?, ?, ?, ?, ?)",
                payload.Ref.Id.Value, payload.Key.Value, payload.Record ?? record, payload.EventType, payload.Nonce, payload.Ciphertext);
        }
    }

    private async Task<List<Row>> RowsAsync(IReadOnlyCollection<PayloadRef> refs, CancellationToken token)
    {
        var asked = refs.DistinctBy(payload => payload.Id).ToDictionary(payload => payload.Id);
        List<Row> rows = [];
        await using var command = source.CreateCommand("select id, key_id, event_type, nonce, ciphertext from vault.payloads where id = any($1)");
        command.Parameters.Add(new() { Value = asked.Keys.Select(id => id.Value).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            rows.Add(new Row(asked[PayloadId.From(reader.GetGuid(0))], DataKeyId.From(reader.GetGuid(1)), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)));
        return rows;
    }

    private static byte[] Open(Row row, DataKey key)
    {
        if (CommitmentOf(row.Nonce, row.Ciphertext) != row.Ref.Commitment) throw new CryptographicException("A payload is not the one that its event committed to.");
        var text = new byte[row.Ciphertext.Length - TagLength];
        using var aes = new AesGcm(key.Key, TagLength);
        aes.Decrypt(row.Nonce, row.Ciphertext.AsSpan(..^TagLength), row.Ciphertext.AsSpan(^TagLength..), text, AssociatedData(row.Ref.Id, row.Key, row.EventType));
        return text;
    }

    private sealed record Row(PayloadRef Ref, DataKeyId Key, string EventType, byte[] Nonce, byte[] Ciphertext);

    private static Sealed Seal(Unsealed value, DataKey key)
    {
        var id = PayloadId.New();
        var plain = JsonSerializer.SerializeToUtf8Bytes(value.Value, value.Value.GetType(), Json.Http);
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var ciphertext = new byte[plain.Length + TagLength];
        using var aes = new AesGcm(key.Key, TagLength);
        aes.Encrypt(nonce, plain, ciphertext.AsSpan(..plain.Length), ciphertext.AsSpan(plain.Length..), AssociatedData(id, key.Id, value.EventType));
        return new Sealed(new PayloadRef(id, CommitmentOf(nonce, ciphertext)), key.Id, value.EventType, nonce, ciphertext) { Record = value.Record };
    }

    private static Commitment CommitmentOf(byte[] nonce, byte[] ciphertext)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(nonce);
        sha.AppendData(ciphertext);
        return Commitment.Of(sha.GetHashAndReset());
    }

    private static byte[] AssociatedData(PayloadId id, DataKeyId key, string eventType) =>
        [.. id.Value.ToByteArray(bigEndian: true), .. key.Value.ToByteArray(bigEndian: true), .. System.Text.Encoding.UTF8.GetBytes(eventType)];
}

/// <param name="EventType">Alias of the event that will hold the reference.</param>
public sealed record Unsealed(KeyScope Scope, string EventType, object Value)
{
    /// <summary>The stream whose event will refer to it; null: the one that the request is about.</summary>
    public Guid? Record { get; init; }
}

/// <summary>A ciphertext that waits for its commit.</summary>
public sealed record Sealed(PayloadRef Ref, DataKeyId Key, string EventType, byte[] Nonce, byte[] Ciphertext)
{
    /// <inheritdoc cref="Unsealed.Record"/>
    public Guid? Record { get; init; }
}

/// <summary>A payload with all that somebody needs to open it himself.</summary>
public sealed record Disclosed(PayloadRef Ref, DataKey Key, string EventType, byte[] Nonce, byte[] Ciphertext, byte[] Plain);

/// <summary>What could be opened.</summary>
public sealed class Opened(IReadOnlyDictionary<PayloadId, byte[]> plain)
{
    /// <summary>What stands where an erased value stood.</summary>
    public const string Erased = "[erased]";

    /// <summary>Null when erased.</summary>
    public T? Find<T>(PayloadRef? payload) where T : class =>
        payload is not null && plain.TryGetValue(payload.Id, out var bytes) ? JsonSerializer.Deserialize<T>(bytes, Json.Http) : null;

    public string Text(PayloadRef payload) => Find<Prose>(payload)?.Text ?? Erased;

    /// <summary>Null where there is no text.</summary>
    public string? TextOf(PayloadRef? payload) => payload is null ? null : Text(payload);
}

/// <summary>Free text about a record.</summary>
public sealed record Prose(string Text);
