using ChainCoop.Access;
using ChainCoop.Prevention;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Prevention;

public class trainings_of_departments
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Tiel = new("00000099000000281000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public void are_recorded_for_a_municipality_of_the_mandate()
    {
        var id = TrainingId.New();
        var command = new RecordTraining(Nijmegen, new("front-desk"), Today, 14, true);
        var decision = RecordTrainingEndpoint.Decide(id, command, [Nijmegen], Anna, Now);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([new TrainingHeld(id, Nijmegen, Municipality, new("front-desk"), Today, 14, true, Anna, Now)]);
        decision.Location.ShouldBe($"/trainings/{id}");
        RecordTrainingEndpoint.Decide(id, command, [], Anna, Now).Refusal.ShouldBe(Problems.Forbidden);
    }

    [Fact]
    public void have_targets_per_department_and_year()
    {
        var id = TrainingTargetId.New();
        var command = new SetTrainingTarget(Nijmegen, new("youth"), 2026, 40);
        var decision = SetTrainingTargetEndpoint.Decide(id, command, [Nijmegen], Anna, Now);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([new TrainingTargetSet(id, Nijmegen, Municipality, new("youth"), 2026, 40, Anna, Now)]);
        decision.Location.ShouldBe($"/training-targets/{id}");
        SetTrainingTargetEndpoint.Decide(id, command, [new("0281")], Anna, Now).Refusal.ShouldBe(Problems.Forbidden);
    }

    [Fact]
    public void are_the_municipality_s_whoever_recorded_them()
    {
        var held = new TrainingHeld(TrainingId.New(), Nijmegen, Municipality, new("front-desk"), Today, 14, true, new(Tiel, new("tom")), Now);
        var set = new TrainingTargetSet(TrainingTargetId.New(), Nijmegen, Municipality, new("youth"), 2026, 40, Anna, Now);

        GrantRules.Of(held).Select(change => (change.Organisation, change.Role, change.Municipality)).ShouldBe([(Municipality, GrantRole.Owner, Nijmegen), (Tiel, GrantRole.Owner, Nijmegen)]);
        GrantRules.Of(set).ShouldHaveSingleItem().Organisation.ShouldBe(Municipality);
    }
}
