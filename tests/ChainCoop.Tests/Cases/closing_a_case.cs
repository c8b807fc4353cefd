using ChainCoop.Cases;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class closing_a_case
{
    [Fact]
    public void takes_two_people()
    {
        ACase.Given(ProposedByAnna).When(current => CloseCaseEndpoint.Decide(current, Bram, Monday)).Then(ClosedByBram);
        ACase.Given(ProposedByAnna).When(current => CloseCaseEndpoint.Decide(current, Anna, Monday)).ThenRefused(Problems.SecondPersonRequired);
    }

    [Fact]
    public void takes_two_people_also_when_one_works_for_two_organisations() =>
        ACase.Given(ProposedByAnna).When(current => CloseCaseEndpoint.Decide(current, Anna with { Organisation = Police }, Monday))
            .ThenRefused(Problems.SecondPersonRequired);

    [Fact]
    public void follows_the_last_proposal()
    {
        var other = new ClosureProposed(Id, new("out-of-sight"), null, Bram, Monday);
        var spec = ACase.Given(ProposedByAnna, other);
        spec.When(current => CloseCaseEndpoint.Decide(current, Bram, Monday)).ThenRefused(Problems.SecondPersonRequired);
        spec.When(current => CloseCaseEndpoint.Decide(current, Anna, Monday)).Then(new CaseClosed(Id, other.Outcome, Bram, Anna, Monday));
    }

    [Fact]
    public void has_to_be_proposed() =>
        ACase.When(current => CloseCaseEndpoint.Decide(current, Bram, Monday)).ThenStateForbids("proposed", "screening", "member", "task", "conference", "handover", "closure-proposal");

    [Fact]
    public void happens_once()
    {
        ACase.Given(ProposedByAnna, ClosedByBram).When(current => CloseCaseEndpoint.Decide(current, Anna, Monday)).Then();
        ACase.Given(ProposedByAnna, ClosedByBram)
            .When(current => ProposeClosureEndpoint.Decide(new ProposeClosure(new("other")), current, null, Anna, Monday)).ThenStateForbids("closed", "reopening");
    }
}
