using ChainCoop.Access;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <param name="Ground">Required to refuse: such as compelling grounds that go before (art. 21(1) AVG), or that the person took it back.</param>
public sealed record DecideObjection(ItemDecision Decision, RefusalGround? Ground = null) : IChecked
{
    public void Check(Faults faults)
    {
        if (faults.Has("/decision")) return;
        var refused = Decision == ItemDecision.Refused;
        faults.Require(!refused || Ground is not null, "/ground", "Is required to refuse.");
        faults.Require(refused || Ground is null, "/ground", "Is for a refusal only.");
    }
}

public static class DecideObjectionEndpoint
{
    public static readonly AccessRule Rule = SharingAccess.OfObjections("objection.decide", GrantRole.Owner);

    /// <summary>
    /// Grants or refuses. With a grant, what was disclosed of the person from the record lapses with this answer. What was granted can be refused
    /// later, when there is a ground by then; what was refused is final, and the person may object anew. Doing it again changes nothing.
    /// </summary>
    [WolverinePost("/objections/{objectionId}/decisions"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<ObjectionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(ObjectionId objectionId, DecideObjection command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<Objection>(objectionId.Value, Rule, async (objection, entry) =>
            Decide(command, objection, await DisclosedOfAsync(objection, store, token), entry.By, entry.Now));

    /// <summary>All of them: while the objection is open there come no more.</summary>
    private static async Task<IReadOnlyList<Disclosure>> DisclosedOfAsync(Objection objection, IDocumentStore store, CancellationToken token)
    {
        await using var session = store.QuerySession();
        return await session.QueryAsync<Disclosure>(
            "where data ->> 'status' = 'in-force' and data -> 'record' = to_jsonb(?::text) and (data -> 'subject' = 'null' or data ->> 'subject' = ?)",
            token, objection.Record.ToString(), objection.Subject.ToString());
    }

    /// <param name="disclosed">In force, from the record, of the person or of everybody in it.</param>
    public static Decision Decide(DecideObjection command, Objection objection, IReadOnlyList<Disclosure> disclosed, ActorRef by, DateTimeOffset now)
    {
        var outcome = command.Decision == ItemDecision.Granted ? ObjectionStatus.Granted : ObjectionStatus.Refused;
        if (objection.Status == ObjectionStatus.Refused && outcome == ObjectionStatus.Granted)
            return Problems.StateForbids(Kebab.Of(objection.Status), [], "It was refused: what was shared since was lawful. The person may object anew.");
        var decision = Decision.Of(objection.Status == outcome ? [] : [new ObjectionDecided(objection.Id, command.Decision, command.Ground, by, now)]) with
        {
            Answer = new ObjectionStanding(objection.Id, outcome),
            Subjects = [objection.Subject],
        };
        return decision.Events.Count > 0 && outcome == ObjectionStatus.Granted ? decision.Lapsing(disclosed, DisclosureEndReasons.SubjectObjected, by, now) : decision;
    }
}
