using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Handovers;
using ChainCoop.Shared;
using CsCheck;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

/// <summary>
/// Two municipalities and a partner send whatever they want, late and repeatedly, while the case goes on: it always has exactly one owner,
/// who leads it, and an answer counts for its own request alone.
/// </summary>
public class any_course_of_handovers
{
    private static readonly MunicipalityCode[] Codes = [Municipality, new("0281"), new("0296")];
    private static readonly Oin[] Owners = [Nijmegen, new("00000099000000281000"), new("00000099000000296000")];
    private static readonly Oin[] Senders = [.. Owners, Police];

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 5], (kind, sender, to, back) => new Step(kind, Senders[sender], to, back));

    [Fact]
    public void keeps_one_owner_at_each_position() => Steps.Array[0, 60].Sample(steps =>
    {
        var current = ACase.Given(Joined(Police, Room.General, Lead), Joined(Police, Room.Security)).State;
        List<object> timeline = [.. Started, Joined(Police, Room.General, Lead), Joined(Police, Room.Security)];
        List<(HandoverId Id, int Epoch)> sent = [];
        var now = Monday;
        foreach (var step in steps)
        {
            now = now.AddHours(1);
            var before = current;
            var decision = Decide(step, current, sent, now);
            if (decision.Refusal is not null) continue;
            foreach (var @event in decision.Events)
            {
                var last = current;
                current = Fold(current, @event);
                timeline.Add(@event);

                // Never two, never none; it changes by an acceptance alone, to whom was asked.
                Owners.ShouldContain(HandoverRules.OrganisationOf(current.Municipality));
                if (@event is HandoverAccepted accepted) (last.Municipality, current.Municipality).ShouldBe((accepted.From, accepted.To));
                else current.Municipality.ShouldBe(last.Municipality);
                if (@event is HandoverRequested requested)
                {
                    requested.Epoch.ShouldBeGreaterThan(last.Epoch);
                    sent.Add((requested.HandoverId, requested.Epoch));
                }

                current.Handovers.Count(handover => handover.Answer is null).ShouldBeLessThanOrEqualTo(1);
                current.Epoch.ShouldBeGreaterThanOrEqualTo(last.Epoch);
            }

            if (current.Municipality != before.Municipality)
                current.MemberOf(Room.General, HandoverRules.OrganisationOf(current.Municipality)).ShouldNotBeNull().ShouldSatisfyAllConditions(m => m.Role.ShouldBe(Lead), m => m.Until.ShouldBeNull());
            foreach (var room in Enum.GetValues<Room>()) current.Members.ShouldContain(member => member.Room == room && member.Role == Lead && member.Until == null);
            current.Members.Select(member => (member.Organisation, member.Room)).ShouldBeUnique();
            if (current.Status == CaseStatus.Closed) current.OpenHandover.ShouldBeNull();
            GrantsAgree(timeline, current, now);
        }
    });

    /// <summary>Answers by epoch, whoever sends them: at most one of an epoch's answers becomes a fact.</summary>
    [Fact]
    public void takes_one_answer_to_each_request() => Steps.Array[0, 60].Sample(steps =>
    {
        var current = ACase.State;
        List<(HandoverId Id, int Epoch)> sent = [];
        List<int> answered = [];
        foreach (var step in steps)
        {
            var decision = Decide(step, current, sent, Monday);
            foreach (var @event in decision.Events)
            {
                if (@event is HandoverRequested requested) sent.Add((requested.HandoverId, requested.Epoch));
                if (@event is HandoverAccepted a) answered.Add(a.Epoch);
                if (@event is HandoverDeclined d) answered.Add(d.Epoch);
                if (@event is HandoverWithdrawn w) answered.Add(w.Epoch);
                current = Fold(current, @event);
            }
        }

        answered.ShouldBeUnique();
        answered.ShouldBe(answered.Order());
        sent.Select(request => request.Epoch).ShouldBe(Enumerable.Range(1, sent.Count));
    });

    /// <summary>The grants say what the case says: who is in a room by now holds a grant there, of the municipality of the case, and nobody else does.</summary>
    private static void GrantsAgree(IEnumerable<object> timeline, Case current, DateTimeOffset now)
    {
        Dictionary<(Oin Organisation, Room Room, GrantRole Role), GrantChange> held = [];
        foreach (var change in timeline.SelectMany(GrantRules.Of))
        {
            var key = (change.Organisation, change.Room, change.Role);
            held[key] = change.Given ? change : held[key] with { Until = change.Until };
        }

        var inForce = held.Values.Where(grant => grant.From <= now && !(grant.Until <= now)).ToList();
        inForce.Where(grant => grant.Role != GrantRole.Offered).Select(grant => (grant.Organisation, grant.Room, grant.Role == GrantRole.Lead, grant.Municipality)).ShouldBe(
            current.Members.Select(member => (member.Organisation, member.Room, member.Role == Lead, current.Municipality)), ignoreOrder: true);
        inForce.Where(grant => grant.Role == GrantRole.Offered).Select(grant => grant.Organisation).ShouldBe(current.OpenHandover is { } open ? [open.Receiver] : []);
    }

    private static Decision Decide(Step step, Case current, List<(HandoverId Id, int Epoch)> sent, DateTimeOffset now)
    {
        ActorRef by = new(step.Sender, new($"officer-{step.Sender}"));
        var (id, epoch) = sent.Count == 0 ? (HandoverId.New(), 1) : sent[^(1 + step.Back % sent.Count)];
        return step.Kind switch
        {
            0 or 1 => RequestHandoverEndpoint.Decide(
                HandoverId.New(), new RequestHandover(Codes[step.To], new("other"), step.Back % 2 == 0 ? [] : [Room.General, Room.Care, Room.Security]), current, null, by, now),
            2 or 3 => AnswerHandoverEndpoint.Decide(id, new(HandoverAnswer.Accepted, epoch), current, null, Codes, by, now),
            4 => AnswerHandoverEndpoint.Decide(id, new(step.Back % 2 == 0 ? HandoverAnswer.Declined : HandoverAnswer.Withdrawn, epoch), current, null, Codes, by, now),
            5 => EndMembershipEndpoint.Decide(new EndMembership(Senders[step.Back % 4], (Room)step.To), current, by, now),
            6 => step.Back % 2 == 0 ? ProposeClosureEndpoint.Decide(new(new("other")), current, null, by, now) : CloseCaseEndpoint.Decide(current, by, now),
            _ => step.Back % 2 == 0
                ? AddMemberEndpoint.Decide(new AddMember(Senders[step.Back % 4], (Room)step.To, step.Back < 3 ? Lead : Member), current, by, now)
                : ReopenCaseEndpoint.Decide(new(new("other")), current, null, by, now),
        };
    }

    private sealed record Step(int Kind, Oin Sender, int To, int Back);
}
