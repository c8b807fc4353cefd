using ChainCoop.Shared;
using ChainCoop.Signals.Matching;

namespace ChainCoop.Sharing;

public enum AgreementStatus { Proposed, InForce, Ended }

/// <summary>Who shares with whom for what, and whether all of them accepted it.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; null: until somebody ends it.</param>
public sealed record Agreement(
    AgreementId Id, IReadOnlyList<Oin> Parties, IReadOnlyList<Purpose> Purposes, DateOnly From, DateOnly? Until, PayloadRef? Note, ActorRef MadeBy, DateTimeOffset MadeAt)
{
    public long Version { get; init; }

    /// <summary>In the order in which they did; who made it first.</summary>
    public IReadOnlyList<Oin> Accepted { get; init; } = [];

    public AgreementEnd? End { get; init; }

    public AgreementStatus Status =>
        End is not null ? AgreementStatus.Ended : Accepted.Count < Parties.Count ? AgreementStatus.Proposed : AgreementStatus.InForce;

    public static Agreement Create(AgreementMade e) => new(e.AgreementId, e.Parties, e.Purposes, e.From, e.Until, e.Note, e.By, e.At) { Accepted = [e.By.Organisation] };

    public Agreement Apply(AgreementAccepted e) => this with { Accepted = [.. Accepted, e.Party] };

    public Agreement Apply(AgreementEnded e) => this with { End = new AgreementEnd(e.Note, e.By, e.At) };

    /// <summary>When there begin to be keys to match by, and when they go. None where it does not name matching.</summary>
    public IReadOnlyList<Access.Timer> MatchKeysCome(DateTimeOffset now)
    {
        var begin = DutchTime.StartOf(From).ToUniversalTime();
        return [.. MatchKeysGo(begin > now ? begin : now), .. Until is { } until ? MatchKeysGo(DutchTime.StartOf(until).ToUniversalTime()) : []];
    }

    /// <summary>The same message: it asks the state.</summary>
    public IReadOnlyList<Access.Timer> MatchKeysGo(DateTimeOffset at) => Purposes.Contains(MatchKeys.Purpose) ? [new(new KeepMatchKeys(Id), at)] : [];

    /// <summary>Whether these two may share under it for the purpose from now until then.</summary>
    public bool Covers(Oin sharer, Oin receiver, Purpose purpose, DateTimeOffset now, DateTimeOffset until) =>
        Status == AgreementStatus.InForce && Parties.Contains(sharer) && Parties.Contains(receiver) && Purposes.Contains(purpose) && Terms.Cover(From, Until, now, until);
}

public sealed record AgreementEnd(PayloadRef? Note, ActorRef By, DateTimeOffset At);

/// <summary>Periods in days of the Netherlands.</summary>
internal static class Terms
{
    /// <param name="from">First day.</param>
    /// <param name="after">First day after it; null: open.</param>
    public static bool Cover(DateOnly from, DateOnly? after, DateTimeOffset now, DateTimeOffset until) =>
        DutchTime.StartOf(from) <= now && (after is not { } end || until <= DutchTime.StartOf(end));

    public static void Check(Faults faults, DateOnly from, DateOnly? until)
    {
        faults.Require(faults.Has("/from") || from.Year is >= 2000 and < 2200, "/from", "Must be a day from 2000 to 2199.");
        faults.Require(until is not { } end || end > from && end.Year < 2200, "/until", "Must be after from, and before the year 2200.");
    }
}
