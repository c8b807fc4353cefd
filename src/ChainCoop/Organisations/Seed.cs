using ChainCoop.Shared;

namespace ChainCoop.Organisations;

/// <summary>Brings what the register says into the timeline.</summary>
public static class Seed
{
    /// <summary>The events that are still missing, each for the stream of its organisation; none when nothing is new.</summary>
    /// <param name="registered">The organisations that the timeline knows, each with its end, if it has one.</param>
    public static IReadOnlyList<(OrganisationId Stream, object Event)> Events(
        OrganisationRegister register, IReadOnlyDictionary<Oin, DateOnly?> registered, DateTimeOffset at)
    {
        List<(OrganisationId, object)> missing = [];
        foreach (var organisation in register.Organisations)
        {
            var id = organisation.Id;
            if (!registered.TryGetValue(organisation.Oin, out var knownEnd))
                missing.Add((id, new OrganisationRegistered(
                    id, organisation.Oin, organisation.Kind, organisation.Municipality, organisation.From, at)));

            if (organisation.Until is { } until && until != knownEnd)
                missing.Add((id, new OrganisationEnded(id, organisation.Oin, until, at)));
        }
        return missing;
    }
}
