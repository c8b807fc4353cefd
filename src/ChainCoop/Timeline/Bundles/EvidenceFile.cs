using ChainCoop.Access;
using ChainCoop.Contracts;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Timeline.Witnesses;
using ChainCoop.Verifier;
using ChainCoop.Verifier.Bundles;
using Npgsql;

namespace ChainCoop.Timeline.Bundles;

/// <summary>Writes the file of a bundle (chaincoop-evidence/1, docs/adr/0044) while it is fetched, from what is left by then.</summary>
internal sealed class EvidenceFile(EvidenceBundle bundle, NpgsqlDataSource source, Vault vault, TimelineKeys keys, TimeProvider clock)
{
    public async Task WriteAsync(Stream output, CancellationToken token)
    {
        var prepared = bundle.Prepared!;
        var texts = new EvidenceTexts(bundle, vault, source);
        await using var writer = new BundleWriter(output);
        var selections = EvidenceSelection.Of(bundle, prepared);
        var events = await AddAsync(writer, selections[0], (prepared.FirstLeaf, prepared.EndLeaf), texts, token);
        PayloadCounts payloads = new(0, 0, 0);
        await writer.AddAsync(BundleNames.Payloads, async lines => payloads = await texts.WriteAsync(lines, token));
        var access = selections.Count > 1 ? await AddAsync(writer, selections[1], (0, 0), texts, token) : null;
        await writer.FinishAsync(
            new Manifest(
                Manifest.Version, bundle.Id.Value, clock.GetUtcNow(),
                [.. Enum.GetValues<SealedLog>().SelectMany(keys.VerifiersOf).Select(key => key.ToString())],
                events, access, [.. bundle.Records.Select(record => record.Record.Value)],
                bundle.HasPeriod ? new BundlePeriod(bundle.From, bundle.Until) : null,
                new Dictionary<string, string> { ["access"] = Policy.Version, ["witnesses"] = WitnessPolicy.Current.Version },
                payloads, Files: []),
            text => keys.Sign(SealedLog.Events, text));
    }

    private async Task<LogPart> AddAsync(BundleWriter writer, EvidenceSelection selection, (long From, long Until) part, EvidenceTexts texts, CancellationToken token)
    {
        var log = Kebab.Of(selection.Log);
        var head = await Checkpoints.OfSizeAsync(source, selection.Log, selection.Size, token)
            ?? throw new BrokenTimelineException(new Check.TimelineFault(selection.Log, selection.Size, $"the checkpoint of {selection.Size} leaves is missing"));
        var cosignatures = await Cosignatures.LinesAsync(source, selection.Log, selection.Size, token);
        await writer.AddAsync(BundleNames.CheckpointOf(log), head.Note + string.Concat(cosignatures.Select(line => line + "\n")));

        // The log has grown since: of its tiles as many hashes as there were, and proofs in the tree of then.
        var grown = (await Checkpoints.LastAsync(source, selection.Log, token)).Size;
        var counts = new LogPart(selection.Size, part.From, part.Until, 0, 0, 0, 0);
        await writer.AddAsync(BundleNames.EntriesOf(log), async lines =>
        {
            var next = part.From / TilePath.FullWidth;
            var last = part.Until > part.From ? (part.Until - 1) / TilePath.FullWidth : -1;
            await foreach (var (leaf, row, header) in selection.EntriesAsync(source, token))
            {
                var tile = leaf.Index / TilePath.FullWidth;
                if (last < 0) next = Math.Max(next, tile);
                for (; next <= tile; next++) await lines.WriteLineAsync(await TileAsync(selection, grown, next, token));

                var body = row is EventRow of && leaf.Salt is not null && IsClear(of.Stream) ? CanonicalJson.Of(row.Body) : null;
                if (body is not null) texts.Note(((EventRow)row).Stream, body);
                await lines.WriteLineAsync(EntryLine.Write(header, leaf.BodyHash, body is null ? null : leaf.Salt, body, isDestroyed: leaf.Salt is null));
                counts = counts with
                {
                    Entries = counts.Entries + 1,
                    Clear = counts.Clear + (body is null ? 0 : 1),
                    Destroyed = counts.Destroyed + (leaf.Salt is null ? 1 : 0),
                    Withheld = counts.Withheld + (body is null && leaf.Salt is not null ? 1 : 0),
                };
            }
            for (; next <= last; next++) await lines.WriteLineAsync(await TileAsync(selection, grown, next, token));
        });
        return counts;
    }

    private bool IsClear(Guid stream) => bundle.With(EvidenceClarity.Bodies).Any(record => record.Record.Value == stream);

    private async Task<byte[]> TileAsync(EvidenceSelection selection, long grown, long tile, CancellationToken token)
    {
        var width = TilePath.WidthIn(selection.Size, 0, tile);
        var leaves = await Tiles.ReadAsync(source, selection.Log, grown, 0, tile, width, token)
            ?? throw new BrokenTimelineException(new Check.TimelineFault(selection.Log, tile * TilePath.FullWidth, "the tile is missing"));
        var proof = await Proving.InclusionAsync(tile * TilePath.FullWidth, selection.Size, nodes => Tiles.NodesAsync(source, selection.Log, grown, nodes, token));
        return new TileLine(tile, leaves, [.. proof.Skip(TileLine.HashesWithin(width))]).ToBytes();
    }
}
