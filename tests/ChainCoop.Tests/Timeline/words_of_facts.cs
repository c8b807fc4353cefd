using ChainCoop.Audit;
using ChainCoop.Cases;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Tests.Storage;
using ChainCoop.Timeline.Replay;

namespace ChainCoop.Tests.Timeline;

/// <summary>How an auditor reads what happened: ids, codes and words of the vocabulary, and nobody by name.</summary>
public class words_of_facts
{
    private static readonly Pseudonyms Names = new(new Secrets(KeyEncryptionKeys.OfNoUse(TimeProvider.System)));
    private static readonly Masked Masked = new(Names);
    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 15, 30, TimeSpan.Zero);
    private static readonly ActorRef By = new(new("00000099000000268000"), new("officer-1"));

    public static TheoryData<string> Aliases => [.. Store.Events.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void say_what_happened_and_name_codes_as_the_vocabulary_does()
    {
        var id = CaseId.New();
        var joined = new MemberJoined(id, new("00000099000100001000"), Room.Care, new("member"), VictimTrackId.New(), null, new("0268"), false, At, At.AddDays(1), By, At);
        var words = Masked.InWords("member_joined", joined, details: true);

        words.ShouldStartWith($"Member joined: case id {id}, organisation ");
        words.ShouldContain(", room care, role member, victim track id ");
        words.ShouldContain(", municipality Nijmegen, founding no, from 2026-03-02T08:15:30Z, until 2026-03-03T08:15:30Z");
        Masked.InWords("member_joined", joined, details: false).ShouldBe("Member joined");
    }

    [Fact]
    public void name_codes_of_lists_in_words() =>
        Masked.InWords("case_proposed", new CaseProposed(CaseId.New(), new("0268"), [new("labour"), new("sexual")], null, null, By, At), details: true)
            .ShouldContain("exploitation types labour exploitation and sexual exploitation");

    /// <summary>Whatever a fact holds, and however deep.</summary>
    [Theory, MemberData(nameof(Aliases))]
    public void name_nobody_and_give_no_text(string alias)
    {
        foreach (var example in EventExamples.All.Where(example => example.GetType() == Store.Events[alias]))
        {
            var held = HeldBy(example).ToList();
            foreach (var text in new[] { Masked.InWords(alias, example, details: true), Masked.Of(example)!.ToJsonString() })
            {
                foreach (var hidden in held) text.ShouldNotContain(hidden, Shouldly.Case.Sensitive, $"{alias}: {text}");
            }
        }
    }

    [Fact]
    public void give_pseudonyms_and_payload_ids_in_states()
    {
        var subject = SubjectId.New();
        Masked.Of(By)!.ToJsonString().ShouldBe($$"""{"organisation":"00000099000000268000","officer":"{{Names.Of(By)}}"}""");
        ((string)Masked.Of(subject)!).ShouldBe(Names.Of(subject).ToString());
        Masked.Of(new ExternalReference("Z2026-001234")).ShouldBeNull();
        Masked.Of(new OfficerId("officer-1")).ShouldBeNull();
    }

    /// <summary>Officers, data subjects, clients' references and commitments.</summary>
    private static IEnumerable<string> HeldBy(object? value)
    {
        switch (value)
        {
            case null or string or Enum: return [];
            case OfficerId or SubjectId or ExternalReference: return [value.ToString()!];
            case PayloadRef payload: return [payload.Commitment.ToString()!];
            case System.Collections.IEnumerable items: return items.Cast<object?>().SelectMany(HeldBy);
        }

        return value.GetType().Namespace?.StartsWith("ChainCoop", StringComparison.Ordinal) != true ? []
            : value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod is { IsStatic: false }).SelectMany(property => HeldBy(property.GetValue(value)));
    }
}
