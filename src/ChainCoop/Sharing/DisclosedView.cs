using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

/// <summary>The answer of a record's GET as who received a disclosure reads it: its id, and the fields that were disclosed.</summary>
internal static class DisclosedView
{
    private static readonly HashSet<string> Always = new(["id", "municipality"], StringComparer.Ordinal);

    private const string Contested = "contested";

    /// <summary>All of it for who has one of these grants; else what was disclosed, whose version would count steps that are not seen.</summary>
    public static Shown ShownTo(Verdict verdict, IReadOnlyList<GrantRole> inFull, ResourceKind kind, IReadOnlyList<SubjectId> subjects, object view)
    {
        if (verdict.Part is not { } part || inFull.Any(verdict.Has)) return new Shown(view, subjects);
        return new Shown(Of(view, kind, part), part.Subject is { } one ? [one] : DisclosableFields.AreOfPersons(kind, part.Fields) ? subjects : []) { HidesSteps = true };
    }

    /// <param name="own">What the caller sees of it in another way; that stays.</param>
    public static JsonObject Of(object view, ResourceKind kind, DisclosedPart part, object? own = null)
    {
        var members = DisclosableFields.MembersOf(kind, part.Fields);
        var marks = DisclosableFields.MarksOf(kind, part.Fields);
        var shown = own is null ? [] : Json(own);
        foreach (var (name, value) in Json(view))
        {
            var within = members.Where(member => member.StartsWith(name + "/", StringComparison.Ordinal)).Select(member => member[(name.Length + 1)..]).ToHashSet(StringComparer.Ordinal);
            if (shown.ContainsKey(name)) continue;
            if (Always.Contains(name) || members.Contains(name)) shown[name] = value?.DeepClone();
            else if (name == Contested) Mark(shown, value, marks);
            else if (within.Count > 0 && value is JsonObject one) shown[name] = Only(one, within, marks);
            else if (within.Count > 0 && value is JsonArray several) shown[name] = new JsonArray([.. several.Select(item => item!.AsObject()).Where(item => IsOf(item, part)).Select(item => Only(item, within, marks))]);
        }

        return shown;
    }

    private static JsonObject Only(JsonObject item, HashSet<string> members, IReadOnlySet<string> marks)
    {
        JsonObject kept = [];
        foreach (var (name, value) in item)
        {
            if (members.Contains(name)) kept[name] = value?.DeepClone();
            else if (name == Contested) Mark(kept, value, marks);
        }

        return kept;
    }

    private static void Mark(JsonObject shown, JsonNode? contested, IReadOnlySet<string> marks)
    {
        var kept = contested?.AsArray().Select(fact => (string)fact!).Where(marks.Contains).ToList() ?? [];
        if (kept.Count > 0) shown[Contested] = new JsonArray([.. kept.Select(fact => JsonValue.Create(fact))]);
    }

    /// <summary>A subject of a signal is its id, one of a track is named by its participation.</summary>
    private static bool IsOf(JsonObject item, DisclosedPart part) =>
        part.Subject is not { } subject || (string?)(item["subjectId"] ?? item["id"]) == subject.ToString();

    private static JsonObject Json(object view) => (JsonObject)JsonSerializer.SerializeToNode(view, view.GetType(), Platform.Json.Http)!;
}
