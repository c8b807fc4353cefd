using System.ComponentModel.DataAnnotations;

namespace ChainCoop.Shared;

/// <summary>The query of a route with <see cref="ShowsPastAttribute"/>.</summary>
/// <param name="AsOf">As of the last seal of the timeline at or before this instant; absent, like the position: as it is now.</param>
/// <param name="Position">As of this event: its sequence number in the timeline.</param>
public sealed record AskedMoment(DateTimeOffset? AsOf = null, [property: Range(1, double.MaxValue)] long? Position = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(AsOf is null || Position is null, "/position", "Must not be given beside asOf.");
}
