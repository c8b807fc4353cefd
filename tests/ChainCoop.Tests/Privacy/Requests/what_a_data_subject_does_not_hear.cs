using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Privacy.Requests;

public class what_a_data_subject_does_not_hear
{
    private static readonly Oin Nijmegen = new("00000099000000268000");

    public static TheoryData<string> Kinds => [.. CodeLists.Find(OrganisationKind.List)!.Items.Select(kind => kind.Code)];

    [Theory, MemberData(nameof(Kinds))]
    public void is_who_investigates(string kind)
    {
        foreach (var organisation in OrganisationRegister.Current.Organisations.Where(organisation => organisation.Kind.Value == kind))
        {
            Confidentiality.Hides(ResourceKind.Signal, new Purpose("casework"), organisation.Oin)
                .ShouldBe(kind is "police" or "prosecution" or "kmar" or "labour-inspectorate" or "riec");
        }
    }

    [Fact]
    public void is_anything_about_a_security_track_or_for_the_purpose_of_security()
    {
        Confidentiality.Hides(ResourceKind.SecurityTrack, new Purpose("casework"), Nijmegen).ShouldBeTrue();
        Confidentiality.Hides(ResourceKind.Signal, new Purpose("security"), Nijmegen).ShouldBeTrue();
        Confidentiality.Hides(ResourceKind.VictimTrack, new Purpose("care"), Nijmegen).ShouldBeFalse();
        Confidentiality.Hides(null, null, Nijmegen).ShouldBeFalse();
    }

    [Fact]
    public void is_who_is_not_in_the_register() => Confidentiality.Hides(new Oin("00000099000199999000")).ShouldBeTrue();

    [Theory]
    [InlineData("/observation", true)]
    [InlineData("/outcomes/0/note", true)]
    [InlineData("observation", false)]
    [InlineData("/", false)]
    [InlineData("/outcomes/01/note", false)]
    [InlineData("/jan de vries", false)]
    [InlineData("/Jan", false)]
    [InlineData("/observation/", false)]
    public void cannot_be_said_in_a_pointer(string pointer, bool valid) => RedactedProse.IsPointer(pointer).ShouldBe(valid);
}
