using ChainCoop.Shared;

namespace ChainCoop.Audit.ProcessingLog;

/// <summary>
/// Which processing activity (verwerkingsactiviteit, art. 30 AVG) an action belongs to: by the part of its name before the first dot.
/// Versioned data, <c>processing-activities.data.json</c>.
/// </summary>
internal sealed class ProcessingActivities
{
    private readonly Dictionary<string, string> byPrefix;
    private readonly string others;

    private ProcessingActivities(SourceFile file)
    {
        Version = file.Version;
        others = file.Others;
        byPrefix = file.Activities.SelectMany(activity => activity.Actions.Select(action => (action, activity.Id))).ToDictionary(pair => pair.action, pair => pair.Id, StringComparer.Ordinal);
    }

    public static ProcessingActivities Current { get; } = new(EmbeddedData.Read<SourceFile>("processing-activities.data.json"));

    public string Version { get; }

    /// <summary>A record is given away whatever its action: one that the list does not know says so.</summary>
    public string Of(string action) => byPrefix.GetValueOrDefault(action.Split('.')[0], others);

    public bool Knows(string action) => byPrefix.ContainsKey(action.Split('.')[0]);

    internal sealed record SourceFile(string Version, string Source, IReadOnlyList<SourceActivity> Activities, string Others);

    internal sealed record SourceActivity(string Id, string Name, string NameNl, IReadOnlyList<string> Actions);
}
