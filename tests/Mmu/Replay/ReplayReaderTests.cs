
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Mmu.Tests.Replay;

public sealed class ReplayReaderTests
{
    [Fact]
    public void Read_HintGivenTwice_IsTheLast() => Assert.Equal(
        "level-3: never",
        ReplayReader.Read("""{"config":{"memory":4096,"hints":{"level-3":"first","level-3":"never"}},"steps":[]}""")
            .Configuration.Strategy.Hints.ToString());

    [Fact]
    public void Read_UnitsNamesAndDefaults_AreUnderstood()
    {
        VmConfiguration read = ReplayReader.Read(
            """
            {"case":"x","config":{"memory":"1G","base":"0x40200000","backing":"hugetlb-1g","chunk":"1G"},"steps":[{"step":"populate"}]}
            """).Configuration;

        Assert.Equal((1UL << 30, 0x40200000UL, BackingKind.Blocks1G, 1UL << 30, 40),
            (read.Memory, read.Base, read.Backing.Kind, read.Chunk.Bytes, read.IaBits));
    }

    [Theory]
    [InlineData("kernel", "7.3")]
    [InlineData("bbm", "not-required")]
    [InlineData("dirty_tracking", "hdbss")]
    [InlineData("clean", "hacdbs")]
    public void Write_WhatIsUnlikeTheReference_IsReadAgain(string field, string value)
    {
        VmConfiguration read = ReplayReader.Read($$"""{"config":{"memory":4096,"{{field}}":"{{value}}"},"steps":[]}""").Configuration;

        string line = ReplayWriter.Write(new ReplayCase("", read, []));

        Assert.NotEqual(new VmConfiguration { Memory = 4096 }, read);
        Assert.Contains($"\"{field}\":\"{value}\"", line, StringComparison.Ordinal);
        Assert.Equal(read, ReplayReader.Read(line).Configuration);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"case":"\ud800","config":{"memory":4096},"steps":[]}""", "surrogate")]
    [InlineData("""{"config":{"memory":4096}}""", "'steps'")]
    [InlineData("""{"config":{},"steps":[]}""", "no 'memory'")]
    [InlineData("""{"config":{"memory":4096,"backing":"3m"},"steps":[]}""", "hugetlb-1g")]
    [InlineData("""{"config":{"memory":4096,"strategy":"best"},"steps":[]}""", "skip-level3")]
    [InlineData("""{"config":{"memory":4096,"size":1},"steps":[]}""", "no field 'size'")]
    [InlineData("""{"config":{"memory":4096},"steps":[{"step":"spilt"}]}""", "is not a valid step")]
    [InlineData("""{"config":{"memory":4096},"steps":[{"step":"wp","counters":{"reads":[1]}}]}""", "not a valid value of a counter")]
    [InlineData("""{"config":{"memory":4096},"steps":[{"step":"wp","counters":{"raeds":[1]}}]}""", "no field 'raeds'")]
    public void Read_BrokenLine_SaysWhatIsWrong(string line, string expected) =>
        Assert.Contains(expected, Assert.Throws<ReplayException>(() => ReplayReader.Read(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_SlotBeyondTheAddressSize_SaysWhy()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        ReplayCase replay = ReplayReader.Read("""{"config":{"memory":"2T"},"steps":[{"step":"populate"}]}""");

        Assert.Contains("ends beyond 2^40", Assert.Throws<ReplayException>(() => replay.Run(vm)).Message, StringComparison.Ordinal);
    }
}
