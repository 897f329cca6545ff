using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Mapping;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Strategies;
using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Tests.Simulation;

public sealed class SimulatedVmTests
{
    private static readonly VmConfiguration OneGiB = new() { Memory = 1UL << 30, Backing = new Backing(BackingKind.Blocks2M) };

    [Fact]
    public void Errors_SeveralFaults_ListsAll()
    {
        var configuration = new VmConfiguration { Memory = 5000, Base = 3, IaBits = 40, Chunk = new SplitChunk(3000) };

        Assert.Equal(["memory", "base", "chunk"], configuration.Errors().Select(e => e.Split(':')[0]));
        Assert.Contains("chunk", Assert.Throws<ArgumentException>(() => new SimulatedVm(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TableBytes_ScatteredWrites_GrowAndAreGivenBack()
    {
        using var vm = new SimulatedVm(OneGiB with { Memory = 32UL << 30 });
        var counters = new StepCounters();
        long empty = vm.TableBytes;
        Run(vm, counters, "populate", "wp", "write:stride=2M");
        long expanded = vm.TableBytes;

        vm.Reset(OneGiB);

        Assert.True(empty <= 64 << 10, $"an empty VM holds {empty} bytes");
        Assert.True(expanded >= 16384 * 4096, $"16,384 expanded tables hold {expanded} bytes");
        Assert.True(vm.TableBytes <= 32 << 20, $"after a reset {vm.TableBytes} bytes are held");
        vm.Dispose();
        Assert.Equal(0, vm.TableBytes);
        Assert.Throws<ObjectDisposedException>(() => Run(vm, counters, "populate"));
    }

    [Fact]
    public void Run_TableMemoryRunsOut_ThrowsClearlyAndResetMends()
    {
        using var vm = new SimulatedVm(OneGiB, tableMemoryLimit: 1 << 20);
        var counters = new StepCounters();
        Run(vm, counters, "populate", "wp");

        string message = Assert.Throws<TableMemoryException>(() => Run(vm, counters, "write:stride=2M")).Message;

        Assert.StartsWith("The VM's tables need more than the 1048576 bytes they may use", message, StringComparison.Ordinal);
        Assert.Contains("reset the VM", Assert.Throws<InvalidOperationException>(() => Run(vm, counters, "wp")).Message,
            StringComparison.Ordinal);
        vm.Reset(OneGiB);
        Run(vm, counters, "populate", "wp", "split");
        Assert.Equal(262144, counters["leaves", 3]);
    }

    [Theory]
    [InlineData("map:page=262144", "numbered from 0")]
    [InlineData("write:page=262144", "numbered from 0")]
    [InlineData("split-range:offset=1G,size=4K,pages=1", "outside the slot")]
    [InlineData("collapse:first=32M", "2M")]
    public void Run_StepOutsideTheSlot_IsRefusedAndTheVmGoesOn(string step, string reason)
    {
        using var vm = new SimulatedVm(OneGiB);
        var counters = new StepCounters();

        Assert.Contains(reason, Assert.Throws<InvalidOperationException>(() => Run(vm, counters, step)).Message, StringComparison.Ordinal);

        Run(vm, counters, "populate");
        Assert.Equal(512, counters["leaves", 2]);
    }

    [Fact]
    public void Run_AfterDestroy_IsRefused()
    {
        using var vm = new SimulatedVm(OneGiB);
        var counters = new StepCounters();
        Run(vm, counters, "populate", "destroy");

        Assert.Contains("destroyed", Assert.Throws<InvalidOperationException>(() => Run(vm, counters, "populate")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2M", 511, 1)]
    [InlineData("1G", 0, 0)]
    public void Split_RfcNaive_LeavesOneBlockUnsplitAfterAPartialSplit(string chunk, long chunksAfterTheFirst, long blocksLeft)
    {
        Assert.True(SplitChunk.TryParse(chunk, out SplitChunk parsed));
        using var vm = new SimulatedVm(new VmConfiguration
        {
            Memory = 1UL << 30,
            Backing = new Backing(BackingKind.Blocks1G),
            Strategy = SplitStrategies.Find("rfc-naive")!,
            Chunk = parsed,
        });
        var counters = new StepCounters();

        Run(vm, counters, "populate", "wp", "split");

        Assert.Equal((chunksAfterTheFirst + 1, blocksLeft), (counters["split_chunks"], counters["leaves", 2]));
    }

    [Fact]
    public void Split_EquivalentStrategies_CountAlike()
    {
        long[][] counts = [.. new[] { "skip-level3", "block-steer", "max-level" }.Select(Split)];

        Assert.Equal(counts[0], counts[1]);
        Assert.Equal(counts[0], counts[2]);
        Assert.NotEqual(counts[0], Split("block-only"));

        static long[] Split(string strategy)
        {
            using var vm = new SimulatedVm(OneGiB with { Strategy = SplitStrategies.Find(strategy)! });
            var counters = new StepCounters();
            Run(vm, counters, "populate", "wp", "split");
            return counters.Values.ToArray();
        }
    }

    [Fact]
    public void Map_SplitVm_ShowsTablesLeavesAndHoles()
    {
        using var vm = new SimulatedVm(OneGiB);
        var counters = new StepCounters();
        Run(vm, counters, "populate", "wp", "write:page=0");

        IReadOnlyList<MapRun> map = vm.Map();

        Assert.Equal(
            [
                (1, 1L, MapRunKind.Hole, false),
                (1, 1, MapRunKind.ExpandedTable, false),
                (2, 1, MapRunKind.ExpandedTable, false),
                (3, 1, MapRunKind.Leaf, true),
                (3, 511, MapRunKind.Hole, false),
                (2, 511, MapRunKind.Leaf, false),
                (1, 1022, MapRunKind.Hole, false),
            ],
            map.Select(run => (run.Level, run.Count, run.Kind, run.Writable)));
    }

    [Fact]
    public void MappingHash_ExpandedAndUniform_IsTheSame()
    {
        using var vm = new SimulatedVm(OneGiB);
        var counters = new StepCounters();
        Run(vm, counters, "populate", "wp", "split");
        ulong uniform = vm.MappingHash();
        Run(vm, counters, "write:page=5");
        ulong written = vm.MappingHash();
        Run(vm, counters, "clear:page=5");

        Assert.NotEqual(uniform, written);
        Assert.Equal(uniform, vm.MappingHash());
    }

    [Fact]
    public void MappingHash_SameRunsOfAnotherGranule_IsAnother()
    {
        // 65,536 leaves at the same addresses and levels, 4K and 16K apart: enough for the hash to be remembered.
        Assert.NotEqual(Hash(12), Hash(14));

        static ulong Hash(int pageShift)
        {
            using var vm = new SimulatedVm(new VmConfiguration { Memory = 65536UL << pageShift, PageShift = pageShift });
            Run(vm, new StepCounters(), "populate");
            return vm.MappingHash();
        }
    }

    /// <summary>A block that is left makes the CPU's dirty buffer open all of it for one entry.</summary>
    [Fact]
    public void Run_BlockThatTheCpuMakesDirtyAsAWhole_NamesTheStrategyAndTheFirstPageThatIsLost()
    {
        var counters = new StepCounters();
        var whole = new VmConfiguration
        {
            Memory = 8UL << 20,
            Backing = new Backing(BackingKind.Blocks2M),
            Chunk = new SplitChunk(2UL << 20),
            DirtyTracking = DirtyTracking.Hdbss,
        };
        using var vm = new SimulatedVm(whole);
        Run(vm, counters, "populate", "clear", "write:page=5");
        vm.CheckLog();

        vm.Reset(whole with { Strategy = SplitStrategy.Of("mine", new SplitHints { MaxLevel = 1 }) });
        Run(vm, counters, "populate", "clear");
        var lost = Assert.Throws<UnloggedWriteException>(() => Run(vm, counters, "write:page=5"));

        Assert.StartsWith($"Strategy mine[max-level=1] breaks dirty logging: the page at IPA 0x{whole.Base:x} ", lost.Message,
            StringComparison.Ordinal);
        Assert.Contains("a leaf of level 2", lost.Message, StringComparison.Ordinal);
        vm.Reset(whole with { Strategy = SplitStrategy.Of("mine", new SplitHints { MaxLevel = 1 }) });
        Run(vm, counters, "populate", "clear", "write:all");
    }

    /// <summary>Reading a log needs each step's bits: of a page that was cleared and of one that was written since.</summary>
    [Fact]
    public void CheckLog_RedirtiedPagesOfASlotWithoutBits_AreFound()
    {
        var counters = new StepCounters();
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 2UL << 20 });

        Run(vm, counters, "populate", "wp", "write:mask=0x10", "clear:mask=0x30", "write:page=4", "clear:page=5");
        vm.CheckLog();
        Run(vm, counters, "redirty");
        vm.CheckLog();
    }

    private static void Run(SimulatedVm vm, StepCounters counters, params string[] steps)
    {
        foreach (string step in steps)
            vm.Run(VmStep.Parse(step), counters);
    }
}
