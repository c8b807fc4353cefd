namespace ChainCoop.Verifier;

/// <summary>C2SP tlog-proof: one file that shows that a leaf is in a log, with no server.</summary>
/// <param name="Index">Of the leaf.</param>
/// <param name="Hashes">From the leaf's sibling to the child of the root.</param>
/// <param name="Note">The checkpoint, with its signatures.</param>
/// <param name="Extra">Not proven by anything; null when absent.</param>
public sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, SignedNote Note, byte[]? Extra = null)
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraMark = "extra ";
    private const string IndexMark = "index ";
    private const int MostHashes = 63;

    /// <exception cref="FormatException">It is no such file.</exception>
    public static TlogProof Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split('\n') is not [Header, .. var lines]) throw new FormatException($"A proof begins with {Header} and ends with a checkpoint.");

        byte[]? extra = null;
        if (lines is [['e', ..] first, ..] && first.StartsWith(ExtraMark, StringComparison.Ordinal))
        {
            extra = StrictText.Base64(first[ExtraMark.Length..]) ?? throw new FormatException("The extra data is not base64.");
            lines = lines[1..];
        }
        if (lines is not [var indexLine, .. var hashes]
            || !indexLine.StartsWith(IndexMark, StringComparison.Ordinal)
            || StrictText.Number(indexLine.AsSpan(IndexMark.Length)) is not { } index)
            throw new FormatException("A proof has the index of the leaf, without leading zeros.");
        if (hashes.Length > MostHashes) throw new FormatException("A proof has no more than 63 hashes.");
        return new TlogProof(
            index,
            [.. hashes.Select(hash => StrictText.Hash(hash) ?? throw new FormatException("A line of the proof is no SHA-256 hash in base64."))],
            SignedNote.Parse(text[(end + 2)..]),
            extra);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        var extra = Extra is null ? "" : $"{ExtraMark}{Convert.ToBase64String(Extra)}\n";
        return $"{Header}\n{extra}{IndexMark}{Index}\n{string.Concat(Hashes.Select(hash => $"{Convert.ToBase64String(hash)}\n"))}\n{Note}";
    }

    /// <summary>Whether the leaf is in the log of this key. Witnesses are looked at separately.</summary>
    /// <param name="log">Its name is the origin of the checkpoint.</param>
    /// <exception cref="FormatException">The note is no checkpoint.</exception>
    public bool Verify(ReadOnlySpan<byte> leafHash, NoteVerifier log)
    {
        var checkpoint = Checkpoint.Parse(Note.Text);
        return checkpoint.Origin == log.Name && Note.IsSignedBy(log) && MerkleTree.Includes(Index, checkpoint.Size, leafHash, Hashes, checkpoint.Root);
    }
}
