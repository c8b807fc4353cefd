using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using Marten;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>The stored reply to a request with an Idempotency-Key (adr/0003).</summary>
/// <param name="Fingerprint">Of the request, keyed.</param>
/// <param name="Answer">JSON of ids and codes.</param>
public sealed record Remembered(byte[] Fingerprint, int Status, long? Version, string? Location, string? Answer)
{
    /// <summary>Null: the key is new.</summary>
    public static async Task<Remembered?> FindAsync(byte[] key, NpgsqlDataSource source, CancellationToken token)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Question(key));
        await using var reader = await batch.ExecuteReaderAsync(token);
        return await ReadAsync(reader, token);
    }

    /// <summary>To be read with <see cref="ReadAsync"/>. Nothing has no key.</summary>
    public static NpgsqlBatchCommand Question(byte[]? key) =>
        new("select fingerprint, status, version, location, answer from access.idempotency where key = $1") { Parameters = { new() { Value = key ?? [] } } };

    public static async Task<Remembered?> ReadAsync(NpgsqlDataReader reader, CancellationToken token) => await reader.ReadAsync(token)
        ? new Remembered(
            reader.GetFieldValue<byte[]>(0), reader.GetInt32(1), await reader.IsDBNullAsync(2, token) ? null : reader.GetInt64(2),
            await reader.IsDBNullAsync(3, token) ? null : reader.GetString(3), await reader.IsDBNullAsync(4, token) ? null : reader.GetString(4))
        : null;

    /// <summary>Whether the request is the one that it answered.</summary>
    public bool IsTo(RequestFacts request, Secrets secrets) => CryptographicOperations.FixedTimeEquals(Fingerprint, Replies.FingerprintOf(request, secrets));

    /// <summary>Part of the transaction of the request.</summary>
    public void Store(IDocumentOperations operations, byte[] key, Guid resource, DateTimeOffset now) =>
        operations.QueueSqlCommand(
            """
            insert into access.idempotency (key, fingerprint, status, version, location, answer, expires_at, resource)
            values (?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?)
            """,
            key, Fingerprint, Status, Version ?? 0, Location ?? "", Answer ?? "", now.AddDays(Replies.Days).ToUniversalTime(), resource);
}

/// <summary>What all who take requests with an Idempotency-Key do alike.</summary>
public static class Replies
{
    /// <summary>Days for which a reply is kept.</summary>
    public const int Days = 7;

    /// <summary>What refuses a second request with a key.</summary>
    public const string Constraint = "idempotency_pkey";

    /// <summary>Null without an Idempotency-Key.</summary>
    /// <param name="caller">Whose keys meet no other's.</param>
    /// <param name="operation">That it was given for.</param>
    public static byte[]? KeyOf(string caller, string operation, string? given, Secrets secrets) =>
        given is null ? null : secrets.Hash("idempotency-key", $"{caller}|{operation}|{given}");

    public static byte[] FingerprintOf(RequestFacts request, Secrets secrets) =>
        secrets.Hash("idempotency-body", [.. Encoding.UTF8.GetBytes($"{request.IfMatch}|"), .. request.Body.Span]);

    /// <summary>Whether a unique index or a condition of this name refused the commit.</summary>
    public static bool Violates(Exception exception, string constraint)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.CheckViolation } violation && violation.ConstraintName == constraint) return true;
        }

        return false;
    }

    public static string? Stored(object? answer) => answer is null ? null : JsonSerializer.Serialize(answer, Json.Http);

    /// <summary>Facts carry the ids under which the access record has the request; the store itself would take a whole header.</summary>
    public static IDocumentSession SessionOfRequest(this IDocumentStore store)
    {
        var session = store.LightweightSession();
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        session.CausationId = Activity.Current?.SpanId.ToString();
        return session;
    }
}
