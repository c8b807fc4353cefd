using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Timeline.Replay;

/// <summary>
/// Facts and states as an auditor reads them: ids and codes. Officers and data subjects are the pseudonyms of the access log, what is in
/// the vault stays there, and the references of clients' own systems are theirs.
/// </summary>
internal sealed class Masked(Pseudonyms pseudonyms)
{
    private static readonly JsonSerializerOptions Forms = Platform.Json.Http;

    /// <summary>As JSON; null where nothing is shown.</summary>
    public JsonNode? Of(object? value)
    {
        switch (value)
        {
            case null or OfficerId or ExternalReference: return null;
            case ActorRef officer: return new JsonObject { ["organisation"] = officer.Organisation.Value, ["officer"] = pseudonyms.Of(officer).ToString() };
            case SubjectId subject: return pseudonyms.Of(subject).ToString();
            case PayloadRef payload: return new JsonObject { ["payloadId"] = payload.Id.ToString() };
            case IDictionary: return null;
        }

        var info = Forms.GetTypeInfo(value.GetType());
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => new JsonObject(MembersOf(value).Select(member => KeyValuePair.Create(member.Name, Of(member.Value))).Where(member => member.Value is not null)),
            JsonTypeInfoKind.Enumerable => new JsonArray([.. ((IEnumerable)value).Cast<object?>().Select(Of)]),
            _ => JsonSerializer.SerializeToNode(value, info),
        };
    }

    /// <summary>What a fact says, in words of the vocabulary: what happened, and its members but for who and when.</summary>
    /// <param name="type">The alias of the fact.</param>
    /// <param name="details">Without them only what happened.</param>
    public string InWords(string type, object fact, bool details)
    {
        var what = Sentence(type.Replace('_', ' '));
        var members = details ? MembersOf(fact).Where(member => member.Name is not ("at" or "by")).Select(member => (member.Name, Text: WordsOf(member.Value))).Where(member => member.Text.Length > 0).ToList() : [];
        return members.Count == 0 ? what : $"{what}: {string.Join(", ", members.Select(member => $"{Spaced(member.Name)} {member.Text}"))}";
    }

    private string WordsOf(object? value)
    {
        switch (value)
        {
            case null or OfficerId or ExternalReference or IDictionary: return "";
            case ActorRef officer: return $"{Name(officer.Organisation)} (officer {pseudonyms.Of(officer)})";
            case SubjectId subject: return $"person {pseudonyms.Of(subject)}";
            case PayloadRef: return "in the vault";
            case Oin organisation: return Name(organisation);
            case MunicipalityCode code: return OrganisationRegister.Current.Find(code)?.Name ?? code.Value;
            case bool truth: return truth ? "yes" : "no";
            case Enum: return ((string)JsonSerializer.SerializeToNode(value, value.GetType(), Forms)!).Replace('-', ' ');
            case DateTimeOffset instant: return Platform.InstantForm.Write(instant);
        }

        var type = value.GetType();
        if (type.GetProperty("List") is { } list && type.GetProperty("Value") is { } code2 && CodeLists.Find((string)list.GetValue(null)!) is { } known && code2.GetValue(value) is string text)
            return known.Find(text)?.Name.ToLowerInvariant() ?? text;
        return Forms.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Enumerable => string.Join(" and ", ((IEnumerable)value).Cast<object?>().Select(WordsOf).Where(words => words.Length > 0)),
            JsonTypeInfoKind.Object => Bracketed(string.Join(", ", MembersOf(value).Select(member => (member.Name, Text: WordsOf(member.Value))).Where(member => member.Text.Length > 0).Select(member => $"{Spaced(member.Name)} {member.Text}"))),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    public static string Name(Oin organisation) => OrganisationRegister.Current.Find(organisation)?.Name ?? organisation.Value;

    private static string Bracketed(string text) => text.Length == 0 ? "" : $"({text})";

    private static string Sentence(string words) => string.Concat(words[..1].ToUpperInvariant(), words[1..]);

    private static string Spaced(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static IEnumerable<(string Name, object? Value)> MembersOf(object value) =>
        Forms.GetTypeInfo(value.GetType()).Properties.Where(property => property.Get is not null).Select(property => (property.Name, property.Get!(value)));
}
