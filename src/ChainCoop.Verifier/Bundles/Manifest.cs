using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChainCoop.Verifier.Bundles;

// Formats of chaincoop-evidence/1. A court may hold a bundle for decades: a change needs the next number.

/// <summary>What a bundle says of itself; <c>manifest.note</c> signs its SHA-256.</summary>
/// <param name="Id">Of the bundle.</param>
/// <param name="Keys">Of the logs, as the maker says: whoever checks takes them from elsewhere.</param>
/// <param name="Events">What is taken from the log of events.</param>
/// <param name="Access">What is taken from the access record; null: nothing.</param>
/// <param name="Records">Streams of which every event is there, within the period, as the maker says; that none is missing between those that are there is proven.</param>
/// <param name="Period">Null: from the first event to the checkpoint.</param>
/// <param name="Policies">Versions of the rules in force when it was made.</param>
/// <param name="Payloads">What became of the texts that its events in clear refer to.</param>
/// <param name="Files">All the others.</param>
public sealed record Manifest(
    string Format,
    Guid Id,
    DateTimeOffset MadeAt,
    IReadOnlyList<string> Keys,
    LogPart Events,
    LogPart? Access,
    IReadOnlyList<Guid> Records,
    BundlePeriod? Period,
    IReadOnlyDictionary<string, string> Policies,
    PayloadCounts Payloads,
    IReadOnlyList<BundleFile> Files)
{
    public const string Version = "chaincoop-evidence/1";

    /// <summary>The text of <c>manifest.note</c>. It has two lines, so that it cannot be taken for a checkpoint.</summary>
    public static string NoteText(ReadOnlySpan<byte> manifestHash) => $"{Version}\n{Convert.ToHexStringLower(manifestHash)}\n";

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
    };
}

/// <summary>Leaves of one log.</summary>
/// <param name="Size">Of the checkpoint.</param>
/// <param name="From">First index of the part that is there with every leaf, if only as its commitment; equal to <paramref name="Until"/> when no part is.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="Entries">Given with their header.</param>
/// <param name="Clear">Of these with their body in clear.</param>
/// <param name="Withheld">Of these without their body, which exists.</param>
/// <param name="Destroyed">Of these without their body, which was destroyed.</param>
public sealed record LogPart(long Size, long From, long Until, long Entries, long Clear, long Withheld, long Destroyed);

/// <param name="From">Null: from the beginning.</param>
/// <param name="Until">Exclusive; null: to the checkpoint.</param>
public sealed record BundlePeriod(DateTimeOffset? From, DateTimeOffset? Until);

/// <param name="Clear">Given, with their key.</param>
/// <param name="Withheld">They exist and are not given.</param>
/// <param name="Erased">Their key was destroyed.</param>
public sealed record PayloadCounts(long Clear, long Withheld, long Erased);

/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
public sealed record BundleFile(string Name, string Sha256, long Size);

/// <summary>Names within a bundle.</summary>
public static class BundleNames
{
    public const string Manifest = "manifest.json";
    public const string ManifestNote = "manifest.note";
    public const string Events = "events";
    public const string Access = "access";
    public const string Payloads = "payloads.ndjson";

    public static string CheckpointOf(string log) => $"{log}/checkpoint";

    public static string EntriesOf(string log) => $"{log}/entries.ndjson";
}
