using System.Security.Cryptography;
using ChainCoop.Privacy;

namespace ChainCoop.Tests.Privacy;

public sealed class key_encryption_keys : IDisposable
{
    private static readonly string First = "first:" + Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string Second = "second:" + Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
    private static readonly Guid Row = Guid.Parse("0198f1f0-0000-4000-8000-000000000001");
    private static readonly Guid OtherRow = Guid.Parse("0198f1f0-0000-4000-8000-000000000002");
    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly string path = Path.Combine(Path.GetTempPath(), $"chaincoop-{Path.GetRandomFileName()}.keys");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void wrap_a_data_key_that_only_they_unwrap()
    {
        var keys = Keys(First);
        var wrapped = keys.Wrap(Row, DataKey);

        keys.Unwrap(Row, "first", wrapped).ShouldBe(DataKey);
        wrapped.Length.ShouldBe(12 + 32 + 16);
        keys.Wrap(Row, DataKey).ShouldNotBe(wrapped);
        Should.Throw<CryptographicException>(() => Keys(Second).Unwrap(Row, "first", wrapped));
        Should.Throw<CryptographicException>(() => Keys(Second.Replace("second", "first", StringComparison.Ordinal)).Unwrap(Row, "first", wrapped));
    }

    [Fact]
    public void do_not_unwrap_a_data_key_that_was_moved_to_another_row()
    {
        var keys = Keys(First);
        var wrapped = keys.Wrap(Row, DataKey);

        Should.Throw<CryptographicException>(() => keys.Unwrap(OtherRow, "first", wrapped));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(59)]
    public void do_not_unwrap_what_was_changed(int at)
    {
        var keys = Keys(First);
        var wrapped = keys.Wrap(Row, DataKey);
        wrapped[at] ^= 1;

        Should.Throw<CryptographicException>(() => keys.Unwrap(Row, "first", wrapped));
    }

    [Fact]
    public void are_rotated_by_adding_a_line()
    {
        var before = Keys(First);
        var wrapped = before.Wrap(Row, DataKey);
        var derived = before.Derive("use");

        var after = Keys(First, Second);

        before.Current.ShouldBe("first");
        after.Current.ShouldBe("second");
        after.Unwrap(Row, "first", wrapped).ShouldBe(DataKey);
        after.Unwrap(Row, "second", after.Wrap(Row, DataKey)).ShouldBe(DataKey);
        after.Derive("use").ShouldBe(derived, "Derived secrets must outlive a rotation: replies and tokens depend on them.");
    }

    [Fact]
    public void derive_a_secret_of_its_own_for_every_use()
    {
        var keys = Keys(First);

        keys.Derive("a").Length.ShouldBe(32);
        keys.Derive("a").ShouldNotBe(keys.Derive("b"));
        Keys(First).Derive("a").ShouldBe(keys.Derive("a"));
        Keys(Second).Derive("a").ShouldNotBe(keys.Derive("a"));
    }

    [Fact]
    public void hash_with_a_key_for_every_use()
    {
        var secrets = new Secrets(Keys(First));

        secrets.Hash("a", "text").ShouldBe(HMACSHA256.HashData(Keys(First).Derive("a"), "text"u8));
        secrets.Hash("b", "text").ShouldNotBe(secrets.Hash("a", "text"));
    }

    [Fact]
    public void are_made_where_there_are_none_for_their_owner_alone()
    {
        var made = KeyEncryptionKeys.FromFile(path, create: true);

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        KeyEncryptionKeys.FromFile(path, create: true).Unwrap(Row, made.Current, made.Wrap(Row, DataKey)).ShouldBe(DataKey);
    }

    [Fact]
    public void are_not_made_where_they_must_exist()
    {
        Should.Throw<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path, create: false));
        File.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void are_refused_when_others_can_get_at_them(UnixFileMode open)
    {
        Write(First);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);

        Should.Throw<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path, create: true)).Message.ShouldContain("0600");
    }

    [Theory]
    [InlineData("")]
    [InlineData("first")]
    [InlineData(":AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=")]
    [InlineData("first:AQEBAQ==")]
    [InlineData("first:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==")]
    [InlineData("first:not base64")]
    [InlineData("first:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\nfirst:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=")]
    public void are_refused_when_malformed_without_being_shown(string lines)
    {
        Write(lines);

        var refused = Should.Throw<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path, create: false));
        refused.ToString().ShouldNotContain("AQEB");
        refused.ToString().ShouldNotContain("AgIC");
    }

    private KeyEncryptionKeys Keys(params string[] lines)
    {
        Write(string.Join('\n', lines) + "\n");
        return KeyEncryptionKeys.FromFile(path, create: false);
    }

    private void Write(string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
