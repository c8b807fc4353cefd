using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Cases;

public class placing_victims
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly ActorRef CoMensha = new(new("00000099000100007000"), new("placing-officer"));
    private static readonly Oin Shelter = new("00000099000100009000");
    private static readonly VictimTrackId Track = VictimTrackId.New();
    private static readonly ParticipationId Person = ParticipationId.New();
    private static readonly PayloadRef Address = new(PayloadId.New(), Commitment.Of(new byte[32]));

    private static readonly object[] OnePerson =
        [new VictimTrackOpened(Track, CoMensha, At), new VictimParticipationStarted(Track, Person, SubjectId.New(), new("victim"), null, null, CoMensha, At)];

    [Fact]
    public void are_of_a_person_in_the_room()
    {
        var id = PlacementId.New();
        Given<VictimTrack>(OnePerson).When(track => PlaceVictimEndpoint.Decide(id, Person, track, Address, CoMensha, At))
            .Then(new VictimPlaced(Track, id, Person, Address, CoMensha, At));
        Given<VictimTrack>(OnePerson).When(track => PlaceVictimEndpoint.Decide(id, ParticipationId.New(), track, Address, CoMensha, At)).ThenRefused("invalid-input");
    }

    [Fact]
    public void take_the_place_of_earlier_ones_of_the_same_person()
    {
        var later = new VictimPlaced(Track, PlacementId.New(), Person, Address, CoMensha, At.AddDays(9));
        var track = Fold<VictimTrack>([.. OnePerson, new VictimPlaced(Track, PlacementId.New(), Person, Address, CoMensha, At), later])!;
        track.Placements.ShouldHaveSingleItem().Id.ShouldBe(later.PlacementId);
    }

    [Theory]
    [InlineData(Role.CareCoordinator, false, true)]
    [InlineData(Role.Partner, true, true)]
    [InlineData(Role.Partner, false, false)]
    public void show_the_address_to_care_coordinators_and_to_who_placed(Role role, bool placed, bool shown) =>
        new Placement(PlacementId.New(), Person, Address, CoMensha, At).ShowsAddressTo(placed ? CoMensha.Organisation : Shelter, new HashSet<Role> { role }).ShouldBe(shown);
}
