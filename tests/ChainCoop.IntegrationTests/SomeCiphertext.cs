using System.Security.Cryptography;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.IntegrationTests;

/// <summary>For a fact that a test puts into the timeline itself: what it refers to is in the vault, as it is for every fact. No key opens it.</summary>
internal static class SomeCiphertext
{
    public static async Task<PayloadRef> InAsync(NpgsqlDataSource database)
    {
        var id = PayloadId.New();
        var (nonce, ciphertext) = (RandomNumberGenerator.GetBytes(12), RandomNumberGenerator.GetBytes(40));
        await using var store = database.CreateCommand("insert into vault.payloads (id, key_id, record_id, event_type, nonce, ciphertext) values ($1, $1, $1, 'none', $2, $3)");
        store.Parameters.Add(new() { Value = id.Value });
        store.Parameters.Add(new() { Value = nonce });
        store.Parameters.Add(new() { Value = ciphertext });
        await store.ExecuteNonQueryAsync();
        return new PayloadRef(id, Commitment.Of(SHA256.HashData([.. nonce, .. ciphertext])));
    }
}
