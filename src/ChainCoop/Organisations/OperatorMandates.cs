using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Organisations;

/// <summary>Mandates from the command line, given by nobody but the operator of the machine.</summary>
internal static class OperatorMandates
{
    /// <summary>Gives the mandates that the officer does not have today, without end.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<IReadOnlyList<MandateId>> EnsureAsync(
        IDocumentStore store, NpgsqlDataSource source, Actor actor, IReadOnlyList<MunicipalityCode> municipalities, DateTimeOffset now, CancellationToken token)
    {
        var facts = await AccessFacts.LoadAsync(source, actor, resource: null, idempotencyKey: null, now, token);
        await using var session = store.LightweightSession();
        var missing = Missing(facts.Mandates, actor, municipalities, now);
        foreach (var given in missing)
        {
            session.Events.StartStream<Mandate>(given.MandateId.Value, given);
            Mandates.Fold(session, given);
        }

        await session.SaveChangesAsync(token);
        return [.. missing.Select(given => given.MandateId)];
    }

    public static IReadOnlyList<MandateGiven> Missing(
        IReadOnlyCollection<MandatedRole> held, Actor actor, IReadOnlyList<MunicipalityCode> municipalities, DateTimeOffset now) =>
    [
        .. from role in actor.Roles.Order()
           let missing = municipalities.Where(municipality => !held.Contains(new MandatedRole(role, municipality))).ToList()
           where missing.Count > 0
           select new MandateGiven(MandateId.New(), actor.Organisation, actor.Officer, role, missing, DutchTime.DayOf(now), null, null, now),
    ];
}
