using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases.Security;

public class interventions_against_barriers
{
    private static readonly BarrierId Id = BarrierId.New();
    private static readonly UndertakeIntervention Plan = new(new("1"), new("decent-housing"), new("inspect-housing"), Nijmegen, new(2026, 3, 31));

    private static readonly BarrierInterventionPlanned Planned = new(
        SecurityRoom, Id, new("1"), new("housing"), new("decent-housing"), new("inspect-housing"), Nijmegen, new(2026, 3, 31), null, Bram, Monday);

    private static DeciderSpec<SecurityTrack> ATrack => new(Fold, new SecurityTrackOpened(SecurityRoom, Anna, Monday));

    [Fact]
    public void are_planned_at_the_step_that_the_model_has_them_at() =>
        ATrack.When(track => UndertakeInterventionEndpoint.Decide(Id, Plan, track, null, Bram, Monday)).Then(Planned);

    [Fact]
    public void have_a_result_once()
    {
        var done = new BarrierInterventionConcluded(SecurityRoom, Id, BarrierResult.Done, new("situation-improved"), null, Bram, Monday);
        ATrack.Given(Planned).When(Conclude(new(BarrierResult.Done, new("situation-improved")))).Then(done);
        ATrack.Given(Planned).When(Conclude(new(BarrierResult.NotPossible, null, "The owner is abroad."))).Then(done with { Result = BarrierResult.NotPossible, Effect = null });
        ATrack.Given(Planned, done).When(Conclude(new(BarrierResult.Done, new("no-change")))).ThenStateForbids("done");
        ATrack.Given(Planned, done with { Result = BarrierResult.NotPossible, Effect = null }).When(Conclude(new(BarrierResult.Done, new("no-change")))).ThenStateForbids("not-possible");
    }

    [Fact]
    public void that_do_not_exist_are_not_found() => ATrack.When(Conclude(new(BarrierResult.Done, new("no-change")))).ThenRefused(Problems.NotFound);

    [Theory]
    [InlineData("decent-housing", "inspect-housing", "00000099000000268000", "")]
    [InlineData("decent-housing", "fine-employer", "00000099000000268000", "/intervention")] // of another barrier
    [InlineData("decent-housing", "inspect-housing", "00000099000100001000", "/owner")] // the police inspects no housing
    [InlineData("perpetrator-is-seen", "watch-places", "00000099000100001000", "")]
    public void are_of_the_barrier_and_of_whom_the_model_gives_them_to(string barrier, string intervention, string owner, string fault) =>
        Faults(Plan with { Barrier = new(barrier), Intervention = new(intervention), Owner = new(owner) }).ShouldBe(fault.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void are_planned_until_a_day_that_somebody_meant() => Faults(Plan with { PlannedUntil = DateOnly.MaxValue }).ShouldBe(["/plannedUntil"]);

    [Fact]
    public void say_their_effect_where_they_were_done_and_why_where_they_were_not()
    {
        Faults(new ConcludeIntervention(BarrierResult.Done)).ShouldBe(["/effect"]);
        Faults(new ConcludeIntervention(BarrierResult.NotPossible, new("no-change"))).ShouldBe(["/effect", "/note"]);
        Faults(new ConcludeIntervention(BarrierResult.NotPossible, null, "The owner is abroad.")).ShouldBeEmpty();
        Faults(new ConcludeIntervention(BarrierResult.Done, new("no-change"))).ShouldBeEmpty();
    }

    [Fact]
    public void are_in_a_model_whose_every_step_barrier_and_intervention_has_a_name_and_an_owner_in_the_district()
    {
        var kinds = OrganisationRegister.Current.Organisations.Select(organisation => organisation.Kind).ToHashSet();
        foreach (var model in BarrierModels.All)
        {
            model.Steps.Select(step => step.Step.Value).ShouldBe(CodeLists.Find(BarrierStep.List)!.Items.Select(item => item.Code));
            var barriers = model.Steps.SelectMany(step => step.Barriers).ToList();
            barriers.Select(barrier => barrier.Barrier.Value).ShouldBeUnique();
            barriers.ShouldAllBe(barrier => CodeLists.Contains(BarrierCode.List, barrier.Barrier.Value) && barrier.Interventions.Count > 0);
            foreach (var intervention in barriers.SelectMany(barrier => barrier.Interventions))
            {
                CodeLists.Contains(InterventionCode.List, intervention.Intervention.Value).ShouldBeTrue(intervention.Intervention.Value);
                kinds.ShouldContain(intervention.Owner);
                intervention.Law.ShouldNotBeEmpty();
                intervention.Article.ShouldNotBeEmpty();
            }
        }

        BarrierModels.All.Select(model => model.Version.Value).ShouldBe(CodeLists.Find(BarrierModelVersion.List)!.Items.Select(item => item.Code));
        BarrierModels.All.SelectMany(model => model.Steps).SelectMany(step => step.Barriers).SelectMany(barrier => barrier.Interventions).Select(one => one.Intervention.Value).ToHashSet()
            .ShouldBe(CodeLists.Find(InterventionCode.List)!.Items.Select(item => item.Code), ignoreOrder: true);
    }

    private static Func<SecurityTrack, Decision> Conclude(ConcludeIntervention command) => track => ConcludeInterventionEndpoint.Decide(Id, command, track, null, Bram, Monday);

    private static List<string> Faults<TCommand>(TCommand command) where TCommand : IChecked
    {
        var faults = new Faults();
        command.Check(faults);
        return [.. faults.All.Select(fault => fault.Pointer)];
    }
}
