using System.Text.Json;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Verifier.Bundles;
using Npgsql;

namespace ChainCoop.Timeline.Bundles;

/// <summary>
/// The texts that events in clear refer to. A text goes out with its key, so that anybody can see that it is the one; therefore one is given only
/// where its key opens nothing but what was approved.
/// </summary>
internal sealed class EvidenceTexts(EvidenceBundle bundle, Vault vault, NpgsqlDataSource source)
{
    private const int AtOnce = 200;

    private readonly Guid[] _records = [.. bundle.With(EvidenceClarity.Texts).Select(record => record.Record.Value)];
    private readonly Dictionary<PayloadId, PayloadRef> _approved = [];
    private readonly Dictionary<PayloadId, PayloadRef> _others = [];

    /// <summary>Notes what a body refers to.</summary>
    public void Note(Guid record, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        Note(document.RootElement, _records.Contains(record) ? _approved : _others);
    }

    /// <returns>How many were given, withheld, or are gone.</returns>
    public async Task<PayloadCounts> WriteAsync(BundleLines lines, CancellationToken token)
    {
        long clear = 0;
        long withheld = 0;
        long erased = 0;
        foreach (var some in _approved.Values.Chunk(AtOnce))
        {
            var alone = await AloneAsync(some, token);
            var disclosed = await vault.DiscloseAsync(some, token);
            foreach (var text in disclosed.Where(text => alone.Contains(text.Ref.Id)))
            {
                await lines.WriteLineAsync(new PayloadLine(
                    text.Ref.Id.Value, text.Key.Id.Value, text.EventType, text.Nonce, text.Ciphertext, text.Key.Key, JsonSerializer.Deserialize<JsonElement>(text.Plain)).ToBytes());
                clear++;
            }
            withheld += disclosed.Count(text => !alone.Contains(text.Ref.Id));
            erased += some.Length - disclosed.Count;
        }
        foreach (var some in _others.Values.Where(other => !_approved.ContainsKey(other.Id)).Chunk(AtOnce))
        {
            var exist = await vault.CountAsync(some, token);
            withheld += exist;
            erased += some.Length - exist;
        }
        return new PayloadCounts(clear, withheld, erased);
    }

    /// <summary>Those whose key opens nothing of other records.</summary>
    private async Task<HashSet<PayloadId>> AloneAsync(PayloadRef[] payloads, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select p.id from vault.payloads p
            where p.id = any($1) and not exists (select from vault.payloads o where o.key_id = p.key_id and o.record_id <> all($2))
            """);
        command.Parameters.Add(new() { Value = payloads.Select(payload => payload.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = _records });
        HashSet<PayloadId> alone = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) alone.Add(PayloadId.From(reader.GetGuid(0)));
        return alone;
    }

    private static void Note(JsonElement value, Dictionary<PayloadId, PayloadRef> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (value.TryGetProperty("id", out var id) && value.TryGetProperty("commitment", out var commitment) && id.TryGetGuid(out var payload))
                    found[PayloadId.From(payload)] = new PayloadRef(PayloadId.From(payload), new Commitment(commitment.GetString()!));
                foreach (var member in value.EnumerateObject()) Note(member.Value, found);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Note(item, found);
                break;
            default:
                break;
        }
    }
}
