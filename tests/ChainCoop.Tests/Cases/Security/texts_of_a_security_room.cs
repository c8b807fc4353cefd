using System.Collections;
using System.Reflection;
using ChainCoop.Cases.Security;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;
using static ChainCoop.Tests.Cases.Security.MeasureExamples;

namespace ChainCoop.Tests.Cases.Security;

/// <summary>Who erases finds every text that the room has beside its persons, and nothing of it stays in the state.</summary>
public class texts_of_a_security_room
{
    private static readonly BarrierId Barrier = BarrierId.New();

    private static readonly SecurityTrack Track = new DeciderSpec<SecurityTrack>(
        Fold,
        new SecurityTrackOpened(SecurityRoom, Anna, Monday),
        new BarrierInterventionPlanned(SecurityRoom, Barrier, new("1"), new("housing"), new("decent-housing"), new("inspect-housing"), Nijmegen, new(2026, 3, 31), New(), Bram, Monday),
        new BarrierInterventionConcluded(SecurityRoom, Barrier, BarrierResult.Done, new("no-change"), New(), Bram, Monday),
        new MeasureConsidered(SecurityRoom, TheMeasure, new("licence-withdrawal"), New(), Bram, Monday),
        Begun(Advice, ProceedingKind.BibobAdvice) with { Note = New() },
        new ProceedingExtended(SecurityRoom, TheMeasure, Advice, AdviceTerm, New(), Bram, Monday),
        Decided(Advice, ProceedingState.SeriousDanger) with { Note = New() },
        Moved(MeasureState.LegalCheck) with { Note = New() },
        Imposed(new("licence-withdrawal")) with { Facts = New(), Proportionality = New(), View = New(), Note = New() },
        Begun(Objection, ProceedingKind.Objection) with { Note = New() },
        new MeasureEffectRecorded(SecurityRoom, TheMeasure, new("no-change"), new(2026, 3, 2), New(), Bram, Monday),
        Decided(Objection, ProceedingState.Upheld, new("other")) with { Note = New() },
        new MeasureAnnulled(SecurityRoom, TheMeasure, Objection, new("other"), From, New(), Bram, Monday)).State;

    [Fact]
    public void are_all_found_by_who_erases()
    {
        var found = SecurityContent.Of(Track).Prose;
        found.Values.ShouldBe(TextsIn(Track), ignoreOrder: true);
        found.Keys.ShouldBe(
            [
                "/barriers/0/note", "/barriers/0/resultNote", "/measures/0/steps/0/note", "/measures/0/steps/1/note", "/measures/0/steps/2/note", "/measures/0/steps/3/note",
                "/measures/0/imposition/facts", "/measures/0/imposition/proportionality", "/measures/0/imposition/view/summary",
                "/measures/0/proceedings/0/note", "/measures/0/proceedings/0/extensionNote", "/measures/0/proceedings/0/decisions/0/note",
                "/measures/0/proceedings/1/note", "/measures/0/proceedings/1/decisions/0/note", "/measures/0/effects/0/note",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void are_replaced_one_by_one()
    {
        var texts = TextsIn(Track).ToList();
        var redactions = texts.ToDictionary(text => text.Id, _ => New());
        var after = Track.Apply(new SecurityContentErased(
            RecordId.From(SecurityRoom.Value), ErasurePart.Prose, null, [.. texts.Select(text => new Redaction(text, redactions[text.Id]))], ErasureId.New(), Monday));
        TextsIn(after).ShouldBe(redactions.Values, ignoreOrder: true);
    }

    [Fact]
    public void are_gone_with_the_room() =>
        TextsIn(Track.Apply(new SecurityTrackDestroyed(RecordId.From(SecurityRoom.Value), Municipality, ErasureId.New(), Monday))).ShouldBeEmpty();

    private static PayloadRef New() => new(PayloadId.New(), new Commitment(new string('0', 64)));

    /// <summary>Whatever member they are in.</summary>
    private static IEnumerable<PayloadRef> TextsIn(object? held) => held switch
    {
        null or string => [],
        PayloadRef text => [text],
        IEnumerable several => several.Cast<object?>().SelectMany(TextsIn),
        _ when held.GetType() is { IsClass: true } type && type.Namespace!.StartsWith("ChainCoop", StringComparison.Ordinal) =>
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).SelectMany(property => TextsIn(property.GetValue(held))),
        _ => [],
    };
}
