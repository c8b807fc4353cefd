using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Requests;

/// <summary>A data subject asks for access, erasure or rectification, or objects to the sharing of their data.</summary>
/// <param name="Municipality">For which the contact point took it; the caller is mandated for it.</param>
/// <param name="ReceivedOn">The day on which the term begins to run, a day in the Netherlands, not in the future.</param>
/// <param name="Person">Who asks: what the source owners search with.</param>
/// <param name="Contact">Where the answer goes.</param>
/// <param name="Asks">The municipalities that have to decide about what they answer for; default all of the district, for a request at the contact point counts for all.</param>
public sealed record ReceiveSubjectRequest(
    MunicipalityCode Municipality,
    SubjectRequestKind Kind,
    SubjectRequestRegime Regime,
    DateOnly ReceivedOn,
    Identifiers Person,
    [property: MinLength(1), MaxLength(1_000)] string? Contact = null,
    [property: MinLength(1), MaxLength(100)] IReadOnlyList<MunicipalityCode>? Asks = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(
            faults.Has("/receivedOn") || (ReceivedOn >= RequestTerms.Earliest && ReceivedOn <= DutchTime.DayOf(faults.Now)),
            "/receivedOn", "Must not be in the future, nor before 25 May 2018, when the AVG began to apply.");
        faults.Require(Person is null or { IsEmpty: false }, "/person", "At least one identifier is required.");
        faults.Require(Kind != SubjectRequestKind.Objection || Regime == SubjectRequestRegime.Avg || faults.Has("/kind") || faults.Has("/regime"), "/regime", "The Wpg knows no objection.");
        faults.Require(Asks is null || Asks.Distinct().Count() == Asks.Count, "/asks", "Must not name a municipality twice.");
    }
}

/// <param name="DueOn">The last day on which the answer is in time.</param>
public sealed record SubjectRequestReceipt(SubjectRequestId Id, DateOnly DueOn);

public static class ReceiveSubjectRequestEndpoint
{
    /// <summary>Registers a request of a data subject, and asks the source owners to decide.</summary>
    [WolverinePost("/subject-requests"), Scope("privacy.write"), Idempotent(Required = true)]
    [ProducesResponseType<SubjectRequestReceipt>(StatusCodes.Status201Created)]
    public static Task<IResult> Post(ReceiveSubjectRequest command, Gate gate) =>
        gate.Create<SubjectRequestReceipt>(RequestRules.Receive, async entry =>
        {
            if (!entry.Mandated.Contains(command.Municipality)) return Problems.Forbidden;
            const string Alias = "subject_request_received";
            var person = SubjectId.New();
            var scope = new KeyScope(person.Value, RequestRules.Purpose, RequestRules.Retention);
            List<Unsealed> values = [new Unsealed(scope, Alias, command.Person)];
            if (command.Contact is { } contact) values.Add(new Unsealed(scope, Alias, new Prose(contact)));
            var refs = await entry.Seal(values);
            return Decide(SubjectRequestId.New(), command, person, refs[0], refs.ElementAtOrDefault(1), entry.By, entry.Now);
        });

    /// <param name="person">The id of who asks, of this request alone.</param>
    public static Decision Decide(
        SubjectRequestId id, ReceiveSubjectRequest command, SubjectId person, PayloadRef identifiers, PayloadRef? contact, ActorRef by, DateTimeOffset now)
    {
        var register = OrganisationRegister.Current;
        var today = DutchTime.DayOf(now);
        var asked = command.Asks ?? [.. register.Municipalities.Where(municipality => !(municipality.From > today) && !(municipality.Until <= today)).Select(municipality => municipality.Code)];
        var dueOn = RequestTerms.DueOn(command.Regime, command.ReceivedOn);
        var received = new SubjectRequestReceived(
            id, command.Municipality, by.Organisation, command.Kind, command.Regime, command.ReceivedOn, dueOn, person, identifiers, contact,
            [.. asked.Select(code => new AskedOwner(code, register.Find(code)!.Oin))], by, now);
        return new Decision
        {
            Starts = [new NewStream(typeof(SubjectRequest), id.Value, [received])],
            Timers = [new Access.Timer(new SubjectRequestDue(id), DutchTime.EndOf(dueOn))],
            Answer = new SubjectRequestReceipt(id, dueOn),
            Subjects = [person],
            Location = $"/subject-requests/{id}",
        };
    }
}
