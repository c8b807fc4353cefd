using ChainCoop.Shared;
using ChainCoop.Sharing;

namespace ChainCoop.Signals;

/// <summary>
/// What the police, the KMar or the prosecution sent carries its regime with it (Wpg): the source alone decides who else gets
/// it, by a disclosure of its own. The municipality may give it back.
/// </summary>
internal static class PoliceData
{
    public static bool StaysWithSource(Signal signal, Oin receiver) => signal.From != receiver && IsFrom(signal.From);

    public static bool IsFrom(Oin source) => DisclosureRules.RegimeOf(source) != DataRegime.Avg;
}
