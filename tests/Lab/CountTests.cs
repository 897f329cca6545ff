using S2Grid.Mmu;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Lab.Tests;

/// <summary>The running kernel's own functions, counted by kprobes, against the simulator: no figure may differ.</summary>
public sealed class CountTests(CountedHost host) : IClassFixture<CountedHost>
{
    public static TheoryData<int> All => [.. Enumerable.Range(0, CountedHost.Cases.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void Kernel_EnableOrClear_CountsWhatTheSimulatorCounts(int number)
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        BenchCase one = CountedHost.Cases[number];
        BenchReport report = host.Report(one);

        IReadOnlyDictionary<string, long> simulated = one.Simulate();

        Assert.Equal("succeeded", report.Outcome);
        Assert.Equal("emulated", report.Provenance);
        string[] differences =
        [
            .. simulated
                .Select(pair => (Step: pair.Key.Split(' ')[0], Name: pair.Key.Split(' ')[1], Simulated: pair.Value))
                .Select(count =>
                    (count.Step, count.Name, count.Simulated,
                        Measured: count.Name == "tables" ? report.Tables(count.Step) : report.Hits(count.Step, count.Name)))
                .Where(count => count.Simulated != count.Measured)
                .Select(count => $"{count.Step} {count.Name}: simulated {count.Simulated}, measured {count.Measured}"),
        ];
        Assert.True(differences.Length == 0, $"{one}\n{string.Join('\n', differences)}\n{report}");
    }

    /// <summary>The guest's memory is unmapped before its VM goes, so a tree is destroyed that has nothing in it but its root.</summary>
    [Fact]
    public void Kernel_VmIsTornDown_CallsItsWalkersAsOftenAsTheSimulator()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");
        using var vm = new SimulatedVm(new VmConfiguration
        {
            Memory = 8UL << 20,
            Backing = new Backing(BackingKind.Blocks2M),
            Kernel = KernelDialect.All.Single(known => known.Name == "6.12"),
        });
        StepCounters[] counted = [.. ((string[])["populate", "wp", "split", "unmap", "destroy"]).Select(step =>
        {
            var counters = new StepCounters();
            vm.Run(VmStep.Parse(step), counters);
            return counters;
        })];

        Assert.True(host.Destroyed > 0);
        for (int level = 1; level < Stage2Geometry.LevelCount; level++)
        {
            Assert.Equal(Simulated(counted[3], "leaf_callbacks", level), host.Callbacks("unmap", 1, level));
            Assert.Equal(Simulated(counted[3], "table_post_callbacks", level), host.Callbacks("unmap", 4, level));
            Assert.Equal(host.Destroyed * Simulated(counted[4], "leaf_callbacks", level), host.Callbacks("free", 1, level));
        }

        Assert.Equal(2048, host.Callbacks("unmap", 1, Stage2Geometry.LastLevel));

        static long Simulated(StepCounters counters, string name, int level) =>
            counters.Values[CounterLayout.Find(name)!.Offset + level];
    }

    /// <summary>So that a count of nothing against nothing cannot pass: figures seen on an arm64 kernel before there was this
    /// test.</summary>
    [Fact]
    public void Kernel_Thp64MiBChunk2M_CallsItsSplitWalkerOncePerEntry()
    {
        Assert.SkipWhen(StaticAgent.WhyNot is not null, StaticAgent.WhyNot ?? "");

        Assert.Equal(32 + 16384, host.Report(CountedHost.Cases[1]).Hits("enable", "stage2_split_walker"));
        Assert.Equal(32, host.Report(CountedHost.Cases[1]).Tables("enable"));
        Assert.Equal(32 + 14336, host.Report(CountedHost.Cases[4]).Hits("clear-1", "stage2_attr_walker"));
    }
}
