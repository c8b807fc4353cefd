using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Organisations;

/// <summary>Mandates from the command line: the operator of the machine gives the first ones, before anybody could over HTTP.</summary>
internal static class OperatorMandates
{
    /// <summary>Gives the actor the mandates for its roles that it does not have today, without end.</summary>
    public static async Task EnsureAsync(
        IDocumentStore store, NpgsqlDataSource source, Actor actor, IReadOnlyList<MunicipalityCode> municipalities, DateTimeOffset now, CancellationToken token)
    {
        var facts = await AccessFacts.LoadAsync(source, actor, resource: null, idempotencyKey: null, now, token);
        await using var session = store.LightweightSession();
        foreach (var given in Missing(facts.Mandates, actor, municipalities, now))
        {
            session.Events.StartStream<Mandate>(given.MandateId.Value, given);
            Mandates.Fold(session, given);
        }

        await session.SaveChangesAsync(token);
    }

    public static IEnumerable<MandateGiven> Missing(
        IReadOnlyCollection<MandatedRole> held, Actor actor, IReadOnlyList<MunicipalityCode> municipalities, DateTimeOffset now) =>
        from role in actor.Roles.Order()
        let missing = municipalities.Where(municipality => !held.Contains(new MandatedRole(role, municipality))).ToList()
        where missing.Count > 0
        select new MandateGiven(MandateId.New(), actor.Organisation, actor.Officer, role, missing, DutchTime.DayOf(now), null, null, now);
}
