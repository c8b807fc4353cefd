using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChainCoop.Verifier.Bundles;

/// <summary>The texts in clear: each opens from its ciphertext, and an event in clear committed to that one.</summary>
internal sealed class PayloadsInClear(Failures failures)
{
    private const string File = BundleNames.Payloads;
    private const int TagLength = 16;

    private readonly Dictionary<Guid, (string Commitment, long Line)> _given = [];
    private readonly ConcurrentDictionary<Guid, byte> _found = [];

    public int Count => _given.Count;

    public void Check(HashedFile file)
    {
        var lines = new LineReader(file, File);
        for (var line = lines.Next(); line is not null; line = lines.Next())
        {
            try
            {
                Check(PayloadLine.Parse(line), lines.Number);
            }
            catch (JsonException)
            {
                failures.Add("This is no text with its key.", File, lines.Number);
            }
        }
    }

    /// <summary>Whether a body that was proven refers to one of them; from several threads.</summary>
    public void SeekIn(ReadOnlySpan<byte> body)
    {
        if (_given.Count == 0) return;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            SeekIn(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It was sealed like that, perhaps with half a character in a name; no payload can be found in it.
        }
    }

    /// <summary>After all events were read.</summary>
    public void Close()
    {
        foreach (var (id, (_, line)) in _given.Where(given => !_found.ContainsKey(given.Key)))
            failures.Add($"No event in clear committed to this ciphertext of payload {id}: it was swapped, or the event is missing.", File, line);
    }

    private void Check(PayloadLine payload, long line)
    {
        if (!_given.TryAdd(payload.Payload, (Convert.ToHexStringLower(SHA256.HashData([.. payload.Nonce, .. payload.Ciphertext])), line)))
        {
            failures.Add($"Payload {payload.Payload} is there twice.", File, line);
            return;
        }
        if (Open(payload) is not { } text)
            failures.Add("The key does not open the ciphertext: one of them was changed, or moved from another payload.", File, line);
        else if (!text.AsSpan().SequenceEqual(JsonMarshal.GetRawUtf8Value(payload.Value)))
            failures.Add("The text is not what the ciphertext holds.", File, line);
    }

    private static byte[]? Open(PayloadLine payload)
    {
        if (payload.Ciphertext.Length < TagLength || payload.Key.Length != 32 || payload.Nonce.Length != 12) return null;
        byte[] associated =
            [.. payload.Payload.ToByteArray(bigEndian: true), .. payload.DataKey.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(payload.EventType)];
        var text = new byte[payload.Ciphertext.Length - TagLength];
        using var aes = new AesGcm(payload.Key, TagLength);
        try
        {
            aes.Decrypt(payload.Nonce, payload.Ciphertext.AsSpan(..^TagLength), payload.Ciphertext.AsSpan(^TagLength..), text, associated);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private void SeekIn(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (value.TryGetProperty("id", out var id) && value.TryGetProperty("commitment", out var commitment)
                    && id.ValueKind == JsonValueKind.String && commitment.ValueKind == JsonValueKind.String && id.TryGetGuid(out var payload)
                    && _given.TryGetValue(payload, out var given) && commitment.ValueEquals(given.Commitment))
                    _found[payload] = 1;
                foreach (var member in value.EnumerateObject()) SeekIn(member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) SeekIn(item);
                break;
            default:
                break;
        }
    }
}
