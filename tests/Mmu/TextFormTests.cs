namespace S2Grid.Mmu.Tests;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("4096", 4096, "4K")]
    [InlineData("64M", 64L << 20, "64M")]
    [InlineData("2.5G", 2560L << 20, "2560M")]
    [InlineData("1t", 1L << 40, "1T")]
    [InlineData("1 GiB", 1L << 30, "1G")]
    [InlineData("0", 0, "0")]
    [InlineData("1025", 1025, "1025")]
    public void ByteSize_Size_IsReadAndWrittenShort(string text, long bytes, string shortest)
    {
        Assert.True(ByteSize.TryParse(text, out ulong read));
        Assert.Equal(((ulong)bytes, shortest), (read, ByteSize.Format(read)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    [InlineData("0.3K")]
    [InlineData("1.1")]
    [InlineData("12Q")]
    [InlineData("9999999999P")]
    [InlineData("1BB")]
    [InlineData("1,024")]
    public void ByteSize_NoSize_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("populate")]
    [InlineData("split:host-pages=7")]
    [InlineData("split-range:pages=100")]
    [InlineData("split-range:offset=74M,size=4K,pages=513")]
    [InlineData("clear:mask=0x8000000000000001")]
    [InlineData("clear:random=0.1,seed=7")]
    [InlineData("clear:random=1E-05,seed=7")]
    [InlineData("write:all")]
    [InlineData("write:stride=2M")]
    [InlineData("collapse:first=2M")]
    [InlineData("collapse:each=1G")]
    [InlineData("map:page=0")]
    [InlineData("mkyoung:page=5")]
    [InlineData("free-split-cache")]
    public void VmStep_Text_IsReadAndWrittenTheSame(string text) => Assert.Equal(text, VmStep.Parse(text).ToString());

    [Theory]
    [InlineData("splt")]
    [InlineData("wp:all")]
    [InlineData("write")]
    [InlineData("clear:mask=0")]
    [InlineData("clear:mask=0x0")]
    [InlineData("write:random=2,seed=1")]
    [InlineData("split-range:size=4K")]
    [InlineData("map:page=-1")]
    public void VmStep_NoStep_IsRefusedWithTheForms(string text) =>
        Assert.Contains("collapse:first=2M|1G", Assert.Throws<FormatException>(() => VmStep.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Backing_KnownNames_AreReadBackToTheSameMappings() => Assert.All(Backing.KnownNames.Append("thp:30.5%:7"), name =>
    {
        Assert.True(Backing.TryParse(name, out Backing backing));
        Assert.True(Backing.TryParse(backing.ToString(), out Backing again));
        Assert.Equal(backing, again);
    });

    [Theory]
    [InlineData("whole", true)]
    [InlineData("0", true)]
    [InlineData("2M", true)]
    [InlineData("3M", false)]
    [InlineData("all", false)]
    public void SplitChunk_Text_IsAPowerOfTwoOrAWord(string text, bool allowed) => Assert.Equal(allowed, SplitChunk.TryParse(text, out _));
}
