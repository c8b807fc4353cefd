using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Contracts;
using ChainCoop.Timeline;
using ChainCoop.Verifier;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>Proofs over the API, verified with nothing but what the API gave.</summary>
public sealed class proving_what_is_in_the_timeline(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Officer Reader = new(People.NijmegenOin, "timeline-reader", "case-lead", ["0268"]) { Scopes = "timeline.read audit.read" };
    private static readonly Officer Sender = new(People.NijmegenOin, "timeline-sender", "focal-point", ["0268"]);
    private static readonly Officer Auditor = new(People.NijmegenOin, "timeline-auditor", "auditor", People.District) { Scopes = "timeline.read audit.read" };
    private static readonly Officer OwnAuditor = new(People.NijmegenOin, "timeline-own-auditor", "auditor", ["0268"]) { Scopes = "timeline.read audit.read" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("events")]
    [InlineData("access")]
    public async Task shows_every_leaf_in_the_signed_head(string log)
    {
        await HappenAsync(3);
        var client = await app.As(Reader);
        var verifiers = await KeysAsync(client, log);
        var size = (await HeadAsync(client, log)).Size;

        foreach (var index in new long[] { 0, 1, size / 2, size - 1 })
        {
            var proof = await JsonAsync(client, $"timeline/{log}/proofs/inclusion?index={index}&size={size}");
            var leaf = Convert.FromBase64String((string)proof["leafHash"]!);
            MerkleTree.Includes(index, size, leaf, Hashes(proof), Convert.FromBase64String((string)proof["rootHash"]!)).ShouldBeTrue();
            TlogProof.Parse((string)proof["tlogProof"]!).Verify(leaf, verifiers[^1]).ShouldBeTrue("The file alone proves it.");
        }
    }

    /// <summary>Of a size that was never signed there is a proof as well, but no file: nobody signed that head.</summary>
    [Fact]
    public async Task shows_leaves_in_trees_of_every_size()
    {
        await HappenAsync(2);
        var client = await app.As(Reader);
        var head = await HeadAsync(client, "events");
        for (var size = 1L; size <= Math.Min(head.Size, 20); size++)
        {
            var proof = await JsonAsync(client, $"timeline/events/proofs/inclusion?index={size - 1}&size={size}");
            var root = Convert.FromBase64String((string)proof["rootHash"]!);
            MerkleTree.Includes(size - 1, size, Convert.FromBase64String((string)proof["leafHash"]!), Hashes(proof), root).ShouldBeTrue();
            var consistency = await JsonAsync(client, $"timeline/events/proofs/consistency?from={size}&to={head.Size}");
            Convert.FromBase64String((string)consistency["fromRootHash"]!).ShouldBe(root);
            MerkleTree.IsConsistent(size, head.Size, root, head.Root, Hashes(consistency)).ShouldBeTrue();
        }
    }

    /// <summary>The event that a client caused, from its id in an access record to the header that names its stream.</summary>
    [Fact]
    public async Task leads_from_an_event_to_its_header()
    {
        var signal = await HappenAsync(1);
        var auditor = await app.As(Auditor);
        auditor.DefaultRequestHeaders.Remove("Purpose");
        auditor.DefaultRequestHeaders.Add("Purpose", "oversight");
        await using var command = app.Database.CreateCommand("select id from chaincoop.mt_events where stream_id = $1 and version = 1");
        command.Parameters.Add(new() { Value = Guid.Parse(signal) });
        var id = (Guid)(await command.ExecuteScalarAsync(token))!;

        var proof = await JsonAsync(auditor, $"timeline/events/proofs/inclusion?eventId={id}");
        var entry = await JsonAsync(auditor, $"timeline/events/entries/{proof["index"]}");

        var header = Convert.FromBase64String((string)entry["header"]!);
        ((string)JsonNode.Parse(header)!["streamId"]!).ShouldBe(signal);
        ((string)JsonNode.Parse(header)!["type"]!).ShouldBe("signal_received");
        CanonicalJson.Of(header).ShouldBe(header, "The header is canonical as it is written.");
        Convert.ToBase64String(MerkleTree.LeafHash(LeafEntry.Of(header, Convert.FromBase64String((string)entry["bodyHash"]!)))).ShouldBe((string)proof["leafHash"]!);
        ((bool)entry["destroyed"]!).ShouldBeFalse();

        var record = await JsonAsync(auditor, "timeline/access/entries/0");
        ((string)JsonNode.Parse(Convert.FromBase64String((string)record["header"]!))!["log"]!).ShouldBe("access");
    }

    [Fact]
    public async Task gives_tiles_of_which_the_root_is_made()
    {
        await HappenAsync(1);
        var client = await app.As(Reader);
        var head = await HeadAsync(client, "events");
        List<byte[]> leaves = [];
        for (var index = 0L; index * TilePath.FullWidth < head.Size; index++)
        {
            var width = TilePath.WidthIn(head.Size, 0, index);
            var tile = await client.GetAsync($"timeline/events/{new TilePath(0, index, width)}", token);
            tile.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
            leaves.AddRange((await tile.Content.ReadAsByteArrayAsync(token)).Chunk(32));
        }

        leaves.Count.ShouldBe((int)head.Size);
        MerkleTree.RootOf(leaves).ShouldBe(head.Root);
    }

    [Theory]
    [InlineData("timeline/others/checkpoint", 404, "not-found")]
    [InlineData("timeline/others/keys", 404, "not-found")]
    [InlineData("timeline/others/tile/0/000.p/1", 404, "not-found")]
    [InlineData("timeline/others/proofs/inclusion?index=1", 404, "not-found")]
    [InlineData("timeline/others/proofs/consistency?from=1", 404, "not-found")]
    [InlineData("timeline/events/checkpoint?size=0", 404, "not-found")]
    [InlineData("timeline/events/checkpoint?size=999999999", 404, "not-sealed-yet")]
    [InlineData("timeline/events/tile/0/x001/234", 404, "not-found")]
    [InlineData("timeline/events/tile/0/000.p/256", 404, "not-found")]
    [InlineData("timeline/events/tile/9/000.p/1", 404, "not-found")]
    [InlineData("timeline/events/tile/0/0", 404, "not-found")]
    [InlineData("timeline/events/tile/a/000.p/1", 404, "not-found")]
    [InlineData("timeline/events/proofs/inclusion?index=900000", 404, "not-found")]
    [InlineData("timeline/events/proofs/inclusion?eventId=0198f1f0-0000-7000-8000-000000000001", 404, "not-found")]
    [InlineData("timeline/events/proofs/inclusion?index=5&size=5", 404, "not-found")]
    [InlineData("timeline/events/proofs/inclusion?index=5&size=900000", 404, "not-sealed-yet")]
    [InlineData("timeline/events/proofs/consistency?from=5&to=900000", 404, "not-sealed-yet")]
    [InlineData("timeline/events/proofs/consistency?from=900000", 404, "not-sealed-yet")]
    [InlineData("timeline/events/proofs/inclusion", 400, "invalid-input")]
    [InlineData("timeline/events/proofs/inclusion?index=-1", 400, "invalid-input")]
    [InlineData("timeline/events/proofs/inclusion?index=1&eventId=0198f1f0-0000-7000-8000-000000000001", 400, "invalid-input")]
    [InlineData("timeline/events/proofs/consistency", 400, "invalid-input")]
    [InlineData("timeline/events/proofs/consistency?from=7&to=6", 400, "invalid-input")]
    public async Task refuses_what_is_not_there(string address, int status, string code)
    {
        await HappenAsync(1);
        var answer = await (await app.As(Reader)).GetAsync(address, token);
        var problem = await answer.JsonAsync();
        ((int)problem["status"]!, (string)problem["type"]!).ShouldBe((status, $"urn:chaincoop:problem:{code}"));
        if (code == "not-sealed-yet") ((string)problem["detail"]!).ShouldMatch("sealed up to [0-9]+ leaves");
    }

    [Fact]
    public async Task shows_headers_to_who_watches_over_the_whole_district_alone()
    {
        await HappenAsync(1);
        var reader = await app.As(Reader);
        reader.DefaultRequestHeaders.Remove("Purpose");
        reader.DefaultRequestHeaders.Add("Purpose", "oversight");
        (await reader.GetAsync("timeline/events/entries/1", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var own = await app.As(OwnAuditor);
        own.DefaultRequestHeaders.Remove("Purpose");
        own.DefaultRequestHeaders.Add("Purpose", "oversight");
        (await own.GetAsync("timeline/events/entries/1", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var auditor = await app.As(Auditor);
        auditor.DefaultRequestHeaders.Remove("Purpose");
        auditor.DefaultRequestHeaders.Add("Purpose", "oversight");
        (await auditor.GetAsync("timeline/events/entries/1", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await auditor.GetAsync("timeline/events/entries/900000", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await auditor.GetAsync("timeline/others/entries/1", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task names_the_keys_that_the_program_signs_with()
    {
        var keys = app.Host.Services.GetRequiredService<TimelineKeys>();
        foreach (var log in Enum.GetValues<SealedLog>())
            (await KeysAsync(await app.As(Reader), Shared.Kebab.Of(log))).ShouldBe(keys.VerifiersOf(log), Same.Key);
    }

    private async Task<string> HappenAsync(int signals)
    {
        var client = await app.As(Sender);
        var id = "";
        for (var i = 0; i < signals; i++) id = (string)(await (await client.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        await Wait.ForAsync(app.Database, "select exists (select from timeline.leaves where log = 'access')");
        await Wait.ForAsync(app.Database, $"select exists (select from timeline.leaves l join chaincoop.mt_events e on e.seq_id = l.sequence where l.log = 'events' and e.stream_id = '{id}')");
        return id;
    }

    private async Task<Checkpoint> HeadAsync(HttpClient client, string log)
    {
        var note = SignedNote.Parse(await client.GetStringAsync($"timeline/{log}/checkpoint", token));
        (await KeysAsync(client, log)).Count(note.IsSignedBy).ShouldBe(1);
        return Checkpoint.Parse(note.Text);
    }

    private async Task<IReadOnlyList<NoteVerifier>> KeysAsync(HttpClient client, string log) =>
        [.. (await JsonAsync(client, $"timeline/{log}/keys"))["items"]!.AsArray().Select(item => NoteVerifier.Parse((string)item!["verifierKey"]!))];

    private async Task<JsonNode> JsonAsync(HttpClient client, string address)
    {
        var answer = await client.GetAsync(address, token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(token));
        return await answer.JsonAsync();
    }

    private static IReadOnlyList<byte[]> Hashes(JsonNode proof) => [.. proof["hashes"]!.AsArray().Select(hash => Convert.FromBase64String((string)hash!))];

    private sealed class Same : IEqualityComparer<NoteVerifier>
    {
        public static readonly Same Key = new();

        public bool Equals(NoteVerifier? x, NoteVerifier? y) => x?.ToString() == y?.ToString();

        public int GetHashCode(NoteVerifier obj) => obj.ToString().GetHashCode(StringComparison.Ordinal);
    }
}
