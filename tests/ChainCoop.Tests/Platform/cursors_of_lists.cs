using ChainCoop.Platform;
using ChainCoop.Privacy;

namespace ChainCoop.Tests.Platform;

public class cursors_of_lists
{
    private const string List = "caseload of 0268: open";

    private static readonly Secrets Secrets = NewSecrets();
    private static readonly Cursor Place = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, 123, 456, TimeSpan.Zero), Guid.Parse("0198f1f0-0000-7000-8000-000000000001"));

    [Fact]
    public void come_back_for_the_same_list()
    {
        Cursor.TryRead(Place.Write(List, Secrets), List, Secrets, out var read).ShouldBeTrue();

        read.ShouldBe(Place);
        Cursor.TryRead(Place.Write(List, Secrets), "caseload of 0268: closed", Secrets, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData('!')]
    [InlineData('é')]
    [InlineData('=')]
    [InlineData('%')]
    [InlineData(' ')]
    [InlineData('A')]
    [InlineData('\uD800')]
    public void of_anything_else_are_refused(char character) => Cursor.TryRead(new string(character, 54), List, Secrets, out _).ShouldBeFalse();

    [Fact]
    public void with_other_spare_bits_are_read_or_refused_but_never_break()
    {
        var text = Place.Write(List, Secrets);

        foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            Should.NotThrow(() => Cursor.TryRead(text[..^1] + last, List, Secrets, out _));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void with_another_end_are_refused(string end)
    {
        var text = Place.Write(List, Secrets);

        Cursor.TryRead(text[..^1] + end, List, Secrets, out _).ShouldBeFalse();
        Cursor.TryRead(text + end, List, Secrets, out _).ShouldBeFalse();
    }

    private static Secrets NewSecrets()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("chaincoop-cursors-").FullName, "keys");
        try
        {
            return new Secrets(KeyEncryptionKeys.FromFile(path, create: true, TimeProvider.System));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
