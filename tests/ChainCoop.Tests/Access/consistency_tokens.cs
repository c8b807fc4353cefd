using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Access;

public class consistency_tokens
{
    private static readonly Oin Nijmegen = new("00000099000000268000");
    private static readonly Secrets Secrets = new(KeyEncryptionKeys.OfNoUse(TimeProvider.System));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void are_read_by_who_gave_them_for_the_same_organisation(long sequence)
    {
        var token = ConsistencyToken.Write(sequence, Nijmegen, Secrets);
        ConsistencyToken.Read(token, Nijmegen, Secrets).ShouldBe(sequence);
        ConsistencyToken.Read(token, new("00000099000000281000"), Secrets).ShouldBeNull();
        ConsistencyToken.Read(token, Nijmegen, new Secrets(KeyEncryptionKeys.OfNoUse(TimeProvider.System))).ShouldBeNull();
    }

    [Fact]
    public void are_never_the_same() => ConsistencyToken.Write(7, Nijmegen, Secrets).ShouldNotBe(ConsistencyToken.Write(7, Nijmegen, Secrets));

    [Fact]
    public void are_not_changed_unnoticed()
    {
        var token = ConsistencyToken.Write(7, Nijmegen, Secrets);
        for (var i = 0; i < token.Length; i++)
            ConsistencyToken.Read(string.Concat(token.AsSpan(0, i), token[i] == 'A' ? "B" : "A", token.AsSpan(i + 1)), Nijmegen, Secrets).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("------------------------------------------------")]
    [InlineData("************************************************")]
    public void are_nothing_else(string? text) => ConsistencyToken.Read(text, Nijmegen, Secrets).ShouldBeNull();
}
