using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Tests.Shared;

public class names_of_enumerations
{
    [Theory]
    [InlineData(AssessmentStep.W2a, "w2a")]
    [InlineData(AssessmentStep.W3, "w3")]
    public void keep_digits_with_their_letters(AssessmentStep step, string name) => Kebab.Of(step).ShouldBe(name);

    [Theory]
    [InlineData(SignalStatus.InAssessment, "in-assessment")]
    [InlineData(SignalStatus.Received, "received")]
    public void are_lower_case_with_hyphens(SignalStatus status, string name) => Kebab.Of(status).ShouldBe(name);

    [Fact]
    public void are_read_back()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            Kebab.TryParse<Role>(Kebab.Of(role), out var read).ShouldBeTrue();
            read.ShouldBe(role);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("InAssessment")]
    [InlineData("inassessment")]
    [InlineData("In-Assessment")]
    [InlineData(" in-assessment")]
    [InlineData("2")]
    public void have_one_form(string? text) => Kebab.TryParse<SignalStatus>(text, out _).ShouldBeFalse();

    [Fact]
    public void can_be_listed() => Kebab.All<Room>().ShouldBe(["general", "care", "security"]);

    [Fact]
    public void exist_only_for_members() => Should.Throw<KeyNotFoundException>(() => Kebab.Of((Room)99));
}
