using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Platform;

public class token_requests
{
    private const string Nijmegen = "00000099000000268000";
    private const string Police = "00000099000100001000";

    [Fact]
    public void need_no_more_than_an_organisation()
    {
        var municipality = Read(new TokenInput { OrgFlag = Nijmegen });
        municipality.Actor.Roles.ShouldBe([Role.FocalPoint]);
        municipality.Actor.Scopes.ShouldBe(Scopes.All);
        municipality.Mandate.Municipalities.ShouldBe([new("0268")]);
        municipality.Valid.ShouldBe(TimeSpan.FromHours(8));

        var police = Read(new TokenInput { OrgFlag = Police });
        police.Actor.Roles.ShouldBe([Role.Partner]);
        police.Mandate.Municipalities.Count.ShouldBe(14);
    }

    [Fact]
    public void take_lists_with_commas_or_spaces()
    {
        var request = Read(new TokenInput
        {
            OrgFlag = Nijmegen,
            OfficerFlag = "director-7",
            RolesFlag = "chain-director,auditor",
            ScopesFlag = "signals.read signals.write",
            MunicipalitiesFlag = "0268,0281",
            ValidFlag = "30m",
        });

        request.Actor.Officer.ShouldBe(new OfficerId("director-7"));
        request.Actor.Roles.ShouldBe([Role.ChainDirector, Role.Auditor], ignoreOrder: true);
        request.Actor.Scopes.ShouldBe(["signals.read", "signals.write"]);
        request.Mandate.Municipalities.ShouldBe([new("0268"), new("0281")]);
        request.Valid.ShouldBe(TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void hear_all_that_is_wrong_at_once()
    {
        var faults = new Faults();
        var input = new TokenInput { OrgFlag = "1", RolesFlag = "king", ScopesFlag = "all", OfficerFlag = "A. Jansen", MunicipalitiesFlag = "0363", ValidFlag = "always" };

        TokenRequest.Read(input, OrganisationRegister.Current, faults).ShouldBeNull();
        faults.All.Select(fault => fault.Pointer).ShouldBe(["--org", "--officer", "--roles", "--municipalities", "--scopes", "--valid"]);
    }

    [Theory]
    [InlineData("0h")]
    [InlineData("h")]
    [InlineData("32d")]
    [InlineData("-1h")]
    [InlineData("8")]
    [InlineData("")]
    public void refuse_a_time_that_is_none_or_too_long(string valid)
    {
        var faults = new Faults();
        TokenRequest.Read(new TokenInput { OrgFlag = Nijmegen, ValidFlag = valid }, OrganisationRegister.Current, faults).ShouldBeNull();
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("--valid");
    }

    private static TokenRequest Read(TokenInput input)
    {
        var faults = new Faults();
        var request = TokenRequest.Read(input, OrganisationRegister.Current, faults);
        faults.All.ShouldBeEmpty();
        return request.ShouldNotBeNull();
    }
}
