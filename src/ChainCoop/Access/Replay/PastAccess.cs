using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Replay;
using Npgsql;

namespace ChainCoop.Access.Replay;

/// <summary>What the policy weighed at a moment of the past, folded from events. The tables only say where they are.</summary>
internal sealed class PastAccess(StoredEvents stored, NpgsqlDataSource source)
{
    public async Task<AccessFacts> LoadAsync(Actor actor, Guid resource, SealedMoment moment, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select stream from access.grant_streams where resource = $1 union select mandate from access.mandates where organisation = $2 and officer = $3");
        command.Parameters.Add(new() { Value = resource });
        command.Parameters.Add(new() { Value = actor.Organisation.Value });
        command.Parameters.Add(new() { Value = actor.Officer.Value });
        List<Guid> streams = [resource];
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) streams.Add(reader.GetGuid(0));
        }

        var history = new AccessHistory((await stored.OfStreamsAsync([.. streams], token, moment.Sequence)).Select(RecordedFact.Of));
        return new AccessFacts(
            history.MandatesOf(actor.Organisation, actor.Officer, moment.Known),
            [.. history.GivenTo(actor.Organisation, resource, moment.Known).Where(grant => grant.HoldsAt(moment.Clock)).Select(grant => grant.Granted)],
            Reply: null);
    }
}

/// <summary>
/// Who asks for the past sees what he could see then and may see today. A right that ended does not come back by asking for the time
/// when it was in force, and a right that came later does not reach back (adr/0046).
/// </summary>
public static class PastVerdict
{
    /// <returns>Never more than either of the two.</returns>
    public static Verdict Of(AccessRule rule, Verdict then, Verdict today)
    {
        if (then.Effect == Effect.Hide) return then;
        if (today.Effect == Effect.Hide) return today;
        if (then.Effect == Effect.Forbid) return then;
        if (today.Effect == Effect.Forbid) return today;

        var grants = InBoth(then.Grants, today.Grants, grant => grant, _ => GrantRole.Member).ToHashSet();
        var part = grants.Contains(GrantRole.Disclosed) ? PartOf(then.Part, today.Part) : null;
        if (part is null) grants.Remove(GrantRole.Disclosed);
        if (!grants.Overlaps(rule.Grants)) return new Verdict(Effect.Hide, ["no-grant"], new HashSet<GrantRole>());
        return today with
        {
            Grants = grants,
            Pairs = [.. InBoth(then.Pairs, today.Pairs, pair => pair.Grant, pair => pair with { Grant = GrantRole.Member }).Where(pair => grants.Contains(pair.Grant))],
            Purpose = then.Purpose == today.Purpose ? today.Purpose : null,
            Part = part,
        };
    }

    /// <summary>Who leads a room is a member of it: what he was as the one and is as the other, he sees as a member.</summary>
    private static IEnumerable<T> InBoth<T>(IEnumerable<T> then, IEnumerable<T> today, Func<T, GrantRole> roleOf, Func<T, T> asMember)
    {
        return WithMembers(then).Intersect(WithMembers(today));

        IEnumerable<T> WithMembers(IEnumerable<T> all) => all.SelectMany(one => roleOf(one) == GrantRole.Lead ? [one, asMember(one)] : (T[])[one]);
    }

    private static DisclosedPart? PartOf(DisclosedPart? then, DisclosedPart? today)
    {
        if (then is null || today is null || then.Purpose != today.Purpose || (then.Subject ?? today.Subject) != (today.Subject ?? then.Subject)) return null;
        var fields = then.Fields.Intersect(today.Fields).ToList();
        return fields.Count == 0 ? null : new DisclosedPart(fields, then.Subject ?? today.Subject, then.Purpose);
    }
}
