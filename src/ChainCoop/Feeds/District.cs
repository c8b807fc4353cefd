using ChainCoop.Shared;

namespace ChainCoop.Feeds;

/// <summary>The district that this deployment serves, by the organisation that operates it.</summary>
/// <param name="Operator">OIN of the operator; in Development that of Nijmegen.</param>
public sealed record District(Oin Operator)
{
    /// <summary>CloudEvents <c>source</c> after the NL GOV profile. Stored in feed entries: an operator never changes.</summary>
    public string Source => $"urn:nld:oin:{Operator}:systeem:chaincoop";
}
