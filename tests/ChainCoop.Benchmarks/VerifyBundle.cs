using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChainCoop.Verifier;
using ChainCoop.Verifier.Bundles;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (z) An evidence bundle of 1,000,000 entries, of which each hundredth is in clear, checked by the program in a process of its own; beside bare
/// SHA-256 of the lines of the same file on one core.
/// </summary>
internal static class VerifyBundle
{
    private const int Entries = 1_000_000;
    private const int Clear = 100;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(20);

    private const string Origin = "chaincoop.nl/00000099000000268000/events";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"at":"2026-11-23T12:00:00Z","by":{"officer":"bench","organisation":"00000099000100001000"},"channel":"partner","municipality":"0268","urgency":"normal"}""");

    public static async Task MeasureAsync(Bench bench)
    {
        var directory = Directory.CreateTempSubdirectory("chaincoop-bundle-");
        try
        {
            var path = Path.Combine(directory.FullName, "bundle.zip");
            using var key = NoteKey.Create(Origin);
            var lines = await WriteAsync(path, key);
            var begun = Stopwatch.GetTimestamp();
            foreach (var line in lines) SHA256.HashData(line);
            var bare = lines.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            lines.Clear();

            var (wall, processor, memory) = await CheckAsync(path, key);
            var perCore = Entries / processor.TotalSeconds;
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(z) check of a bundle of {Entries:N0} entries, {new FileInfo(path).Length >> 20} MB"),
                string.Create(CultureInfo.InvariantCulture, $"{wall.TotalSeconds:N1} s, {perCore:N0} entries/s per core, {memory >> 20} MB of memory"),
                string.Create(CultureInfo.InvariantCulture, $"bare SHA-256 of the lines {bare:N0}/s (ratio {perCore / bare:N2})"), "seconds");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(TimeSpan Wall, TimeSpan Processor, long Memory)> CheckAsync(string path, NoteKey key)
    {
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChainCoop.Verifier.dll"), path, "--key", key.Verifier.ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        var (reading, memory, processor) = (process.StandardOutput.ReadToEndAsync(), 0L, TimeSpan.Zero);
        while (!process.WaitForExit(SampleEvery))
        {
            try
            {
                process.Refresh();
                (memory, processor) = (Math.Max(memory, process.PeakWorkingSet64), process.TotalProcessorTime);
            }
            catch (InvalidOperationException)
            {
                // It ended in between.
            }
        }

        return process.ExitCode == 0 ? (Stopwatch.GetElapsedTime(begun), processor, memory) : throw new InvalidOperationException(await reading);
    }

    private static async Task<List<byte[]>> WriteAsync(string path, NoteKey key)
    {
        var stream = Guid.CreateVersion7();
        List<byte[]> entries = new(Entries);
        List<byte[][]> levels = [new byte[Entries][]];
        for (var i = 0; i < Entries; i++)
        {
            var header = Encoding.UTF8.GetBytes(
                $$"""{"archived":false,"correlationId":"4bf92f3577b34da6a3ce929d0e0e4736","dotnetType":"ChainCoop.Signals.SignalReceived, ChainCoop","eventId":"{{Guid.CreateVersion7()}}","index":{{i}},"log":"events","sequence":{{i + 1}},"streamId":"{{stream}}","tenant":"*DEFAULT*","time":"2026-11-27T01:02:03.123456Z","type":"signal_received","version":{{i + 1}}}""");
            var salt = RandomNumberGenerator.GetBytes(LeafEntry.SaltLength);
            var bodyHash = LeafEntry.BodyHash(salt, Body);
            levels[0][i] = MerkleTree.LeafHash(LeafEntry.Of(header, bodyHash));
            entries.Add(EntryLine.Write(header, bodyHash, i % Clear == 0 ? salt : null, Body));
        }
        while (levels[^1].Length > 1) levels.Add([.. levels[^1].Chunk(2).Where(pair => pair.Length == 2).Select(pair => MerkleTree.NodeHash(pair[0], pair[1]))]);
        ValueTask<IReadOnlyList<byte[]>> ReadAsync(IReadOnlyList<(int Level, long Index)> nodes) =>
            ValueTask.FromResult<IReadOnlyList<byte[]>>([.. nodes.Select(node => levels[node.Level][node.Index])]);

        await using var file = File.Create(path);
        await using var writer = new BundleWriter(file);
        await writer.AddAsync(BundleNames.CheckpointOf("events"), SignedNote.Sign(new Checkpoint(Origin, Entries, await Proving.RootAsync(Entries, ReadAsync)).Text, key).ToString());
        await writer.AddAsync(BundleNames.EntriesOf("events"), async lines =>
        {
            for (var i = 0; i < Entries; i++)
            {
                if (i % TilePath.FullWidth == 0)
                {
                    var width = TilePath.WidthIn(Entries, 0, i / TilePath.FullWidth);
                    var proof = await Proving.InclusionAsync(i, Entries, ReadAsync);
                    byte[] leaves = [.. levels[0].AsSpan(i, width).ToArray().SelectMany(leaf => leaf)];
                    await lines.WriteLineAsync(new TileLine(i / TilePath.FullWidth, leaves, [.. proof.Skip(TileLine.HashesWithin(width))]).ToBytes());
                }
                await lines.WriteLineAsync(entries[i]);
            }
        });
        var part = new LogPart(Entries, 0, Entries, Entries, Entries / Clear, Entries - (Entries / Clear), 0);
        await writer.FinishAsync(
            new Manifest(Manifest.Version, Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, [], part, null, [stream], null, new Dictionary<string, string>(), new PayloadCounts(0, 0, 0), []),
            text => SignedNote.Sign(text, key));
        return entries;
    }
}
