using ChainCoop.Verifier;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>A signature as it stands under a note (C2SP signed-note): <c>— name base64</c>.</summary>
public readonly record struct SignatureLine(string Value)
{
    public static bool TryParse(string? text, out SignatureLine line)
    {
        line = new SignatureLine(text ?? "");
        try
        {
            _ = line.ToSignature();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <exception cref="FormatException">It is none.</exception>
    public NoteSignature ToSignature() => NoteSignature.Parse(Value);

    public override string ToString() => Value;
}
