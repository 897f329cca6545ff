namespace S2Grid.Mmu.Tests;

public sealed class GeometryTests
{
    [Theory]
    [InlineData(12, 39, 3, 1, 1, 512)]
    [InlineData(12, 40, 3, 1, 2, 1024)]
    [InlineData(12, 42, 3, 1, 8, 4096)]
    [InlineData(12, 44, 4, 0, 1, 32)]
    [InlineData(12, 48, 4, 0, 1, 512)]
    [InlineData(14, 40, 2, 2, 16, 32768)]
    [InlineData(14, 48, 3, 1, 2, 4096)]
    [InlineData(16, 40, 2, 2, 1, 2048)]
    [InlineData(16, 48, 3, 1, 1, 64)]
    public void Geometry_GranuleAndIaBits_GiveLevelsRootAndEntries(int pageShift, int iaBits, int levels, int start, int rootPages,
        int rootEntries)
    {
        var geometry = new Stage2Geometry(pageShift, iaBits);

        Assert.Equal(
            (levels, start, rootPages, rootEntries), (geometry.Levels, geometry.StartLevel, geometry.RootPages, geometry.RootEntries));
    }

    [Theory]
    [InlineData(12, 1UL << 30, 2UL << 20)]
    [InlineData(14, 32UL << 20, 32UL << 20)]
    [InlineData(16, 512UL << 20, 512UL << 20)]
    public void Geometry_Granule_GivesBlockSizes(int pageShift, ulong largest, ulong level2)
    {
        var geometry = new Stage2Geometry(pageShift, 48);

        Assert.Equal((largest, level2), (geometry.LargestBlock, geometry.GranuleSize(2)));
    }

    [Theory]
    [InlineData(13, 40)]
    [InlineData(12, 31)]
    [InlineData(12, 49)]
    public void Geometry_Impossible_Throws(int pageShift, int iaBits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Stage2Geometry(pageShift, iaBits));
}
