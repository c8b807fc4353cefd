using ChainCoop.Shared;
using ChainCoop.Verifier;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>A key with which an organisation signs heads of the timeline that it has checked (C2SP tlog-witness).</summary>
/// <param name="EndedAt">Null: it counts.</param>
public sealed record Witness(WitnessId Id, Oin Organisation, Ed25519Key PublicKey, ActorRef By, DateTimeOffset At, DateTimeOffset? EndedAt)
{
    public long Version { get; init; }

    public static Witness Create(WitnessRegistered e) => new(e.WitnessId, e.By.Organisation, e.PublicKey, e.By, e.At, null);

    public Witness Apply(WitnessEnded e) => this with { EndedAt = e.At };

    /// <summary>What its cosignatures are verified with.</summary>
    public NoteVerifier Verifier => NoteVerifier.Of(NameOf(Organisation), NoteVerifier.CosignatureV1, PublicKey.ToBytes());

    /// <summary>The name in its signature lines.</summary>
    public static string NameOf(Oin organisation) => $"chaincoop.nl/{organisation}/witness";
}
