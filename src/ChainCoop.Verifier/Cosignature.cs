using System.Buffers.Binary;
using System.Text;

namespace ChainCoop.Verifier;

/// <summary>
/// C2SP tlog-cosignature, <c>cosignature/v1</c>: a witness says that at this time the checkpoint was the largest one that it had seen of
/// the log, and consistent with all before.
/// </summary>
public static class Cosignature
{
    private const int TimeLength = sizeof(ulong);

    /// <param name="checkpointText"><see cref="Checkpoint.Text"/>.</param>
    /// <param name="time">Whole seconds count.</param>
    public static NoteSignature Sign(NoteKey key, string checkpointText, DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(time));
        var stamp = new byte[TimeLength];
        BinaryPrimitives.WriteInt64BigEndian(stamp, seconds);
        return new NoteSignature(key.Name, key.Witness.Id, [.. stamp, .. key.SignBytes(Message(checkpointText, seconds))]);
    }

    /// <summary>When the witness cosigned the checkpoint; null when it did not.</summary>
    /// <param name="signature">Eight bytes of time, then the signature.</param>
    public static DateTimeOffset? Verify(NoteVerifier witness, string checkpointText, ReadOnlySpan<byte> signature)
    {
        if (witness.Type != NoteVerifier.CosignatureV1 || signature.Length <= TimeLength) return null;
        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature);
        return seconds >= 0 && seconds <= LastSecond && witness.VerifyBytes(Message(checkpointText, seconds), signature[TimeLength..])
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private static byte[] Message(string checkpointText, long seconds) => Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds}\n{checkpointText}");
}
