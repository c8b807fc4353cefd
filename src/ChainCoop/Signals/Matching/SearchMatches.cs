using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals.Matching;

/// <summary>Asks whether another party to an agreement has registered a person of an own signal.</summary>
/// <param name="AgreementId">In force, with the purpose <c>matching</c>; the own organisation is a party.</param>
/// <param name="SignalId">Of the own organisation, or sent by it.</param>
/// <param name="SubjectId">The person in it.</param>
public sealed record SearchMatches(AgreementId AgreementId, SignalId SignalId, SubjectId SubjectId);

/// <param name="Hit">Whether anybody has.</param>
/// <param name="Matches">One per other registration, at most 50; the other side has an entry in its feed.</param>
/// <param name="Matchable">False: no identifier of the person could be normalised, so that nothing can be found.</param>
/// <param name="Complete">False: the keys of some persons are still being derived; ask again later.</param>
public sealed record MatchAnswer(bool Hit, IReadOnlyList<MatchItem> Matches, bool Matchable, bool Complete);

public sealed record MatchItem(MatchId Id);

public static class SearchMatchesEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "match.search", ResourceKind.Match, Room.General, [], [.. RoomAccess.RolesOf(Room.General)], [.. RoomAccess.PurposesOf(Room.General), MatchKeys.Purpose.Value]);

    private static readonly AccessRule Signal = AccessRule.Of(
        "signal.match", ResourceKind.Signal, Room.General, [GrantRole.Owner, GrantRole.Reporter], [.. RoomAccess.RolesOf(Room.General)],
        [.. RoomAccess.PurposesOf(Room.General), MatchKeys.Purpose.Value]);

    /// <summary>
    /// Hit or no hit, and nothing of who. Every request is recorded, and counts for the quota of the officer and of the organisation under the
    /// agreement; many, or many in vain, are an alarm to all parties.
    /// </summary>
    [WolverinePost("/matches/_search"), Scope("signals.read"), RequiresPurpose, Quota]
    [ProducesResponseType<MatchAnswer>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SearchMatches command, Gate gate, IDocumentStore store, NpgsqlDataSource source, Vault vault, MatchKeys keys, CancellationToken token)
    {
        var ask = Signal;
        return gate.Create<MatchAnswer>(Rule, async entry =>
        {
            var (verdict, municipality) = await entry.Weigh(ask, command.SignalId.Value);
            if (verdict.Effect != Effect.Allow || municipality is not { } of) return verdict.Effect == Effect.Forbid ? Problems.Forbidden : Problems.NotFound;
            await using var session = store.QuerySession();
            var signal = await session.LoadAsync<Signal>(command.SignalId, token);
            if (signal?.Subjects.FirstOrDefault(subject => subject.SubjectId == command.SubjectId) is not { } subject)
                return Problems.InvalidInput([new Fault("/subjectId", "There is no such person in the signal.")]);

            if (signal.Status == SignalStatus.Retracted) return Problems.Retracted;
            var agreement = await MatchAgreement.FindAsync(command.AgreementId, source, token);
            var side = new MatchSide(entry.By.Organisation, of, command.SignalId, command.SubjectId);
            var asked = await MatchSearch.AskedAsync(entry.By, command.AgreementId, DutchTime.DayOf(entry.Now), source, token);
            if (Refuses(agreement, asked, entry.By, entry.Now) is { } refusal) return refusal;

            var opened = await vault.OpenAsync([subject.Identifiers], token);
            var identifiers = opened.Find<Identifiers>(subject.Identifiers) ?? new Identifiers();
            var search = new MatchSearch(source, keys);
            var found = await search.FindAsync(agreement!, new(subject.SubjectId, signal.Id, signal.Owner, signal.From, subject.Identifiers, identifiers), side, token);
            return Decide(MatchRequestId.New(), command, side, agreement, asked, found, entry.By, entry.Now);
        });
    }

    /// <param name="agreement">Null: none that names matching.</param>
    public static Decision Decide(
        MatchRequestId id, SearchMatches command, MatchSide side, MatchAgreement? agreement, AskedToday asked, FoundMatches found, ActorRef by, DateTimeOffset now)
    {
        if (Refuses(agreement, asked, by, now) is { } refusal) return refusal;
        var terms = MatchTerms.On(DutchTime.DayOf(now));
        var (number, hit) = (asked.Number + 1, found.Holders.Count > 0);
        var misses = asked.Misses + (hit ? 0 : 1);
        var requested = new MatchRequested(id, agreement!.Id, side.SignalId, side.SubjectId, side.Municipality, number, found.Holders.Count, by, now);
        var ofAll = asked.OfAll + 1;
        var isOfAll = ofAll == terms.QuotaPerAgreement || !hit && asked.MissesOfAll + 1 == terms.AlarmAfterMissesPerAgreement;
        object[] alarm = isOfAll || number == terms.QuotaPerDay || !hit && misses == terms.AlarmAfterMisses
            ? [new MatchProbingAlarmed(id, agreement.Id, agreement.Parties, side.Municipality, number, misses, by, now, isOfAll ? ofAll : null)]
            : [];
        var matches = found.Holders.Select(holder => new MatchFound(Match.IdOf(agreement.Id, side.SubjectId, holder.SubjectId), agreement.Id, id, side, holder, by, now)).ToList();
        return new Decision
        {
            Starts =
            [
                new NewStream(typeof(MatchRequest), id.Value, [requested, .. alarm]),
                .. matches.Where(match => !found.Known.Contains(match.MatchId)).Select(match => new NewStream(typeof(Match), match.MatchId.Value, [match])),
            ],
            Premises = [new(agreement.Id.Value, agreement.Version, Problems.ChangedMeanwhile)],
            Race = new Race(MatchSearch.OncePerNumber, Problems.ChangedMeanwhile) { Or = MatchSearch.OncePerNumberOfAgreement },
            Also = operations => MatchSearch.Count(operations, by, agreement.Id, DutchTime.DayOf(now), asked, hit),
            Answer = new MatchAnswer(hit, [.. matches.Select(match => new MatchItem(match.MatchId))], found.Matchable, found.Complete),
            Subjects = [command.SubjectId],
            HidesSteps = true,
        };
    }

    private static Problem? Refuses(MatchAgreement? agreement, AskedToday asked, ActorRef by, DateTimeOffset now)
    {
        if (agreement is null || !agreement.Parties.Contains(by.Organisation) || !agreement.IsInForce(now)) return Problems.NoMatchingAgreement;
        var day = DutchTime.DayOf(now);
        var terms = MatchTerms.On(day);
        return asked.Number >= terms.QuotaPerDay || asked.OfAll >= terms.QuotaPerAgreement ? Problems.MatchQuotaUsed((int)Math.Ceiling((DutchTime.EndOf(day) - now).TotalSeconds)) : null;
    }
}

/// <summary>Requests of an officer on a day so far, and how many of them found nobody.</summary>
/// <param name="OfAll">Of all officers of the organisation, under the agreement.</param>
/// <param name="MissesOfAll">Of these, those that found nobody.</param>
public sealed record AskedToday(int Number, int Misses, int OfAll = 0, int MissesOfAll = 0);

/// <param name="Holders">The other registrations that were found.</param>
/// <param name="Known">Matches that there are already.</param>
public sealed record FoundMatches(IReadOnlyList<MatchSide> Holders, IReadOnlySet<MatchId> Known, bool Matchable, bool Complete);
