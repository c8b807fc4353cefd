using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;
using CsCheck;

namespace ChainCoop.Tests.Shared;

/// <summary>They stand in clear in events and addresses: whatever could be the number or the birthday of a person stays out.</summary>
public class references_of_other_systems
{
    [Theory]
    [InlineData("Z2026-001234")]
    [InlineData("ZAAK-2026-0000123456")]
    [InlineData("NIJ-2026-00042")]
    [InlineData("NIJ-2026-B-0017")]
    [InlineData("Z0268-001234")]
    [InlineData("WMW-0668-001234")]
    [InlineData("PL0600-2026123456")]
    [InlineData("PL0600-2026123456-1")]
    [InlineData("demo-0042-p")]
    [InlineData("12345")]
    [InlineData("urn:uuid:0198f1f0-0000-7000-8000-000000000001")]
    [InlineData("12345678-1234-4123-8123-123456789012")]
    [InlineData("12345678123441238123123456789012")]
    [InlineData("case-5b0d9a0e-3f43-4b8e-9d55-6f2f6a1c7d01-2")]
    public void are_opaque(string text) => ExternalReference.FaultIn(text).ShouldBeNull();

    [Theory]
    [InlineData("0612345678")]
    [InlineData("06-12345678")]
    [InlineData("tel-06-1234-5678")]
    [InlineData("tel:024-3229111")]
    [InlineData("NL31612345678")]
    [InlineData("0031612345678")]
    [InlineData("A000612345678")]
    [InlineData("123456782")]
    [InlineData("123-456-782")]
    [InlineData("bsn123456782")]
    [InlineData("Z-2026-123456782")]
    [InlineData("V2801234567")]
    [InlineData("1980-01-01")]
    [InlineData("01-01-1980")]
    [InlineData("case-1980-01-01")]
    [InlineData("case-1-1-1980-b")]
    [InlineData("deVries19800101")]
    [InlineData("06123456-7800-0000-0000-000000000000")]
    [InlineData("2026-001234")]
    [InlineData("Jan.de.Vries/1980-01-01")]
    [InlineData("Z/2026/44")]
    [InlineData("Z.2026.44")]
    [InlineData("someone@example.com")]
    [InlineData("Z 44")]
    [InlineData("Z44\n")]
    [InlineData("-44")]
    [InlineData("")]
    public void are_refused_when_they_could_tell_of_a_person(string text)
    {
        ExternalReference.FaultIn(text).ShouldNotBeNull();
        ExternalReference.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void have_at_most_64_characters()
    {
        ExternalReference.FaultIn(new string('a', 64)).ShouldBeNull();
        ExternalReference.FaultIn(new string('a', 65)).ShouldNotBeNull();
    }

    [Fact]
    public void may_be_any_uuid() =>
        Gen.Guid.Select(random => new Guid(Versioned(random.ToByteArray()))).Sample(id =>
            ExternalReference.TryParse(id.ToString(), out _) && ExternalReference.TryParse(id.ToString("N"), out _) && ExternalReference.TryParse($"Z-{id}", out _));

    [Fact]
    public void never_have_a_long_number_in_them() =>
        Gen.Select(Gen.Int[10_000_000, 999_999_999], Gen.OneOf(Gen.Const(""), Gen.Const("Z"), Gen.Const("Z-"), Gen.Const("Z2026:")), Gen.OneOf(Gen.Const(""), Gen.Const("-b"))).Sample((number, before, after) =>
            !ExternalReference.TryParse($"{before}{number}{after}", out _));

    [Fact]
    public void are_read_as_they_are_once_they_are_stored()
    {
        var options = new JsonSerializerOptions();
        Json.SetForms(options);
        JsonSerializer.Deserialize<ExternalReference>("\"P-2026/17\"", options).Value.ShouldBe("P-2026/17");
    }

    private static byte[] Versioned(byte[] random)
    {
        random[7] = (byte)(random[7] & 0x0F | 0x40);
        random[8] = (byte)(random[8] & 0x3F | 0x80);
        return random;
    }
}
