using ChainCoop.Verifier;
using CsCheck;

namespace ChainCoop.Tests.Timeline;

public class tile_paths
{
    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/0/x001/x234/067", 0, 1234067, 256)] // the example of C2SP tlog-tiles
    [InlineData("tile/4/001.p/5", 4, 1, 5)]
    [InlineData("tile/63/x001/000.p/255", 63, 1000, 255)]
    public void are_read_and_written(string path, int level, long index, int width)
    {
        TilePath.Find(path).ShouldBe(new TilePath(level, index, width));
        new TilePath(level, index, width).ToString().ShouldBe(path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/1234")]
    [InlineData("tile/00/001")]
    [InlineData("tile/64/001")]
    [InlineData("tile/-1/001")]
    [InlineData("tile/0/001/234")] // not marked as a folder
    [InlineData("tile/0/x001/x234")] // nothing but folders
    [InlineData("tile/0/x000/001")] // another spelling of 001
    [InlineData("tile/0/x001//234")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001.p/05")]
    [InlineData("tile/0/001.p/")]
    [InlineData("tile/0/001.p/5/6")]
    [InlineData("tile/entries/001")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")] // beyond any log
    [InlineData("/tile/0/001")]
    public void have_one_spelling(string path) => TilePath.Find(path).ShouldBeNull();

    [Fact]
    public void come_back_as_they_went() => Gen.Select(Gen.Int[0, 63], Gen.Long[0, long.MaxValue], Gen.Int[1, 256]).Sample((level, index, width) =>
        TilePath.Find(new TilePath(level, index, width).ToString()) == new TilePath(level, index, width));

    [Theory] // the example of C2SP tlog-tiles: 70,000 leaves
    [InlineData(0, 272, 256)]
    [InlineData(0, 273, 112)]
    [InlineData(0, 274, 0)]
    [InlineData(1, 0, 256)]
    [InlineData(1, 1, 17)]
    [InlineData(2, 0, 1)]
    [InlineData(3, 0, 0)]
    [InlineData(8, 0, 0)]
    public void have_as_many_hashes_as_the_tree(int level, long index, int width) => TilePath.WidthIn(70_000, level, index).ShouldBe(width);
}
