using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace ChainCoop.Contracts;

/// <summary>
/// What a feed gives, pulled or delivered: a CloudEvent 1.0 with ids and codes. What happened to the record is read at <see cref="DataRef"/>.
/// </summary>
/// <param name="Id">Of the event; of a withheld one its commitment.</param>
/// <param name="Source">The district.</param>
/// <param name="Type">One of <see cref="EntryTypes"/> or <see cref="BesideTypes"/>; or a newer one, which is passed over.</param>
/// <param name="Time">When it happened; in care and security rooms sometimes the day only.</param>
/// <param name="Subject">Id of the record; of a canary and a test the subscription.</param>
/// <param name="DataRef">Where the record is read.</param>
/// <param name="Kind">Of the record.</param>
/// <param name="Status">Of the record from then on, where the event says so.</param>
/// <param name="Place">In the feed; null: it is no entry (canary, test).</param>
public sealed record FeedMessage(
    string Id, string Source, string Type, DateTimeOffset? Time, string? Subject, string? DataRef, string? Kind, string? Status, FeedPlace? Place)
{
    /// <summary>It may not be seen any more: that it is there is all there is to know.</summary>
    public bool IsWithheld => Type == EntryTypes.Withheld;

    /// <summary>Reads one event, as it is delivered.</summary>
    /// <returns>False: it is no message of a feed. It never throws.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out FeedMessage? message) =>
        TryRead(utf8Json, In, out message);

    /// <summary>Reads a batch, as <c>GET /v1/feed</c> answers.</summary>
    /// <returns>False: it is no array, or one of its items is no message of a feed. It never throws.</returns>
    public static bool TryReadBatch(ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out IReadOnlyList<FeedMessage>? messages) =>
        TryRead(utf8Json, root => [.. root.EnumerateArray().Select(In)], out messages);

    internal static bool TryRead<T>(ReadOnlyMemory<byte> utf8Json, Func<JsonElement, T> read, [NotNullWhen(true)] out T? result) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            result = read(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // of another kind than expected, or text that cannot be decoded
        {
            result = null;
            return false;
        }
    }

    /// <exception cref="JsonException">It is none.</exception>
    /// <exception cref="InvalidOperationException">A value is of another kind.</exception>
    private static FeedMessage In(JsonElement json)
    {
        if (Text(json, "specversion") != "1.0") throw new JsonException("This is no CloudEvent 1.0.");
        var data = json.TryGetProperty("data", out var found) ? found : (JsonElement?)null;
        var type = Needed(json, "type");
        return new FeedMessage(
            Needed(json, "id"), Needed(json, "source"), type, TimeIn(json), Text(json, "subject"), Text(json, "dataref"),
            Text(data, "kind"), Text(data, "status"),
            Text(json, "sequence") is { } sequence ? PlaceIn(json, sequence, type == EntryTypes.Withheld ? Hash(data, "commitment") : CommitmentOf(json)) : null);
    }

    private static FeedPlace PlaceIn(JsonElement json, string sequence, string commitment)
    {
        var position = Position(sequence);
        var previous = Text(json, "previoussequence") is { } before ? Position(before) : (long?)null;
        if (position == 0 || previous >= position) throw new JsonException("No entry can be there.");
        return new FeedPlace(position, previous, commitment, Hash(json, "feedhash"), Text(json, "subject"));
    }

    /// <summary>Over all that came, also over members that this version does not know, except what is said about the entry and not in it.</summary>
    private static string CommitmentOf(JsonElement json)
    {
        var entry = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(entry))
        {
            writer.WriteStartObject();
            foreach (var member in json.EnumerateObject().Where(member => member.Name is not ("feedhash" or "previoussequence"))) member.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(entry.WrittenMemory)));
    }

    private static DateTimeOffset? TimeIn(JsonElement json) =>
        !json.TryGetProperty("time", out var time) ? null : time.TryGetDateTimeOffset(out var at) ? at : throw new JsonException("The time is none.");

    /// <summary>Twenty digits.</summary>
    internal static long Position(string text) =>
        text.Length == 20 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : throw new JsonException("A position has twenty digits.");

    private static string Hash(JsonElement? json, string member) => Text(json, member) is { } text && FeedHash.IsOne(text) ? text : throw new JsonException("A hash is missing.");

    internal static string Needed(JsonElement? json, string member) => Text(json, member) is { Length: > 0 } text ? text : throw new JsonException($"It has no {member}.");

    internal static string? Text(JsonElement? json, string member) => json is { } from && from.TryGetProperty(member, out var value) ? value.GetString() : null;
}

/// <summary>Where an entry stands, and what it is checked by.</summary>
/// <param name="Position">In the feed, from 1 without a gap.</param>
/// <param name="Previous">Position of the delivery before in the same subscription; null: it was pulled.</param>
/// <param name="Commitment">SHA-256 of the entry; of a withheld one what it says it was. The same on each delivery.</param>
/// <param name="FeedHash">Running hash with this entry, as the sender says.</param>
/// <param name="Subject">The record; null: it is withheld.</param>
public sealed record FeedPlace(long Position, long? Previous, string Commitment, string FeedHash, string? Subject);

/// <summary>Where a feed stands at a position, as <c>GET /v1/feed/state</c> answers.</summary>
/// <param name="FeedHash">Empty at position 0.</param>
public sealed record FeedHead(long Position, string FeedHash)
{
    /// <returns>False: it is no such answer. It never throws.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out FeedHead? head) => FeedMessage.TryRead(utf8Json, In, out head);

    private static FeedHead In(JsonElement json)
    {
        var (position, hash) = (FeedMessage.Position(FeedMessage.Needed(json, "position")), FeedMessage.Text(json, "feedhash"));
        return position == 0 ? new FeedHead(0, Contracts.FeedHash.AtStart)
            : Contracts.FeedHash.IsOne(hash) ? new FeedHead(position, hash!) : throw new JsonException("A hash is missing.");
    }
}
