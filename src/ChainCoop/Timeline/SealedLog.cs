using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChainCoop.Timeline;

/// <summary>The logs that are sealed, each as a tree of its own. The names are part of every leaf.</summary>
public enum SealedLog
{
    /// <summary>Every fact, in the order of the store.</summary>
    Events,

    /// <summary>Every access record, in the order of commits.</summary>
    Access,
}

/// <summary>
/// A stored row as it is sealed, read back from the database. Its leaf commits to every column: to what names it in the open, in the
/// header, to all the rest by a salted hash, so that the header proves where the row stands when its body is gone.
/// </summary>
/// <param name="Sequence">Of the table: gaps are normal.</param>
/// <param name="Time">When it was written, by the clock of the database (events) or of the request (access).</param>
/// <param name="Body">JSON, in whatever form the database gives it.</param>
internal abstract record SealedRow(long Sequence, Guid Id, DateTimeOffset Time, byte[] Body)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of access records alone.</summary>
    public virtual ulong Transaction => 0;

    /// <summary>The canonical header (RFC 8785: sorted members, no space) at an index of the log.</summary>
    public byte[] Header(long index)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output, Plain))
        {
            writer.WriteStartObject();
            Write(writer, index);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>In the order of their names.</summary>
    protected abstract void Write(Utf8JsonWriter header, long index);

    /// <summary>Microseconds, as PostgreSQL keeps them.</summary>
    public static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

internal sealed record EventRow(
    long Sequence, Guid Id, Guid Stream, long Version, string Type, DateTimeOffset Time, string Tenant, string? DotnetType, string? Correlation, string? Causation, bool Archived,
    byte[] Body) : SealedRow(Sequence, Id, Time, Body)
{
    /// <summary>At the end of the retention of its record.</summary>
    public bool IsDestroyed => Body.AsSpan().SequenceEqual("{}"u8);

    protected override void Write(Utf8JsonWriter header, long index)
    {
        header.WriteBoolean("archived", Archived);
        if (Causation is not null) header.WriteString("causationId", Causation);
        if (Correlation is not null) header.WriteString("correlationId", Correlation);
        if (DotnetType is not null) header.WriteString("dotnetType", DotnetType);
        header.WriteString("eventId", Id);
        header.WriteNumber("index", index);
        header.WriteString("log", "events");
        header.WriteNumber("sequence", Sequence);
        header.WriteString("streamId", Stream);
        header.WriteString("tenant", Tenant);
        header.WriteString("time", Written(Time));
        header.WriteString("type", Type);
        header.WriteNumber("version", Version);
    }
}

internal sealed record AccessRow(long Sequence, ulong InTransaction, Guid Id, DateTimeOffset Time, byte[] Body) : SealedRow(Sequence, Id, Time, Body)
{
    public override ulong Transaction => InTransaction;

    protected override void Write(Utf8JsonWriter header, long index)
    {
        header.WriteString("id", Id);
        header.WriteNumber("index", index);
        header.WriteString("log", "access");
        header.WriteNumber("sequence", Sequence);
        header.WriteString("time", Written(Time));
        header.WriteNumber("transaction", InTransaction);
    }
}
