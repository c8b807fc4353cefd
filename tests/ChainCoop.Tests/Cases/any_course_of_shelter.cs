using ChainCoop.Access;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using CsCheck;
using static ChainCoop.Tests.Cases.AVictim;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Cases;

/// <summary>Whatever is asked in whatever order, for two persons in one room: what is decided folds, and what must always hold does.</summary>
public class any_course_of_shelter
{
    private static readonly ParticipationId Other = ParticipationId.New();
    private static readonly ShelterState[] States = Enum.GetValues<ShelterState>();

    private static readonly object[] TwoPersons =
        [.. InTheRoom, new VictimParticipationStarted(Track, Other, SubjectId.New(), new("victim"), null, null, Coordinator, At)];

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 9], Gen.Bool, Gen.Bool, Gen.Bool, (kind, first, cosm, comensha) =>
        new Step(kind, first ? Person : Other, cosm ? Cosm : Regular, comensha ? CoMensha : Coordinator));

    [Fact]
    public void keeps_what_must_always_hold() => Steps.Array[0, 60].Sample(steps =>
    {
        var track = Fold<VictimTrack>(TwoPersons)!;
        var now = At;
        foreach (var step in steps)
        {
            now = now.AddDays(3);
            var decision = Decide(step, track, now);
            if (decision.Refusal is { } refusal)
            {
                refusal.Status.ShouldBeOneOf(403, 404, 409);
                continue;
            }

            foreach (var @event in decision.Events)
            {
                if (@event is VictimPlaced placed && track.OpenRequestOf(placed.ParticipationId) is { } request && request.Shelter == Cosm) placed.By.ShouldBe(CoMensha);
                track = (VictimTrack)((dynamic)track).Apply((dynamic)@event);
            }

            track.Placements.Select(placement => placement.ParticipationId).ShouldBeUnique("Nobody is in two places.");
            track.ShelterRequests.Where(request => ShelterProtocol.IsOpen(request.State)).Select(request => request.ParticipationId).ShouldBeUnique("Nobody has two open requests.");
            foreach (var request in track.ShelterRequests)
            {
                request.State.ShouldBe(request.Steps[^1].To);
                var isThere = track.Placements.Any(placement => placement.ParticipationId == request.ParticipationId);
                if (request.State == ShelterState.Placed) isThere.ShouldBeTrue("Who is placed has a place.");
                if (request.State == ShelterState.Transfer) isThere.ShouldBeFalse("Who is on the way has no address.");
                (track.ReportOf(request) is not null).ShouldBe(request is { State: ShelterState.Placed, Shelter.Value: "cosm" }, "Reports are asked of who is in COSM.");
            }
        }
    });

    [Fact]
    public void allows_what_it_says_it_allows_and_nothing_else() => Steps.Array[0, 30].Sample(steps =>
    {
        var track = steps.Aggregate(Fold<VictimTrack>(TwoPersons)!, (state, step) =>
            Decide(step, state, At).Events.Aggregate(state, (folded, @event) => (VictimTrack)((dynamic)folded).Apply((dynamic)@event)));
        foreach (var person in (ParticipationId[])[Person, Other])
        {
            // Of several the last one counts: an earlier one is over, or waits for nothing but its end.
            if (track.ShelterRequests.LastOrDefault(known => known.ParticipationId == person) is not { } request) continue;
            States.Where(to => Accepts(track, request, to)).ShouldBe(ShelterProtocol.Next(request.State), ignoreOrder: true, $"{request.State}");
        }
    });

    private static bool Accepts(VictimTrack track, ShelterRequest request, ShelterState to)
    {
        var decision = to switch
        {
            ShelterState.Placed => PlaceVictimEndpoint.Decide(PlacementId.New(), request.ParticipationId, track, Sealed, CoMensha, At),
            ShelterState.Aftercare => ArrangeAftercareEndpoint.Decide(AftercareId.New(), new ArrangeAftercare(request.ParticipationId, new("other")), track, null, Coordinator, At),
            _ => TakeShelterStepEndpoint.Decide(request.Id, new TakeShelterStep(to, Because), track, null, Coordinator, At),
        };
        return decision.Events.OfType<VictimShelterMoved>().Any(moved => moved.ShelterRequestId == request.Id && moved.To == to);
    }

    private static Decision Decide(Step step, VictimTrack track, DateTimeOffset now)
    {
        var request = track.ShelterRequests.LastOrDefault(known => known.ParticipationId == step.Person);
        return step.Kind switch
        {
            0 => RequestShelterEndpoint.Decide(ShelterRequestId.New(), new RequestShelter(step.Person, step.Shelter, Because), track, null, step.By, now),
            1 => PlaceVictimEndpoint.Decide(PlacementId.New(), step.Person, track, Sealed, step.By, now),
            2 => ArrangeAftercareEndpoint.Decide(AftercareId.New(), new ArrangeAftercare(step.Person, new("other")), track, null, step.By, now),
            3 => ReportOverstayEndpoint.Decide(request?.Id ?? Request, new ReportOverstay(new("other")), track, null, step.By, now),
            4 => Take(ShelterState.Offered),
            5 => Take(ShelterState.WaitingList),
            6 => Take(ShelterState.Transfer),
            7 => Take(ShelterState.Outflow),
            8 => Take(ShelterState.Ended),
            _ => Take(ShelterState.Withdrawn),
        };

        Decision Take(ShelterState to) => TakeShelterStepEndpoint.Decide(
            request?.Id ?? Request, new TakeShelterStep(to, Because, to == ShelterState.Transfer ? step.Shelter : null), track, null, step.By, now);
    }

    private sealed record Step(int Kind, ParticipationId Person, VictimRoute Shelter, ActorRef By);
}
