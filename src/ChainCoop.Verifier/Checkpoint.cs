namespace ChainCoop.Verifier;

/// <summary>C2SP tlog-checkpoint: a log says how many leaves it has and what their root is. Extension lines are neither written nor read.</summary>
/// <param name="Origin">Name of the log.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>What is signed: three lines.</summary>
    public string Text => $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n";

    /// <summary>Reads the text of a note.</summary>
    /// <exception cref="FormatException">It is no checkpoint of three lines.</exception>
    public static Checkpoint Parse(string text)
    {
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ""] || origin.Any(char.IsControl))
            throw new FormatException("A checkpoint has three lines: origin, size, root.");
        return new Checkpoint(
            origin,
            StrictText.Number(size) ?? throw new FormatException("The size of a checkpoint is a number without leading zeros."),
            StrictText.Hash(root) ?? throw new FormatException("The root of a checkpoint is a SHA-256 hash in base64."));
    }
}
