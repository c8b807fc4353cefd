using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals.Anonymous;
using ChainCoop.Signals.Matching;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>A reporter's observation, for the municipality that is to assess it.</summary>
/// <param name="Municipality">Where it was observed.</param>
/// <param name="ObservedOn">Day of the observation, not in the future.</param>
/// <param name="Observation">What was seen or heard, in the reporter's words: 1 to 10,000 characters.</param>
/// <param name="Subjects">Persons in it, with what identifies them: at most 50.</param>
/// <param name="ExternalReference">The sender's own reference, opaque: no number of a person, no date. For one signal or step of the organisation only.</param>
public sealed record ReceiveSignal(
    MunicipalityCode Municipality,
    ExploitationType ExploitationType,
    Urgency Urgency,
    ReportingChannel Channel,
    ReporterDetails Reporter,
    [property: MinLength(1), MaxLength(10_000)] string Observation,
    DateOnly? ObservedOn = null,
    [property: MaxLength(50)] IReadOnlyList<SubjectDetails>? Subjects = null,
    ExternalReference? ExternalReference = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Observation is null || Observation.Trim().Length > 0, "/observation", "Must not be blank.");
        faults.Require(
            Reporter is not { Kind: ReporterKind.Anonymous } || (Reporter.Name is null && Reporter.Contact is null),
            "/reporter", "An anonymous reporter has no name and no contact.");
        faults.Require(
            ObservedOn is not { } day || day <= DutchTime.DayOf(faults.Now), "/observedOn", "Must not be in the future.");
        for (var i = 0; i < Subjects?.Count; i++)
            faults.Require(Subjects[i]?.Identifiers is null or { IsEmpty: false }, $"/subjects/{i}/identifiers", "At least one identifier is required.");
    }
}

/// <param name="Name">Only where the reporter wants to be known.</param>
/// <param name="Contact">Telephone number or address, to give feedback.</param>
public sealed record ReporterDetails(
    ReporterKind Kind, [property: MaxLength(200)] string? Name = null, [property: MaxLength(200)] string? Contact = null);

public sealed record SubjectDetails(SubjectRole Role, Identifiers Identifiers);

/// <param name="FollowUpToken">For an anonymous reporter: the only way to hear what became of the signal, and to answer questions (<c>GET /follow-up</c>). Not stored.</param>
/// <param name="FollowUpUntil">The last day on which it counts.</param>
public sealed record SignalReceipt(SignalId Id, string? FollowUpToken = null, DateOnly? FollowUpUntil = null)
{
    /// <summary>Identifiers that could not be normalised, so that nobody finds the person by them; they are kept as they are. Absent when there are none.</summary>
    public IReadOnlyList<NotMatchable>? NotMatchable { get; init; }
}

/// <param name="Subject">Which of the persons, from 0, in the order given.</param>
public sealed record NotMatchable(int Subject, IReadOnlyList<IdentifierName> Identifiers);

/// <summary>Name and contact of a reporter, in the vault.</summary>
public sealed record ReporterIdentity(string? Name, string? Contact);

public static class ReceiveSignalEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "signal.receive", ResourceKind.Signal, Room.General, [],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner],
        "assessment", "casework", "care", "security", "synchronisation");

    /// <summary>Registers a signal. A repetition with the same Idempotency-Key gets the same receipt.</summary>
    [WolverinePost("/signals"), Scope("signals.write"), Idempotent(Required = true)]
    [ProducesResponseType<SignalReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ReceiveSignal command, Gate gate, Secrets secrets, MatchKeys keys, CancellationToken token) =>
        gate.Create<SignalReceipt>(Rule, entry => ReceiveAsync(command, entry, keys, token), receipt => Finish(receipt, secrets));

    internal static async Task<Decision> ReceiveAsync(ReceiveSignal command, Entry entry, MatchKeys keys, CancellationToken token)
    {
        var id = SignalId.New();
        var payloads = await SealAsync(command, entry);
        return Decide(id, command, payloads, entry.By, entry.Now) with { Also = await MatchKeysOfSignals.OfNewAsync(keys, id, command, payloads, entry.By.Organisation, token) };
    }

    internal static SignalReceipt Finish(SignalReceipt receipt, Secrets secrets) =>
        receipt.FollowUpUntil is { } until ? receipt with { FollowUpToken = FollowUpToken.For(receipt.Id, until, secrets) } : receipt;

    /// <summary>Urgent signals have the same terms counted to the end of the same day.</summary>
    public static Decision Decide(SignalId id, ReceiveSignal command, SignalPayloads payloads, ActorRef by, DateTimeOffset now)
    {
        var rules = DeadlineRules.Current.At(now);
        var acknowledgeBy = rules.DueAt(SignalDeadlines.KindOf(SignalDeadline.Acknowledgement, command.Urgency), now);
        var assessBy = rules.DueAt(SignalDeadlines.KindOf(SignalDeadline.Assessment, command.Urgency), now);
        var received = new SignalReceived(
            id, command.Municipality, OrganisationRegister.Current.Find(command.Municipality)!.Oin, by.Organisation, command.ExploitationType,
            command.Urgency, command.ObservedOn, command.Channel, command.Reporter.Kind, payloads.Observation, payloads.Reporter,
            payloads.Subjects, command.ExternalReference, acknowledgeBy, assessBy, by, now, payloads.ReporterSubject);

        return new Decision
        {
            Starts = [new NewStream(typeof(Signal), id.Value, [received])],
            Timers =
            [
                new Access.Timer(new SignalDeadlineDue(id, SignalDeadline.Acknowledgement), acknowledgeBy),
                new Access.Timer(new SignalDeadlineDue(id, SignalDeadline.Assessment), assessBy),
            ],
            Answer = new SignalReceipt(id, FollowUpUntil: command.Reporter.Kind == ReporterKind.Anonymous ? FollowUpTerm.LastDayOf(now) : null) { NotMatchable = NotMatchableIn(command, by.Organisation) },
            Subjects = [.. payloads.Subjects.Select(subject => subject.SubjectId), .. payloads.ReporterSubject is { } reporter ? [reporter] : Array.Empty<SubjectId>()],
            Location = $"/signals/{id}",
        };
    }

    private static List<NotMatchable>? NotMatchableIn(ReceiveSignal command, Oin sender)
    {
        var all = (command.Subjects ?? []).Select((subject, i) => new NotMatchable(i, MatchKeys.FormsOf(subject.Identifiers, sender).NotMatchable)).Where(one => one.Identifiers.Count > 0).ToList();
        return all.Count > 0 ? all : null;
    }

    private static async Task<SignalPayloads> SealAsync(ReceiveSignal command, Entry entry)
    {
        const string Alias = "signal_received";
        List<(SubjectId Id, SubjectDetails Details)> subjects = [.. (command.Subjects ?? []).Select(details => (SubjectId.New(), details))];
        List<Unsealed> values = [new Unsealed(KeyScope.OfProse(SignalData.Purpose, SignalData.Retention), Alias, new Prose(command.Observation))];
        values.AddRange(subjects.Select(subject => new Unsealed(new KeyScope(subject.Id.Value, SignalData.Purpose, SignalData.Retention), Alias, subject.Details.Identifiers)));
        SubjectId? reporter = command.Reporter is { Name: null, Contact: null } ? null : SubjectId.New();
        if (reporter is { } known)
        {
            // The reporter is a data subject of its own: erasable without the signal.
            values.Add(new Unsealed(
                new KeyScope(known.Value, SignalData.Purpose, SignalData.ContactRetention), Alias,
                new ReporterIdentity(command.Reporter.Name, command.Reporter.Contact)));
        }

        var refs = await entry.Seal(values);
        return new SignalPayloads(
            refs[0], reporter is null ? null : refs[^1], reporter, [.. subjects.Select((subject, i) => new SignalSubject(subject.Id, subject.Details.Role, refs[1 + i]))]);
    }
}

public sealed record SignalPayloads(PayloadRef Observation, PayloadRef? Reporter, SubjectId? ReporterSubject, IReadOnlyList<SignalSubject> Subjects);

/// <summary>Under which purpose and term the content of signals is kept (domain, sections 5 and 9).</summary>
public static class SignalData
{
    public static readonly Purpose Purpose = new("assessment");
    public static readonly RetentionClass Retention = new("signal");
    public static readonly RetentionClass ContactRetention = new("contact");
}
