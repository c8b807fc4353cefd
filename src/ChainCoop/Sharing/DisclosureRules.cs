using System.Collections.Frozen;
using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

/// <summary>
/// Under which law organisations collect, and within what time a receiver destroys, as versioned data
/// (<c>disclosure-rules.data.json</c>). Events keep what followed from it.
/// </summary>
public static class DisclosureRules
{
    private static readonly RulesData Rules = EmbeddedData.Read<RulesData>("disclosure-rules.data.json");

    private static readonly FrozenDictionary<OrganisationKind, DataRegime> Regimes = Rules.Regimes.ToFrozenDictionary(rule => new OrganisationKind(rule.Kind), rule => new DataRegime(rule.Regime));

    /// <summary>The end of the last day on which a receipt is in time.</summary>
    public static DateTimeOffset ReceiptDueAt(DateTimeOffset now) => DutchTime.EndOf(DutchTime.DayOf(now).AddDays(Rules.ReceiptDays)).ToUniversalTime();

    /// <summary>The law that goes with what the organisation collected.</summary>
    public static DataRegime RegimeOf(Oin source) =>
        OrganisationRegister.Current.Find(source) is { } organisation ? Regimes.GetValueOrDefault(organisation.Kind, DataRegime.Avg) : DataRegime.Avg;

    private sealed record RulesData(string Version, int ReceiptDays, string ReceiptSourceNl, IReadOnlyList<RegimeRule> Regimes);

    private sealed record RegimeRule(string Kind, string Regime, string SourceNl);
}
