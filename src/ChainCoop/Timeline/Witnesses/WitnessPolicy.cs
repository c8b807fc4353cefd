using ChainCoop.Shared;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>When a head counts as witnessed: a versioned rule, data like the others.</summary>
/// <param name="Version">Goes with every answer that says so.</param>
/// <param name="Quorum">So many organisations, each with a key that counts.</param>
public sealed record WitnessPolicy(string Version, int Quorum)
{
    public static WitnessPolicy Current { get; } = EmbeddedData.Read<WitnessPolicy>("witness-policy.data.json");
}
