using System.Net;
using ChainCoop.Timeline;
using ChainCoop.Timeline.Witnesses;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>TAMPER-05. Given three organisations that witness the timeline, what the operator rewrites with his own keys is refused by each of them.</summary>
public sealed class witnessing_the_timeline : IAsyncLifetime
{
    private const string Scopes = "timeline.read timeline.write signals.write signals.read";

    private static readonly (Officer Officer, string Name)[] Organisations =
    [
        (new(People.NijmegenOin, "witness-nijmegen", "chain-director", ["0268"]) { Scopes = Scopes }, "nijmegen"),
        (new(new("00000099000000281000"), "witness-tiel", "chain-director", ["0281"]) { Scopes = Scopes }, "tiel"),
        (new(People.PoliceOin, "witness-police", "partner", People.District) { Scopes = Scopes }, "police"),
    ];

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly string directory = ThrowAwayCluster.NewDirectory();
    private string main = "";
    private string keys = "";
    private AppFixture app = null!;

    public async ValueTask InitializeAsync()
    {
        (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        app = await AppFixture.OnAsync(main, keys);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task makes_a_head_witnessed_at_the_quorum_of_the_policy()
    {
        await HappenAsync();
        await RegisterAsync();
        var nijmegen = await app.As(Organisations[0].Officer);
        (await nijmegen.GetAsync("timeline/events/checkpoint?witnessed=true", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        for (var i = 0; i < 3; i++)
        {
            var look = await LookAsync(i);
            look.Refused.ShouldBeFalse(look.Said);
            var witnessed = await nijmegen.GetAsync("timeline/events/checkpoint?witnessed=true", token);
            if (i + 1 < WitnessPolicy.Current.Quorum)
            {
                witnessed.StatusCode.ShouldBe(HttpStatusCode.NotFound);
                continue;
            }

            var note = SignedNote.Parse(await witnessed.Content.ReadAsStringAsync(token));
            var known = (await (await nijmegen.GetAsync("timeline/witnesses", token)).JsonAsync())["items"]!.AsArray().Select(item => NoteVerifier.Parse((string)item!["verifierKey"]!)).ToList();
            known.Count.ShouldBe(3);
            known.Count(note.IsSignedBy).ShouldBe(i + 1);
        }

        // Signed once more it is kept once, and the log may have grown meanwhile.
        await HappenAsync();
        (await LookAsync(0)).Refused.ShouldBeFalse();
        (await LookAsync(0)).Refused.ShouldBeFalse();
    }

    [Fact]
    public async Task refuses_a_database_that_was_restored_from_an_older_backup()
    {
        await HappenAsync();
        await RegisterAsync();
        await StopAsync();
        var older = await CopyAsync();
        await StartAsync(main);
        await HappenAsync();
        await AllSignAsync();

        await StopAsync();
        await StartAsync(older);
        await AllRefuseAsync("rolled back");
    }

    /// <summary>Even where it has grown past what was signed.</summary>
    [Fact]
    public async Task refuses_an_older_backup_that_went_on_differently()
    {
        await HappenAsync();
        await RegisterAsync();
        await StopAsync();
        var older = await CopyAsync();
        await StartAsync(main);
        await HappenAsync();
        await AllSignAsync();

        await StopAsync();
        await StartAsync(older);
        for (var i = 0; i < 4; i++) await HappenAsync();
        await AllRefuseAsync("rewritten");
    }

    [Theory]
    [InlineData(false, "rewritten", "another log is shown")]
    [InlineData(true, "a key that this witness trusts", "a key that this witness trusts")]
    public async Task refuses_a_timeline_that_the_operator_sealed_anew(bool otherKey, params string[] says)
    {
        await HappenAsync();
        await RegisterAsync();
        await AllSignAsync();
        await StopAsync();
        await using (var source = NpgsqlDataSource.Create(main))
        {
            await Superuser.DoAsync(
                source, "update chaincoop.mt_events set data = jsonb_set(data, array['urgency'], '\"normal\"') where type = 'signal_received'; truncate timeline.leaves, timeline.tiles, timeline.checkpoints, timeline.cosignatures", token);
        }

        await StartAsync(main, otherKey ? Path.Combine(directory, "other") : null);
        await AllRefuseAsync(says);

        // Within, everything fits: that is what witnesses are for.
    }

    [Fact]
    public async Task alarms_when_a_witness_signed_another_head()
    {
        await HappenAsync();
        await RegisterAsync();
        var client = await app.As(Organisations[0].Officer);
        var head = Checkpoint.Parse(SignedNote.Parse(await client.GetStringAsync("timeline/events/checkpoint", token)).Text);
        var other = head with { Root = MerkleTree.LeafHash([1]) };

        var answer = await SendAsync(client, other, head.Size);

        await ProblemAsync(answer, 422, "other-checkpoint");
    }

    [Fact]
    public async Task takes_nothing_from_who_is_no_witness_and_nothing_that_is_stale()
    {
        await HappenAsync();
        var client = await app.As(Organisations[0].Officer);
        var head = Checkpoint.Parse(SignedNote.Parse(await client.GetStringAsync("timeline/events/checkpoint", token)).Text);
        await ProblemAsync(await SendAsync(client, head, head.Size), 403, "unknown-witness");

        await RegisterAsync();
        await SealedDistrict.SealedAsync(app.Database);
        head = Checkpoint.Parse(SignedNote.Parse(await client.GetStringAsync("timeline/events/checkpoint", token)).Text);
        foreach (var lie in (TimeSpan[])[TimeSpan.FromDays(-365), TimeSpan.FromDays(365)]) await ProblemAsync(await SendAsync(client, head, head.Size, DateTimeOffset.UtcNow + lie), 400, "invalid-input");
        (await SendAsync(client, head, head.Size)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ProblemAsync(await SendAsync(client, head, head.Size + 1000), 404, "not-sealed-yet")).ShouldContain($"{head.Size}");
        (await ProblemAsync(await SendAsync(client, head, 1), 409, "stale-checkpoint")).ShouldContain($"{head.Size}");
        await ProblemAsync(await client.PostAsync("timeline/events/cosignatures", new { size = head.Size, cosignature = "no signature" }), 400, "invalid-input");
        await ProblemAsync(await client.PostAsync("timeline/others/cosignatures", new { size = 1, cosignature = KeyOf(0).Sign("x\n").ToString() }), 404, "not-found");

        // A key that was ended signs no more; what it signed stays.
        var own = (await (await client.GetAsync("timeline/witnesses", token)).JsonAsync())["items"]!.AsArray()
            .Single(item => (string)item!["organisation"]! == Organisations[0].Officer.Organisation.Value)!;
        var address = $"timeline/witnesses/{own["id"]}";
        var ended = await client.PostAsync($"{address}/endings", "{}", (await client.GetAsync(address, token)).Headers.ETag!.ToString());
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ProblemAsync(await SendAsync(client, head, head.Size), 403, "unknown-witness");
        (await client.GetStringAsync($"timeline/events/checkpoint?size={head.Size}", token)).ShouldContain("/witness ");

        // Nobody else sees it as his own.
        var tiel = await app.As(Organisations[1].Officer);
        (await tiel.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await ProblemAsync(await tiel.PostAsync("timeline/witnesses", new { publicKey = "AB" }), 400, "invalid-input");
    }

    /// <summary>Its own memory is what a witness is: killed after it signed and before it sent, it signs the same or more, never less.</summary>
    [Fact]
    public async Task remembers_before_it_signs()
    {
        await HappenAsync();
        await RegisterAsync();
        var client = await app.As(Organisations[0].Officer);
        using var broken = new HttpClient(new NoPosts(app.Host.Server.CreateHandler())) { BaseAddress = client.BaseAddress };
        broken.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        broken.DefaultRequestHeaders.Add("Purpose", "casework");
        var state = new WitnessState(StateOf(0), SealedLog.Events);

        await Should.ThrowAsync<HttpRequestException>(new WitnessLook(broken, KeyOf(0), state, TimeProvider.System).LookAsync(token));

        state.Last.ShouldNotBeNull();
        (await LookAsync(0)).Refused.ShouldBeFalse();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, Checkpoint head, long size, DateTimeOffset? at = null) =>
        await client.PostAsync("timeline/events/cosignatures", new { size, cosignature = Cosignature.Sign(KeyOf(0), head.Text, at ?? DateTimeOffset.UtcNow).ToString() });

    private async Task<string> ProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        var problem = await answer.JsonAsync();
        ((int)problem["status"]!, (string)problem["type"]!).ShouldBe((status, $"urn:chaincoop:problem:{code}"));
        return (string)problem["detail"]!;
    }

    private async Task HappenAsync()
    {
        var client = await app.As(Organisations[2].Officer);
        for (var i = 0; i < 3; i++) (await client.PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.Created);
        await SealedDistrict.SealedAsync(app.Database);
    }

    private async Task RegisterAsync()
    {
        for (var i = 0; i < Organisations.Length; i++)
        {
            var client = await app.As(Organisations[i].Officer);
            var registered = await client.PostAsync("timeline/witnesses", new { publicKey = Convert.ToHexStringLower(KeyOf(i).Witness.PublicKey) });
            registered.StatusCode.ShouldBe(HttpStatusCode.Created, await registered.Content.ReadAsStringAsync(token));
        }

        await SealedDistrict.SealedAsync(app.Database);
    }

    private async Task AllSignAsync()
    {
        for (var i = 0; i < Organisations.Length; i++)
        {
            var look = await LookAsync(i);
            look.Refused.ShouldBeFalse(look.Said);
        }
    }

    private async Task AllRefuseAsync(params string[] says)
    {
        for (var i = 0; i < Organisations.Length; i++)
        {
            var look = await LookAsync(i);
            look.Refused.ShouldBeTrue(look.Said);
            says.ShouldContain(said => look.Said.Contains(said), look.Said);
        }
    }

    private async Task<Look> LookAsync(int witness) =>
        await new WitnessLook(await app.As(Organisations[witness].Officer), KeyOf(witness), new WitnessState(StateOf(witness), SealedLog.Events), TimeProvider.System).LookAsync(token);

    private string StateOf(int witness) => Path.Combine(directory, Organisations[witness].Name);

    private NoteKey KeyOf(int witness) => WitnessState.KeyIn(StateOf(witness), Witness.NameOf(Organisations[witness].Officer.Organisation));

    private async Task StopAsync()
    {
        await app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }

    private async Task StartAsync(string database, string? keyFile = null)
    {
        app = await AppFixture.OnAsync(database, keys, more: web =>
        {
            if (keyFile is not null) web.UseSetting("Timeline:KeyFile", keyFile);
        });
        app.LeavesNoTimeline = database != main || keyFile is not null;
        await SealedDistrict.SealedAsync(app.Database);
    }

    private async Task<string> CopyAsync()
    {
        var cluster = await ThrowAwayCluster.Cluster;
        var name = $"older_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString("postgres"));
        await using var create = source.CreateCommand($"create database {name} template {new NpgsqlConnectionStringBuilder(main).Database}");
        await create.ExecuteNonQueryAsync(token);
        await using var zone = source.CreateCommand($"alter database {name} set timezone = 'UTC'");
        await zone.ExecuteNonQueryAsync(token);
        return cluster.ConnectionString(name);
    }

    private sealed class NoPosts(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method == HttpMethod.Post ? throw new HttpRequestException("The witness was killed.") : base.SendAsync(request, cancellationToken);
    }
}
