using System.Collections.Frozen;
using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// The versions of the barrier model (barrièremodel), as data (<c>barrier-model.data.json</c>). A version is never edited: what was
/// planned under it keeps its meaning. A later one is added.
/// </summary>
public static class BarrierModels
{
    private static readonly FrozenDictionary<string, BarrierModel> Models = Load();

    public static IReadOnlyList<BarrierModel> All { get; } = [.. Models.Values.OrderBy(model => model.ValidFrom)];

    /// <summary>Null where there is no such version.</summary>
    public static BarrierModel? Find(BarrierModelVersion version) => version.Value is { } text ? Models.GetValueOrDefault(text) : null;

    private static FrozenDictionary<string, BarrierModel> Load()
    {
        using var file = EmbeddedData.Read("barrier-model.data.json");
        return JsonSerializer.Deserialize<BarrierModelFile>(file, Json.Http)!.Models
            .ToDictionary(model => model.Version.Value, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record BarrierModelFile(IReadOnlyList<BarrierModel> Models);
}

/// <param name="ValidFrom">First day on which it is used.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Steps">In the order in which a perpetrator takes them.</param>
public sealed record BarrierModel(BarrierModelVersion Version, DateOnly ValidFrom, string Source, IReadOnlyList<ModelStep> Steps)
{
    internal ModelStep? StepOf(BarrierCode barrier) => Steps.FirstOrDefault(step => step.Barriers.Any(one => one.Barrier == barrier));

    /// <summary>Null where this version knows no such intervention against the barrier.</summary>
    internal ModelIntervention? Find(BarrierCode barrier, InterventionCode intervention) =>
        StepOf(barrier)?.Barriers.First(one => one.Barrier == barrier).Interventions.FirstOrDefault(one => one.Intervention == intervention);
}

/// <param name="Step">Its name is in the code list <c>barrier-steps</c>, as the names of barriers and interventions are in theirs.</param>
public sealed record ModelStep(BarrierStep Step, IReadOnlyList<ModelBarrier> Barriers);

public sealed record ModelBarrier(BarrierCode Barrier, IReadOnlyList<ModelIntervention> Interventions);

/// <param name="Owner">The kind of organisation that may do it.</param>
/// <param name="Law">The law that gives the power or the task.</param>
/// <param name="Article">Its article.</param>
public sealed record ModelIntervention(InterventionCode Intervention, OrganisationKind Owner, string Law, string Article);
