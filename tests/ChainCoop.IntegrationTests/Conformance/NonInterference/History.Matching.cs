using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Signals;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    /// <summary>Both municipalities know a person, and Nijmegen asks, until that is an alarm.</summary>
    private async Task MatchingAsync()
    {
        var agreement = await CreatedAsync("nijmegen-chain-director", "agreements", new JsonObject
        {
            ["parties"] = new JsonArray(Asker.Nijmegen.Value, Asker.Tiel.Value),
            ["purposes"] = new JsonArray("matching"),
            ["from"] = "2026-01-01",
        });
        Add("agreementId", "agreementIdmatching", agreement, Asker.Nijmegen, IsOfEither);
        await DoAsync("tiel-chain-director", $"agreements/{agreement}", "acceptances", []);
        await Wait.ForAsync(App.Database, $"select exists (select from signals.match_key_versions where agreement = '{agreement}')");

        var somebody = MatchWork.Somebody();
        var own = await RegisterAsync("M1", "nijmegen-focal-point", "0268", Asker.Nijmegen, somebody);
        await RegisterAsync("M2", "tiel-focal-point", "0281", Asker.Tiel, somebody);
        var stranger = await RegisterAsync("M3", "nijmegen-focal-point", "0268", Asker.Nijmegen, MatchWork.Somebody());
        var client = await ClientOf(Asker.Find("nijmegen-focal-point"));
        var found = await client.Matches(agreement, own);
        Add("matchId", "matchId1", (string)found["matches"]![0]!["id"]!, Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Nijmegen) || SeesGeneral(asker, Asker.Tiel));
        for (var miss = 0; miss < 10; miss++) await client.Matches(agreement, stranger);
        var alarm = await App.Database.AllAsync("select stream_id::text from chaincoop.mt_events where type = 'match_probing_alarmed'");
        Add("matchRequestId", "matchRequestId1", alarm[0], Asker.Nijmegen, asker => IsOfEither(asker) && !asker.Officer.Role.StartsWith("records", StringComparison.Ordinal));

        static bool IsOfEither(Asker asker) => asker.Is(Asker.Nijmegen, [.. GeneralRoles, .. KeeperRoles]) || asker.Is(Asker.Tiel, [.. GeneralRoles, .. KeeperRoles]);
    }

    private async Task<(string Signal, string Subject)> RegisterAsync(string name, string sender, string municipality, Oin owner, JsonObject identifiers)
    {
        var registered = await (await ClientOf(Asker.Find(sender))).Registered(municipality, identifiers);
        Add("signalId", name, registered.Signal, owner, asker => SeesGeneral(asker, owner) || asker.Is(owner, Role.PrivacyOfficer));
        return registered;
    }
}
