using ChainCoop.Audit;
using ChainCoop.Organisations;
using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Audit;

public class pseudonyms_of_officers
{
    private static readonly ActorRef Officer = new(new("00000099000000268000"), new("officer-1"));
    private static readonly Secrets District = new(KeyEncryptionKeys.OfNoUse(TimeProvider.System));
    private static readonly Secrets OtherDistrict = new(KeyEncryptionKeys.OfNoUse(TimeProvider.System));

    [Fact]
    public void are_the_same_for_the_same_one_in_a_district() => new Pseudonyms(District).Of(Officer).ShouldBe(new Pseudonyms(District).Of(Officer with { }));

    [Fact]
    public void are_others_in_another_district() => new Pseudonyms(District).Of(Officer).ShouldNotBe(new Pseudonyms(OtherDistrict).Of(Officer));

    [Fact]
    public void tell_officers_of_two_organisations_apart() =>
        new Pseudonyms(District).Of(Officer).ShouldNotBe(new Pseudonyms(District).Of(Officer with { Organisation = new("00000099000000281000") }));

    [Fact]
    public void of_data_subjects_are_not_their_ids()
    {
        var subject = SubjectId.New();
        var pseudonym = new Pseudonyms(District).Of(subject);
        pseudonym.Value.ShouldNotBe(subject.Value);
        pseudonym.ShouldBe(new Pseudonyms(District).Of(subject));
        pseudonym.Value.Version.ShouldBe(8);
    }

    [Fact]
    public void are_read_by_an_auditor_of_the_whole_district_with_all_its_municipalities_alone()
    {
        MunicipalityCode[] all = [.. OrganisationRegister.Current.Municipalities.Select(municipality => municipality.Code)];
        all.Length.ShouldBe(14);
        AuditRules.Within(Officer.Organisation, all).ShouldBeNull();
        AuditRules.Within(Officer.Organisation, all.Skip(1)).ShouldBe(Officer.Organisation);
        AuditRules.Within(Officer.Organisation, []).ShouldBe(Officer.Organisation);
    }
}
