using System.Net;
using ChainCoop.IntegrationTests.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Timeline.Witnesses;
using ChainCoop.Verifier;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>A bundle that waits until as many organisations signed as the policy asks for.</summary>
public class evidence_under_witnesses
{
    private const string Scopes = "timeline.read timeline.write";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task waits_for_them_and_is_worth_more_than_our_word()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        Officer[] officers =
        [
            new(People.NijmegenOin, "evidence-nijmegen", "chain-director", ["0268"]) { Scopes = Scopes },
            new(People.Tiel.Organisation, "evidence-tiel", "chain-director", ["0281"]) { Scopes = Scopes },
        ];
        WitnessPolicy.Current.Quorum.ShouldBe(officers.Length);
        var keys = officers.Select(officer => NoteKey.Create(Witness.NameOf(officer.Organisation))).ToArray();
        for (var i = 0; i < officers.Length; i++)
            (await (await app.As(officers[i])).PostAsync("timeline/witnesses", new { publicKey = Convert.ToHexStringLower(keys[i].Witness.PublicKey) })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var signal = await (await app.As(People.Nijmegen)).Signal("0268");
        var auditor = await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268"));
        var asked = EvidenceWork.Asked((signal, "headers"));
        asked["witnessed"] = true;

        var address = await auditor.Requested(asked, "preparing");
        await SealedDistrict.SealedAsync(app.Database);
        var client = await app.As(officers[0]);
        var head = Checkpoint.Parse(SignedNote.Parse(await client.GetStringAsync("timeline/events/checkpoint", token)).Text);
        for (var i = 0; i < officers.Length; i++)
        {
            ((string)(await auditor.Read(address))["status"]!).ShouldBe("preparing");
            var cosignature = Cosignature.Sign(keys[i], head.Text, TimeProvider.System.GetUtcNow()).ToString();
            (await (await app.As(officers[i])).PostAsync("timeline/events/cosignatures", new { size = head.Size, cosignature })).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        ((long)(await auditor.Ready(address))["size"]!).ShouldBe(head.Size);
        var path = await auditor.Fetched(address);
        string[] witnesses = [.. keys.SelectMany(key => (string[])["--witness", key.Witness.ToString()])];
        (await app.Verified(path, witnesses)).Sentences("proven").ShouldContain(sentence => sentence.StartsWith("2 of 2 trusted witnesses cosigned this checkpoint"));

        using var stranger = NoteKey.Create("somebody.else");
        var report = await app.Checked(path, [.. witnesses, "--witness", stranger.Witness.ToString()]);
        ((string)report["failures"]![0]!["what"]!).ShouldBe("2 of 3 trusted witnesses cosigned, and 3 have to.");
    }
}
