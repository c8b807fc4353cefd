using ChainCoop.Organisations;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Organisations;

public class the_register
{
    private static readonly OrganisationRegister Register = OrganisationRegister.Current;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<Oin, DateOnly?> Nothing = [];

    [Fact]
    public void holds_the_14_municipalities_and_the_15_partners()
    {
        Register.Municipalities.Count.ShouldBe(14);
        Register.Organisations.Count(o => o.Municipality is null).ShouldBe(15);
        Register.Organisations.Count.ShouldBe(29);
    }

    [Fact]
    public void gives_a_municipality_the_test_oin_of_its_code() =>
        Register.Municipalities.ShouldAllBe(m => m.Oin.Value == $"00000099{m.Code.Value.PadLeft(9, '0')}000");

    [Fact]
    public void numbers_the_partners_in_the_order_of_the_contract() =>
        Register.Organisations.Where(o => o.Municipality is null).OrderBy(o => o.Oin.Value, StringComparer.Ordinal)
            .Select(o => o.Kind.Value).ShouldBe([
                "police", "prosecution", "riec", "zorg-en-veiligheidshuis", "labour-inspectorate", "kmar", "comensha",
                "care-coordination", "shelter-organisation", "ggd", "veilig-thuis", "other", "emm", "child-protection-board", "guardianship"]);

    [Fact]
    public void finds_an_organisation_by_its_oin_and_a_municipality_by_its_code()
    {
        var nijmegen = Register.Find(new MunicipalityCode("0268"))!;

        nijmegen.Name.ShouldBe("Nijmegen");
        Register.Find(nijmegen.Oin)!.Municipality.ShouldBe(nijmegen.Code);
        Register.Find(new Oin("00000099000100001000"))!.Kind.ShouldBe(new OrganisationKind("police"));
        Register.Find(new Oin("00000099000999999000")).ShouldBeNull();
        Register.Find(new MunicipalityCode("0363")).ShouldBeNull();
    }

    [Fact]
    public void knows_the_mergers()
    {
        var westBetuwe = Register.Find(new MunicipalityCode("1960"))!;

        westBetuwe.From.ShouldBe(new DateOnly(2019, 1, 1));
        westBetuwe.Predecessors.Select(code => code.Value).ShouldBe(["0236", "0733", "0304"]);
        Register.Find(westBetuwe.Oin)!.From.ShouldBe(westBetuwe.From);
    }

    [Fact]
    public void uses_only_codes_of_the_lists()
    {
        Register.Organisations.ShouldAllBe(o =>
            CodeLists.Contains(OrganisationKind.List, o.Kind.Value) && CodeLists.Contains(Oin.List, o.Oin.Value));
        Register.Organisations.Where(o => o.Kind.Value == "municipality").ShouldAllBe(o => o.Municipality != null);
        Register.Municipalities.ShouldAllBe(m => CodeLists.Contains(MunicipalityCode.List, m.Code.Value));
    }

    [Fact]
    public void becomes_one_event_per_organisation()
    {
        var events = Seed.Events(Register, Nothing, Now);

        events.Count.ShouldBe(29);
        events.Select(e => e.Stream).ShouldBeUnique();
        events.ShouldContain((
            OrganisationId.Of(new Oin("00000099000001960000")),
            (object)new OrganisationRegistered(
                OrganisationId.Of(new Oin("00000099000001960000")), new Oin("00000099000001960000"), new OrganisationKind("municipality"),
                new MunicipalityCode("1960"), new DateOnly(2019, 1, 1), Now)));
    }

    [Fact]
    public void becomes_no_event_twice() =>
        Seed.Events(Register, Register.Organisations.ToDictionary(o => o.Oin, o => o.Until), Now).ShouldBeEmpty();

    [Fact]
    public void tells_the_timeline_once_that_an_organisation_ends()
    {
        var until = new DateOnly(2027, 1, 1);
        var oin = new Oin("00000099000000252000");
        var merged = OrganisationRegister.From([
            new("municipalities", [new("0252", "Heumen", "Heumen") { Until = until }]),
            new("organisations", [
                new(oin.Value, "Municipality of Heumen", "Gemeente Heumen") { Kind = "municipality", Municipality = "0252" }])]);

        Seed.Events(merged, new Dictionary<Oin, DateOnly?> { [oin] = null }, Now)
            .ShouldBe([(OrganisationId.Of(oin), (object)new OrganisationEnded(OrganisationId.Of(oin), oin, until, Now))]);
        Seed.Events(merged, new Dictionary<Oin, DateOnly?> { [oin] = until }, Now).ShouldBeEmpty();
        Seed.Events(merged, Nothing, Now).Count.ShouldBe(2);
    }
}
