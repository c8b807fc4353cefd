using ChainCoop.Norms;
using ChainCoop.Reports;
using ChainCoop.Shared;
using CsCheck;

namespace ChainCoop.Tests.Norms;

/// <summary>Whatever a municipality recorded: what is said of an instant of the past is what was said then, and "since" holds at every instant since.</summary>
public class any_account_of_a_municipality
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly DateTimeOffset Begin = new(2026, 1, 10, 9, 0, 0, TimeSpan.Zero);

    private static readonly (string Element, string Kind)[] Asked = [("b1-1", "policy-decision"), ("b2-2", "publication"), ("v1-2", "evaluation"), ("b2-1", "appointment")];

    /// <summary>When evidence is recorded, how long it is valid and when it is withdrawn, in days; and the same of mandates.</summary>
    private static readonly Gen<(int Which, int Day, int Valid, int Withdrawn)[]> Courses =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 300], Gen.Int[1, 400], Gen.Int[0, 400]).Array[0, 8];

    [Fact]
    public void is_as_it_was_then_whatever_came_after() => Gen.Select(Courses, Gen.Int[0, 320]).Sample((course, day) =>
    {
        var asOf = Begin.AddDays(day);
        var (events, facts) = Recorded(course);
        var all = Folded(events);

        // Rebuilt from the events that were there then.
        var then = Folded(events.Where(fact => fact.At <= asOf));
        Text(Assess(all, facts, asOf)).ShouldBe(Text(Assess(then, facts.Where(fact => fact.At <= asOf), asOf)));
    }, iter: 150);

    [Fact]
    public void says_since_when_of_every_element_so_that_it_held_at_every_instant_since() => Gen.Select(Courses, Gen.Int[20, 320], Gen.Int[0, 100]).Sample((course, day, part) =>
    {
        var asOf = Begin.AddDays(day);
        var (events, facts) = Recorded(course);
        var evidence = Folded(events);
        var now = Assess(evidence, facts, asOf);
        foreach (var element in now.Elements.Where(element => element.Since is not null))
        {
            var between = element.Since!.Value + (asOf - element.Since.Value) * (part / 100.0);
            Assess(evidence, facts, between).Element(element.Element.Value).Status.ShouldBe(element.Status, $"{element.Element} at {between:O} since {element.Since:O}");
            Assess(evidence, facts, element.Since.Value.AddMicroseconds(-1)).Element(element.Element.Value).Status.ShouldNotBe(element.Status, $"{element.Element} before {element.Since:O}");
        }
    }, iter: 100);

    private static NormAssessment Assess(IReadOnlyList<Evidence> evidence, IEnumerable<Fact> facts, DateTimeOffset asOf) => assessing_a_municipality.Assess(asOf, [.. evidence], [.. facts]);

    private static string Text(NormAssessment assessment) => System.Text.Json.JsonSerializer.Serialize(assessment with { Lapsing = [] }) + string.Join(',', assessment.Lapsing);

    private static IReadOnlyList<Evidence> Folded(IEnumerable<IFact> events) =>
        [.. events.GroupBy(fact => fact is EvidenceRecorded recorded ? recorded.EvidenceId : ((EvidenceWithdrawn)fact).EvidenceId).Select(stream => DeciderSpec.Fold<Evidence>(stream)!)];

    private static (IReadOnlyList<IFact> Events, IReadOnlyList<Fact> Facts) Recorded((int Which, int Day, int Valid, int Withdrawn)[] course)
    {
        List<IFact> events = [];
        List<Fact> facts = [];
        ActorRef by = new(new("00000099000000268000"), new("anna"));
        foreach (var (which, day, valid, withdrawn) in course)
        {
            var at = Begin.AddDays(day);
            var today = DutchTime.DayOf(at);
            if (which < Asked.Length)
            {
                var id = EvidenceId.New();
                var (element, kind) = Asked[which];
                events.Add(new EvidenceRecorded(
                    id, Nijmegen, by.Organisation, new(element), new(kind), new("ZAAK-2026-000123"), new("council"), today, today.AddDays(valid), today.AddDays(valid / 2 + 1), by, at));
                if (withdrawn is > 0 and < 200) events.Add(new EvidenceWithdrawn(id, new("replaced"), by, at.AddDays(withdrawn)));
            }
            else
            {
                var mandate = NewId.Ordered();
                var role = which == Asked.Length ? "focal-point" : "chain-director";
                facts.Add(new Fact(FactKind.RoleFrom, Nijmegen, at, role, today.DayNumber, mandate));
                facts.Add(new Fact(FactKind.RoleUntil, Nijmegen, at, role, today.AddDays(valid).DayNumber, mandate));
                if (withdrawn < valid) facts.Add(new Fact(FactKind.RoleUntil, Nijmegen, at.AddDays(withdrawn), role, today.AddDays(withdrawn).DayNumber, mandate));
            }
        }

        return ([.. events.OrderBy(fact => fact.At)], [.. facts.OrderBy(fact => fact.At)]);
    }
}
