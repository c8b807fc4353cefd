using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Timeline;

/// <summary>
/// Who reads what of the sealed timeline. Hashes say nothing of what they are made of, so that every organisation of the chain may have them, for
/// whichever purpose: the more look, the harder it is to rewrite. That the number of events is known to them all is accepted (docs/adr/0043).
/// </summary>
internal static class TimelineRules
{
    /// <summary>They speak for their organisation where its systems and its trust are concerned.</summary>
    private static readonly Role[] Registrars = [Role.ChainDirector, Role.Partner, Role.Auditor];

    public static readonly AccessRule Read = AccessRule.Of("timeline.read", ResourceKind.Timeline, Room.General, [], Enum.GetValues<Role>(), [.. Purpose.All]);

    /// <summary>A header names a stream: for who watches over the whole district.</summary>
    public static readonly AccessRule ReadEntry = AccessRule.Of("timeline.read-entry", ResourceKind.Timeline, Room.General, [], [Role.Auditor], "oversight");

    public static readonly AccessRule Cosign = AccessRule.Of("timeline.cosign", ResourceKind.Timeline, Room.General, [], Registrars, [.. Purpose.All]);

    public static readonly AccessRule Register = AccessRule.Of("witness.register", ResourceKind.Witness, Room.General, [], Registrars, [.. Purpose.All]);

    public static readonly AccessRule List = AccessRule.Of("witness.list", ResourceKind.Witness, Room.General, [], Enum.GetValues<Role>(), [.. Purpose.All]);

    public static readonly AccessRule ReadWitness = OfOwn("witness.read");

    public static readonly AccessRule End = OfOwn("witness.end");

    private static AccessRule OfOwn(string name) =>
        AccessRule.Of(name, ResourceKind.Witness, Room.General, [GrantRole.Owner], Registrars, [.. Purpose.All]) with { EnteredBy = Registrars.ToHashSet() };
}
