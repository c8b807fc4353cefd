using System.Security.Cryptography;
using ChainCoop.Privacy;

namespace ChainCoop.Tests.Privacy;

public sealed class key_encryption_keys : IDisposable
{
    private static readonly string First = "first:" + Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string Second = "second:" + Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());
    private static readonly string Third = "third:" + Convert.ToBase64String(Enumerable.Repeat((byte)3, 32).ToArray());
    private static readonly Guid Row = Guid.Parse("0198f1f0-0000-4000-8000-000000000001");
    private static readonly Guid OtherRow = Guid.Parse("0198f1f0-0000-4000-8000-000000000002");
    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly StopWatch clock = new();
    private readonly string path = Path.Combine(Path.GetTempPath(), $"chaincoop-{Path.GetRandomFileName()}.keys");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void wrap_a_data_key_that_only_they_unwrap()
    {
        var keys = Keys(First);
        var wrapped = keys.Wrap(Row, DataKey).Bytes;

        keys.Unwrap(Row, "first", wrapped).ShouldBe(DataKey);
        wrapped.Length.ShouldBe(12 + 32 + 16);
        keys.Wrap(Row, DataKey).Bytes.ShouldNotBe(wrapped);
        Should.Throw<CryptographicException>(() => Keys(Second).Unwrap(Row, "first", wrapped));
        Should.Throw<CryptographicException>(() => Keys(Second.Replace("second", "first", StringComparison.Ordinal)).Unwrap(Row, "first", wrapped));
    }

    [Fact]
    public void do_not_unwrap_a_data_key_that_was_moved_to_another_row()
    {
        var keys = Keys(First);
        var wrapped = keys.Wrap(Row, DataKey).Bytes;

        Should.Throw<CryptographicException>(() => keys.Unwrap(OtherRow, "first", wrapped));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(59)]
    public void do_not_unwrap_what_was_changed(int at)
    {
        var keys = Keys(First);
        var wrapped = keys.Wrap(Row, DataKey).Bytes;
        wrapped[at] ^= 1;

        Should.Throw<CryptographicException>(() => keys.Unwrap(Row, "first", wrapped));
    }

    [Fact]
    public void are_rotated_by_adding_a_line()
    {
        var before = Keys(First);
        var wrapped = before.Wrap(Row, DataKey).Bytes;
        var derived = before.Derive("use");

        var after = Keys(First, Second);

        before.Current.ShouldBe("first");
        after.Current.ShouldBe("second");
        after.Unwrap(Row, "first", wrapped).ShouldBe(DataKey);
        after.Unwrap(Row, "second", after.Wrap(Row, DataKey).Bytes).ShouldBe(DataKey);
        after.Derive("use").ShouldBe(derived, "Derived secrets must outlive a rotation: replies and tokens depend on them.");
    }

    [Fact]
    public void learn_a_key_that_was_appended_once_it_unwraps_something()
    {
        var running = Keys(First);
        var derived = running.Derive("use");
        var wrapped = Keys(First, Second).Wrap(Row, DataKey);

        wrapped.Kek.ShouldBe("second");
        running.Current.ShouldBe("first");
        running.Unwrap(Row, "second", wrapped.Bytes).ShouldBe(DataKey);
        running.Current.ShouldBe("second", "From now on it wraps with what the others wrap with.");
        running.Wrap(Row, DataKey).Kek.ShouldBe("second");
        running.Derive("use").ShouldBe(derived);

        // A line that goes is forgotten at the next start only: what it wrapped is still to be read until then.
        Write(First);
        running.Unwrap(Row, "second", wrapped.Bytes).ShouldBe(DataKey);
    }

    [Fact]
    public void do_not_learn_a_key_that_is_not_the_one_that_wrapped()
    {
        var running = Keys(First);
        var wrapped = Keys(First, Second).Wrap(Row, DataKey).Bytes;

        Write(First + "\n" + Third.Replace("third", "second", StringComparison.Ordinal));
        Should.Throw<UnknownKeyEncryptionKeyException>(() => running.Unwrap(Row, "second", wrapped)).Name.ShouldBe("second");
        running.Current.ShouldBe("first");
        running.Names.ShouldBe(["first"]);
    }

    [Fact]
    public void do_not_learn_from_a_file_that_begins_with_another_key()
    {
        var running = Keys(First);
        var wrapped = Keys(First, Second).Wrap(Row, DataKey).Bytes;

        Write(Second);
        Should.Throw<UnknownKeyEncryptionKeyException>(() => running.Unwrap(Row, "second", wrapped));
    }

    [Fact]
    public void look_for_a_name_once_a_second_at_most()
    {
        var running = Keys(First);
        var wrapped = Keys(First, Second).Wrap(Row, DataKey).Bytes;

        Write(First);
        Should.Throw<UnknownKeyEncryptionKeyException>(() => running.Unwrap(Row, "second", wrapped));
        Write(First + "\n" + Second + "\n" + Third);
        clock.Passed = TimeSpan.FromSeconds(0.9);
        Should.Throw<UnknownKeyEncryptionKeyException>(() => running.Unwrap(Row, "second", wrapped));
        running.Unwrap(Row, "third", Keys(First, Second, Third).Wrap(Row, DataKey).Bytes).ShouldBe(DataKey, "Another name is looked for at once.");
        clock.Passed = TimeSpan.FromSeconds(1);
        running.Unwrap(Row, "second", wrapped).ShouldBe(DataKey);
        running.Current.ShouldBe("third", "The last line stays the one in use when an earlier one is met later.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData(null)]
    public void are_as_before_when_the_file_was_spoilt_meanwhile(string? text)
    {
        var running = Keys(First);
        var wrapped = Keys(First, Second).Wrap(Row, DataKey).Bytes;
        var old = running.Wrap(Row, DataKey).Bytes;

        if (text is null) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        else Write(text);
        Should.Throw<UnknownKeyEncryptionKeyException>(() => running.Unwrap(Row, "second", wrapped));
        running.Unwrap(Row, "first", old).ShouldBe(DataKey);
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
        var made = KeyEncryptionKeys.FromFile(path, create: true, clock);

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        KeyEncryptionKeys.FromFile(path, create: true, clock).Unwrap(Row, made.Current, made.Wrap(Row, DataKey).Bytes).ShouldBe(DataKey);
    }

    [Fact]
    public void are_not_made_where_they_must_exist()
    {
        Should.Throw<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path, create: false, clock));
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

        Should.Throw<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path, create: true, clock)).Message.ShouldContain("0600");
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

        var refused = Should.Throw<InvalidOperationException>(() => KeyEncryptionKeys.FromFile(path, create: false, clock));
        refused.ToString().ShouldNotContain("AQEB");
        refused.ToString().ShouldNotContain("AgIC");
    }

    private KeyEncryptionKeys Keys(params string[] lines)
    {
        Write(string.Join('\n', lines) + "\n");
        return KeyEncryptionKeys.FromFile(path, create: false, clock);
    }

    private void Write(string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private sealed class StopWatch : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
