using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using ChainCoop.Signals.Rules;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>Tells an organisation of a serious signal, beside whatever else is done with it (domain, section 5).</summary>
/// <param name="To">Of a kind that the rules name and that nobody told yet: the prosecution's contact officer, EMM.</param>
public sealed record GiveNotice(Oin To, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class GiveNoticeEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.notify", ResourceKind.Signal, Room.General, [GrantRole.Owner], [Role.FocalPoint, Role.ChainDirector],
        "assessment", "casework", "synchronisation");

    /// <summary>Gives a notice of a signal that the rules found serious. The receiver reads the signal from then on; the step is a person's, the rules only ask for it.</summary>
    [WolverinePost("/signals/{signalId}/notices"), Scope("signals.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<SignalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SignalId signalId, GiveNotice command, Gate gate) =>
        gate.Change<Signal>(
            signalId.Value,
            Rule,
            async (signal, entry) => Decide(command, signal, await entry.SealNote(command.Note, SignalData.Purpose, SignalData.Retention, "notice_given"), entry.By, entry.Now));

    public static Decision Decide(GiveNotice command, Signal signal, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (PoliceData.StaysWithSource(signal, command.To)) return Problems.PassingOnNotAllowed;
        if (!SignalProtocol.MayNotify(signal))
            return SignalProtocol.Forbids(signal, "The rules ask for no notice, all were given, or the signal has an outcome without one.");
        if (OrganisationRegister.Current.Find(command.To) is not { } receiver || !signal.MissingNotices.Contains(receiver.Kind))
            return Problems.InvalidInput([new Fault("/to", $"Must be an organisation of a kind that is still to be told: {string.Join(", ", signal.MissingNotices)}.")]);

        var given = new NoticeGiven(signal.Id, command.To, receiver.Kind, Notices.MunicipalityOf(command.To, signal), signal.MissingNotices.Count == 1, note, by, now);
        return Decision.Of(given) with
        {
            Answer = new SignalStanding(signal.Id, signal.Status, signal.CaseId),
            Subjects = signal.SubjectsInIt,
        };
    }
}

/// <summary>When others are to be told.</summary>
internal static class Notices
{
    /// <summary>Once for a signal; of police data never: the source tells others itself.</summary>
    public static IEnumerable<NoticesAsked> AskedBy(Signal signal, RuleVersion version, IReadOnlyList<AssessmentFinding> advice, ActorRef by, DateTimeOffset now)
    {
        if (signal.AskedNotices is not null || PoliceData.IsFrom(signal.From) || !advice.Any(finding => finding.Advice == Advice.Notify)) yield break;
        var asked = AssessmentRules.Current.Find(version)!.Notices.Where(kind => OrganisationRegister.Current.Find(signal.From)?.Kind != kind).ToList();
        if (asked.Count > 0) yield return Ask(signal.Id, version, asked, by, now);
    }

    /// <summary>What a dismissal had ended is asked again.</summary>
    public static IEnumerable<NoticesAsked> AskedAgainBy(Signal signal, ActorRef by, DateTimeOffset now) =>
        signal is { AskedNotices: { } asked, MissingNotices.Count: > 0 } && !signal.Deadlines.Any(deadline => deadline.Kind == SignalDeadlines.Notice)
            ? [Ask(signal.Id, asked.RuleVersion, asked.Kinds, by, now)]
            : [];

    private static NoticesAsked Ask(SignalId id, RuleVersion version, IReadOnlyList<OrganisationKind> kinds, ActorRef by, DateTimeOffset now) =>
        new(id, version, kinds, DeadlineRules.Current.Begin(SignalDeadlines.OfNotice(id), SignalDeadlines.Notice, now, now), by, now);

    public static IReadOnlyList<Access.Timer> TimersOf(IEnumerable<NoticesAsked> asked) =>
        [.. asked.Select(one => new Access.Timer(new SignalFollowUpDue(one.SignalId, one.Deadline.Id), one.Deadline.DueAt))];

    /// <summary>For which the officers of who receives a signal are mandated: of a municipality its own, of a partner that of the signal.</summary>
    public static MunicipalityCode MunicipalityOf(Oin receiver, Signal signal) => OrganisationRegister.Current.Find(receiver)?.Municipality ?? signal.Municipality;
}
