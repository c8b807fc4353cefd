using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Timeline.Witnesses;

namespace ChainCoop.Platform;

/// <summary>
/// How values look in JSON: over HTTP, in stored events and in documents. The forms are a storage format: ids, codes and
/// enumerations are bare strings, instants are UTC with <c>Z</c> in at most six decimals (what PostgreSQL keeps).
/// </summary>
internal static class Json
{
    /// <summary>For requests and answers: additionally, what is missing, null or unknown is an error.</summary>
    public static readonly JsonSerializerOptions Http = HttpOptions();

    /// <summary>For what is left of a faulty request: nothing is required.</summary>
    public static readonly JsonSerializerOptions Lenient = LenientOptions();

    /// <summary>Sets the forms on options that a framework made (Marten, ASP.NET Core), before converters of its own.</summary>
    public static void SetForms(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Insert(0, new TextFormFactory());
        options.Converters.Insert(1, new EnumFormFactory());
        options.Converters.Insert(2, new InstantForm());
    }

    public static void SetHttp(JsonSerializerOptions options)
    {
        SetForms(options);
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MakeNullableOptional } };
    }

    /// <summary>A member that may be null may be left out.</summary>
    private static void MakeNullableOptional(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.IsSetNullable)) property.IsRequired = false;
    }

    private static JsonSerializerOptions HttpOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        SetHttp(options);
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions LenientOptions()
    {
        var options = new JsonSerializerOptions();
        SetForms(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary>What the check of requests and the OpenAPI document must know of a value that is a bare string.</summary>
internal interface ITextForm
{
    /// <summary>What is wrong with the text, as a sentence about it; null if nothing. Codes are looked up in their list.</summary>
    string? FaultIn(string text);

    /// <summary>The JSON Schema format, if it has one.</summary>
    string? Format { get; }

    /// <summary>The code list that the text comes from, if it does.</summary>
    string? CodeList { get; }
}

/// <summary>Ids, codes and the other one-string values of <c>Shared</c>.</summary>
internal sealed class TextFormFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => FormOf(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(FormOf(typeToConvert)!)!;

    private static Type? FormOf(Type type)
    {
        if (!type.IsValueType) return null;
        if (type == typeof(OfficerId)) return typeof(OfficerIdForm);
        if (type == typeof(ExternalReference)) return typeof(ExternalReferenceForm);
        if (type == typeof(ActionName)) return typeof(ActionNameForm);
        if (type == typeof(FeedType)) return typeof(FeedTypeForm);
        if (type == typeof(FeedTypeFamily)) return typeof(FeedTypeFamilyForm);
        if (type == typeof(Commitment)) return typeof(CommitmentForm);
        if (type == typeof(Ed25519Key)) return typeof(Ed25519KeyForm);
        if (type == typeof(SignatureLine)) return typeof(SignatureLineForm);

        foreach (var contract in type.GetInterfaces().Where(contract => contract.IsGenericType))
        {
            var definition = contract.GetGenericTypeDefinition();
            if (definition == typeof(IId<>)) return typeof(IdForm<>).MakeGenericType(type);
            if (definition == typeof(ICode<>)) return typeof(CodeForm<>).MakeGenericType(type);
        }
        return null;
    }
}

internal abstract class TextForm<T> : JsonConverter<T>, ITextForm where T : struct
{
    public abstract string? FaultIn(string text);

    public virtual string? Format => null;

    public virtual string? CodeList => null;

    /// <summary>Null if the text cannot be one. A code that is on no list (any more) still can.</summary>
    protected abstract T? Parse(string text);

    protected abstract string? TextOf(T value);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? Known(reader.GetString()!) : throw new JsonException();

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Known(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Written(value));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(Written(value));

    private T Known(string text) => Parse(text) ?? throw new JsonException();

    // A default struct has no text; writing null would make the record unreadable.
    private string Written(T value) => TextOf(value) ?? throw new JsonException($"{typeof(T).Name} has no value.");
}

internal sealed class IdForm<TId> : TextForm<TId> where TId : struct, IId<TId>
{
    public override string? Format => "uuid";

    public override string? FaultIn(string text) => Parse(text) is null ? "Must be a UUID in lower case with hyphens." : null;

    protected override TId? Parse(string text) => Ids.TryParse<TId>(text, out var id) ? id : null;

    protected override string? TextOf(TId value) => value.Value.ToString();
}

internal sealed class CodeForm<TCode> : TextForm<TCode> where TCode : struct, ICode<TCode>
{
    public override string? CodeList => TCode.List;

    public override string? FaultIn(string text) =>
        CodeLists.Contains(TCode.List, text) ? null : $"Must be a code of the list {TCode.List}.";

    protected override TCode? Parse(string text) => TCode.From(text);

    protected override string? TextOf(TCode value) => value.Value;
}

internal sealed class OfficerIdForm : TextForm<OfficerId>
{
    public override string? FaultIn(string text) =>
        Parse(text) is null ? "Must be 1 to 64 letters, digits, hyphens or underscores." : null;

    protected override OfficerId? Parse(string text) => OfficerId.TryParse(text, out var id) ? id : null;

    protected override string? TextOf(OfficerId value) => value.Value;
}

internal sealed class ExternalReferenceForm : TextForm<ExternalReference>
{
    public override string? FaultIn(string text) => ExternalReference.FaultIn(text);

    // Events keep references that came in under earlier rules.
    protected override ExternalReference? Parse(string text) => new(text);

    protected override string? TextOf(ExternalReference value) => value.Value;
}

internal sealed class ActionNameForm : TextForm<ActionName>
{
    public override string? FaultIn(string text) => Parse(text) is null ? "There is no such action." : null;

    protected override ActionName? Parse(string text) => ActionName.TryParse(text, out var name) ? name : null;

    protected override string? TextOf(ActionName value) => value.Value;
}

internal sealed class FeedTypeForm : TextForm<FeedType>
{
    public override string? FaultIn(string text) => FeedType.TryParse(text, out _) ? null : "There is no such type of feed entries.";

    // One that was in use when an event was stored still is read.
    protected override FeedType? Parse(string text) => new FeedType(text);

    protected override string? TextOf(FeedType value) => value.Value;
}

internal sealed class FeedTypeFamilyForm : TextForm<FeedTypeFamily>
{
    public override string? FaultIn(string text) =>
        FeedTypeFamily.TryParse(text, out _) ? null : $"Types of feed entries begin with one of these: {string.Join(", ", FeedTypes.Families.Order(StringComparer.Ordinal))}";

    protected override FeedTypeFamily? Parse(string text) => new FeedTypeFamily(text);

    protected override string? TextOf(FeedTypeFamily value) => value.Value;
}

internal sealed class Ed25519KeyForm : TextForm<Ed25519Key>
{
    public override string? FaultIn(string text) => Parse(text) is null ? "Must be the 32 bytes of a public key of Ed25519 as 64 lower-case hexadecimal digits." : null;

    protected override Ed25519Key? Parse(string text) => Ed25519Key.TryParse(text, out var key) ? key : null;

    protected override string? TextOf(Ed25519Key value) => value.Value;
}

internal sealed class SignatureLineForm : TextForm<SignatureLine>
{
    public override string? FaultIn(string text) => Parse(text) is null ? "Must be a signature line of a note: — name base64." : null;

    protected override SignatureLine? Parse(string text) => text.Length <= 500 && SignatureLine.TryParse(text, out var line) ? line : null;

    protected override string? TextOf(SignatureLine value) => value.Value;
}

internal sealed class CommitmentForm : TextForm<Commitment>
{
    public override string? FaultIn(string text) => Parse(text) is null ? "Must be 64 lower-case hexadecimal digits." : null;

    protected override Commitment? Parse(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? new Commitment(text) : null;

    protected override string? TextOf(Commitment value) => value.Value;
}

/// <summary>
/// Enumerations in lower kebab-case. A factory of our own because frameworks replace a <see cref="JsonStringEnumConverter"/>
/// that they find by theirs.
/// </summary>
internal sealed class EnumFormFactory : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter KebabCase = new(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        KebabCase.CreateConverter(typeToConvert, options);
}

/// <summary>
/// An instant: any offset in, UTC with <c>Z</c> out. An offset is required: without one the framework would take the
/// time zone of the machine.
/// </summary>
internal sealed class InstantForm : JsonConverter<DateTimeOffset>
{
    private const string Written = "yyyy-MM-ddTHH:mm:ss.FFFFFFZ";

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture);

    public static bool TryRead(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, Readable, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && TryRead(reader.GetString(), out var instant) ? instant : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Write(value));

    // RFC 3339 with seconds; K would also accept a time without an offset.
    private static readonly string[] Readable =
    [
        "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ",
    ];
}
