using System.Buffers;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ChainCoop.Shared;

namespace ChainCoop.Platform;

/// <summary>
/// Compares what a client sent with the record that it should become, and tells all differences at once. The serializer
/// alone would stop at the first one, and would not tell where it is.
/// </summary>
internal static partial class JsonInput
{
    /// <summary>How deep objects and arrays may be nested.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Documents = new() { MaxDepth = MaxDepth };

    private static readonly ConcurrentDictionary<Type, Shape> Shapes = new();

    /// <summary>Null if the bytes are no JSON text in UTF-8.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> text)
    {
        if (!Utf8.IsValid(text.Span)) return null;
        try
        {
            return IsUnicode(text.Span) ? JsonDocument.Parse(text, Documents) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether no string holds half of a surrogate pair (<c>\ud800</c>): nothing behind this could read it.</summary>
    private static bool IsUnicode(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\u"u8) < 0) return true;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The record, or null if there were faults.</summary>
    /// <param name="place">How a place in the value is written in a fault; it gets the JSON pointer.</param>
    public static object? Read(JsonElement value, Type type, Faults faults, Func<string, string> place)
    {
        var found = new Faults { Now = faults.Now };
        Walk(value, Json.Http.GetTypeInfo(type), mayBeNull: false, "", found);
        var formal = found.All.ToList();
        var record = formal.Count == 0 ? value.Deserialize(Json.Http.GetTypeInfo(type)) : found.IsFull ? null : WhatIsLeft(value, type, formal);
        (record as IChecked)?.Check(found);

        foreach (var fault in formal.Concat(found.All.Skip(formal.Count).Where(own => !formal.Exists(fault => Covers(fault.Pointer, own.Pointer) || Covers(own.Pointer, fault.Pointer)))))
            faults.Add(place(fault.Pointer), fault.Detail);
        return found.All.Count == 0 ? record : null;
    }

    /// <summary>Whether the values of the type are numbers or booleans, which a query writes without quotes.</summary>
    public static bool IsLiteral(Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is (>= TypeCode.SByte and <= TypeCode.Decimal) or TypeCode.Boolean;

    private static void Walk(JsonElement value, JsonTypeInfo info, bool mayBeNull, string pointer, Faults faults)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            faults.Require(mayBeNull, pointer, "Must not be null.");
            return;
        }
        if (Nullable.GetUnderlyingType(info.Type) is { } underlying) info = Json.Http.GetTypeInfo(underlying);

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                WalkObject(value, info, pointer, faults);
                break;
            case JsonTypeInfoKind.Enumerable:
                WalkArray(value, info, pointer, faults);
                break;
            case JsonTypeInfoKind.Dictionary:
                WalkDictionary(value, info, pointer, faults);
                break;
            default:
                if (FaultInLeaf(value, info) is { } fault) faults.Add(pointer, fault);
                break;
        }
    }

    private static void WalkObject(JsonElement value, JsonTypeInfo info, string pointer, Faults faults)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(pointer, "Must be an object.");
            return;
        }

        var members = Shapes.GetOrAdd(info.Type, Shape.Of).Members;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in value.EnumerateObject())
        {
            if (!members.TryGetValue(given.Name, out var member))
            {
                AddUnknown(given.Name, pointer, faults, members.Keys);
                continue;
            }
            var below = $"{pointer}/{given.Name}";
            if (!seen.Add(given.Name))
            {
                faults.Add(below, "Is given more than once.");
                continue;
            }

            // An array that is too long is not looked into: its faults could be many times its size.
            var before = faults.All.Count;
            if (!member.IsTooLong(given.Value)) Walk(given.Value, Json.Http.GetTypeInfo(member.Type), member.MayBeNull, below, faults);
            if (faults.All.Count == before && member.FaultIn(given.Value) is { } fault) faults.Add(below, fault);
        }

        foreach (var (name, member) in members)
            faults.Require(!member.IsRequired || seen.Contains(name), $"{pointer}/{name}", "Is required.");
    }

    // The name is the client's text: it is repeated only if it can be the name of a member, and no name or number of a person.
    private static void AddUnknown(string name, string pointer, Faults faults, IEnumerable<string>? known = null)
    {
        if (MemberName().IsMatch(name))
            faults.Add($"{pointer}/{name}", known is null ? "Is unknown here." : $"Is unknown here; known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        else
            faults.Add(pointer, "Has a member with an unknown name.");
    }

    private static void WalkArray(JsonElement value, JsonTypeInfo info, string pointer, Faults faults)
    {
        if (value.ValueKind is not JsonValueKind.Array)
        {
            faults.Add(pointer, "Must be an array.");
            return;
        }

        var element = Json.Http.GetTypeInfo(info.ElementType!);
        var index = 0;
        foreach (var item in value.EnumerateArray())
            Walk(item, element, Nullable.GetUnderlyingType(element.Type) is not null, $"{pointer}/{index++}", faults);
    }

    private static void WalkDictionary(JsonElement value, JsonTypeInfo info, string pointer, Faults faults)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(pointer, "Must be an object.");
            return;
        }

        var key = Json.Http.GetTypeInfo(info.KeyType!);
        var element = Json.Http.GetTypeInfo(info.ElementType!);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in value.EnumerateObject())
        {
            if (FaultInText(given.Name, key) is not null)
                AddUnknown(given.Name, pointer, faults);
            else if (!seen.Add(given.Name))
                faults.Add($"{pointer}/{given.Name}", "Is given more than once.");
            else
                Walk(given.Value, element, Nullable.GetUnderlyingType(element.Type) is not null, $"{pointer}/{given.Name}", faults);
        }
    }

    private static string? FaultInLeaf(JsonElement value, JsonTypeInfo info)
    {
        if (info.Converter is ITextForm || info.Type.IsEnum || info.Type == typeof(string))
            return value.ValueKind is JsonValueKind.String ? FaultInText(value.GetString()!, info) : "Must be a string.";

        try
        {
            value.Deserialize(info);
            return null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException)
        {
            return Expected(info.Type);
        }
    }

    private static string? FaultInText(string text, JsonTypeInfo info)
    {
        if (info.Converter is ITextForm form) return form.FaultIn(text);
        if (info.Type.IsEnum)
        {
            var names = Shapes.GetOrAdd(info.Type, Shape.Of).Names;
            return names.Contains(text) ? null : $"Must be one of: {string.Join(", ", names)}.";
        }
        // PostgreSQL stores no such character, in text or in JSON.
        return text.Contains('\0', StringComparison.Ordinal) ? "Must not contain the character U+0000." : null;
    }

    private static string Expected(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "Must be true or false.",
        TypeCode.Decimal or TypeCode.Double or TypeCode.Single => "Must be a number.",
        TypeCode.Int32 => $"Must be a whole number in digits, at most {int.MaxValue}.",
        TypeCode.Int64 => $"Must be a whole number in digits, at most {long.MaxValue}.",
        >= TypeCode.SByte and <= TypeCode.UInt64 => "Must be a whole number.",
        _ when type == typeof(DateTimeOffset) => "Must be an instant with an offset, such as 2026-03-02T09:00:00Z.",
        _ when type == typeof(DateOnly) => "Must be a date, such as 2026-03-02.",
        _ when type == typeof(Guid) => "Must be a UUID in lower case with hyphens.",
        _ => "Is not of the expected form.",
    };

    /// <summary>
    /// The record without its faulty members, so that it can tell its own faults in the same answer. Null if what is left
    /// makes no record.
    /// </summary>
    private static object? WhatIsLeft(JsonElement value, Type type, IReadOnlyList<Fault> found)
    {
        if (!type.IsAssignableTo(typeof(IChecked)) || value.ValueKind is not JsonValueKind.Object) return null;

        var faulty = found.Select(fault => fault.Pointer).ToHashSet(StringComparer.Ordinal);
        // A list of values that cannot be null has no place for a faulty item: it is left out.
        return Without(faulty, value, type) ?? Without([.. faulty.Concat(faulty.Where(IsItem).Select(pointer => pointer[..pointer.LastIndexOf('/')]))], value, type);
    }

    private static bool IsItem(string pointer) => pointer.Length > 0 && char.IsAsciiDigit(pointer[^1]) && int.TryParse(pointer.AsSpan(pointer.LastIndexOf('/') + 1), out _);

    private static object? Without(HashSet<string> faulty, JsonElement value, Type type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Copy(value, "", faulty, writer);
        try
        {
            return JsonSerializer.Deserialize(buffer.WrittenSpan, type, Json.Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Copy(JsonElement value, string pointer, HashSet<string> faulty, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => !faulty.Contains($"{pointer}/{member.Name}")))
                {
                    writer.WritePropertyName(member.Name);
                    Copy(member.Value, $"{pointer}/{member.Name}", faulty, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in value.EnumerateArray()) Copy(item, $"{pointer}/{index++}", faulty, writer);
                writer.WriteEndArray();
                break;
            default:
                // A faulty item keeps its place: the pointers behind it must not move.
                if (faulty.Contains(pointer)) writer.WriteNullValue();
                else value.WriteTo(writer);
                break;
        }
    }

    /// <summary>
    /// Whether one place is the other or above it. A fault of a place or of something above it says enough; and a record is
    /// not told that something is missing in it when that is there and faulty.
    /// </summary>
    private static bool Covers(string upper, string lower) =>
        lower.StartsWith(upper, StringComparison.Ordinal) && (lower.Length == upper.Length || lower[upper.Length] == '/') && upper.Length > 0;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MemberName();

    /// <summary>What a type wants, found once.</summary>
    private sealed record Shape(IReadOnlyDictionary<string, Member> Members, IReadOnlyList<string> Names)
    {
        public static Shape Of(Type type) => type.IsEnum
            ? new Shape(new Dictionary<string, Member>(), [.. Enum.GetValues(type).Cast<object>().Select(value => NameOf(value, type))])
            : new Shape(Json.Http.GetTypeInfo(type).Properties.Where(IsWritten).ToDictionary(property => property.Name, Member.Of, StringComparer.Ordinal), []);

        private static string NameOf(object value, Type type) => JsonSerializer.SerializeToElement(value, type, Json.Http).GetString()!;

        private static bool IsWritten(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;
    }

    private sealed record Member(Type Type, bool MayBeNull, bool IsRequired, IReadOnlyList<ValidationAttribute> Limits)
    {
        public static Member Of(JsonPropertyInfo property) => new(
            property.PropertyType,
            property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsSetNullable,
            property.IsRequired,
            [.. LimitsOn(property.AttributeProvider), .. LimitsOn(property.AssociatedParameter?.AttributeProvider)]);

        public bool IsTooLong(JsonElement value) =>
            value.ValueKind is JsonValueKind.Array && Limits.OfType<MaxLengthAttribute>().Any(max => value.GetArrayLength() > max.Length)
            && Json.Http.GetTypeInfo(Type).Kind is JsonTypeInfoKind.Enumerable;

        public string? FaultIn(JsonElement value)
        {
            foreach (var limit in Limits)
            {
                if (FaultIn(value, limit) is { } fault) return fault;
            }
            return null;
        }

        private static string? FaultIn(JsonElement value, ValidationAttribute limit) => (value.ValueKind, limit) switch
        {
            (JsonValueKind.String, MaxLengthAttribute max) when value.GetString()!.Length > max.Length => $"Must have at most {max.Length} characters.",
            (JsonValueKind.String, MinLengthAttribute min) when value.GetString()!.Trim().Length < min.Length =>
                min.Length == 1 ? "Must not be empty." : $"Must have at least {min.Length} characters.",
            (JsonValueKind.Array, MaxLengthAttribute max) when value.GetArrayLength() > max.Length => $"Must have at most {max.Length} items.",
            (JsonValueKind.Array, MinLengthAttribute min) when value.GetArrayLength() < min.Length => $"Must have at least {min.Length} items.",
            (JsonValueKind.Number, RangeAttribute range) when !IsWithin(value.GetDouble(), range) => $"Must be from {range.Minimum} to {range.Maximum}.",
            _ => null,
        };

        private static bool IsWithin(double value, RangeAttribute range) =>
            value >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture) && value <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);

        private static IEnumerable<ValidationAttribute> LimitsOn(ICustomAttributeProvider? provider) =>
            provider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: false).Cast<ValidationAttribute>() ?? [];
    }
}
