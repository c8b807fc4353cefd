using System.Net;
using ChainCoop.Access;

namespace ChainCoop.Tests.Access;

public class networks_of_callers
{
    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("10.1.2.3", "10.1.2.0/24")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1234:5678:9abc:def0:1234:5678", "2001:db8:1234::/48")]
    [InlineData("fe80::1%3", "fe80::/48")]
    [InlineData("::1", "::/48")]
    public void name_a_source_and_no_person(string address, string network) =>
        AccessRecord.NetworkOf(IPAddress.Parse(address)).ShouldBe(network);

    [Fact]
    public void are_unknown_without_an_address() => AccessRecord.NetworkOf(null).ShouldBe("unknown");
}
