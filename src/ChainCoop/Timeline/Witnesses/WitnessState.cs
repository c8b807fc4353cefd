using System.Text;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Verifier;

namespace ChainCoop.Timeline.Witnesses;

/// <summary>
/// What a witness keeps: its key, and per log the last head that it signed with the key that the log signs with. It is written before a signature goes
/// out: a witness that is killed in between has signed nothing that it does not remember.
/// </summary>
public sealed class WitnessState(string directory, SealedLog log)
{
    private string LastFile => Path.Combine(directory, $"{Kebab.Of(log)}.last");

    private string KeyFile => Path.Combine(directory, $"{Kebab.Of(log)}.key");

    public SealedLog Log => log;

    /// <summary>The last head that was signed, a signed note; null: none.</summary>
    public string? Last => File.Exists(LastFile) ? File.ReadAllText(LastFile) : null;

    /// <summary>Keys of the log that this witness trusts: that of the first look, and whichever its people add (a rotation).</summary>
    public IReadOnlyList<NoteVerifier> Trusted => File.Exists(KeyFile) ? [.. File.ReadLines(KeyFile).Where(line => line.Length > 0).Select(NoteVerifier.Parse)] : [];

    public void Trust(NoteVerifier key) => Write(KeyFile, key + "\n");

    public void Remember(string note) => Write(LastFile, note);

    /// <summary>The key of the witness, made where there is none.</summary>
    /// <exception cref="FormatException">The file has another key than one of this organisation.</exception>
    public static NoteKey KeyIn(string directory, string name)
    {
        var file = Path.Combine(directory, "witness.key");
        if (!File.Exists(file)) OwnersFile.Create(file, [NoteKey.Create(name).ToSecret()]);
        var key = NoteKey.Parse(File.ReadAllText(file).Trim());
        return key.Name == name ? key : throw new FormatException($"The key in {file} is of {key.Name}, not of {name}.");
    }

    /// <summary>Whole or not at all.</summary>
    private static void Write(string file, string text)
    {
        var next = file + ".next";
        using (var stream = new FileStream(next, FileMode.Create))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, file, overwrite: true);
    }
}
