using ChainCoop.Shared;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Timeline.Check;

/// <summary>The signed heads of a log in order of size, each compared with the tree when it has grown so far.</summary>
internal sealed class SignedHeads(NpgsqlDataSource source, SealedLog log, TimelineKeys keys)
{
    private const int HeadsAtOnce = 1000;

    private readonly Queue<(long Size, byte[] Root, string Note)> ahead = [];
    private long read = -1;
    private long fits;

    public int Seen { get; private set; }

    /// <summary>Null: there is no head of this size, or it is this tree's and signed.</summary>
    public async Task<TimelineFault?> FaultAtAsync(Frontier tree, CancellationToken token)
    {
        if (ahead.Count == 0) await ReadAsync(token);
        if (!ahead.TryPeek(out var next) || next.Size != tree.Size) return null;
        ahead.Dequeue();
        Seen++;
        var root = tree.Root();
        if (!root.AsSpan().SequenceEqual(next.Root))
            return new TimelineFault(log, fits, $"one of the leaves from here to {tree.Size - 1} is not the one that was signed: the tree of {tree.Size} leaves has another root");
        fits = tree.Size;
        return IsSigned(next.Note, new Checkpoint(keys.OriginOf(log), tree.Size, root)) ? null : new TimelineFault(log, tree.Size - 1, $"the checkpoint of {tree.Size} leaves is not signed by this log");
    }

    private bool IsSigned(string text, Checkpoint checkpoint)
    {
        try
        {
            var note = SignedNote.Parse(text);
            return note.Text == checkpoint.Text && keys.VerifiersOf(log).Any(note.IsSignedBy);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private async Task ReadAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand("select size, root, note from timeline.checkpoints where log = $1 and size > $2 order by size limit $3");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = read });
        command.Parameters.Add(new() { Value = HeadsAtOnce });
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            read = reader.GetInt64(0);
            ahead.Enqueue((read, reader.GetFieldValue<byte[]>(1), reader.GetString(2)));
        }
    }
}
