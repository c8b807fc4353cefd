using ChainCoop.Shared;

namespace ChainCoop.Tests.Shared;

public class new_ids
{
    // RFC 9562, appendices A.4 and 6.6.
    private static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    [Fact]
    public void a_named_id_is_that_of_the_standard() =>
        NewId.Named(Dns, "www.example.com").ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void a_named_id_takes_a_name_of_any_length_and_script() => // expected value from another implementation (Python)
        NewId.Named(Dns, string.Concat(Enumerable.Repeat("één €😀", 1000)))
            .ShouldBe(new Guid("91d6e41e-2b85-57ed-a852-3dc5b38bc8a3"));

    [Fact]
    public void an_unlinkable_id_says_nothing_about_when_it_was_made() => NewId.Unlinkable().Version.ShouldBe(4);

    // A stored format: the stream of an organisation is found by its OIN.
    [Fact]
    public void the_id_of_an_organisation_never_changes() =>
        OrganisationId.Of(new Oin("00000099000000268000")).ToString().ShouldBe("3b2d8a1f-86d8-5933-abe2-1b27a0b5eec5");
}
