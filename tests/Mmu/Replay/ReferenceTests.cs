
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Replay;
using S2Grid.Mmu.Simulation;
using S2Grid.Mmu.Tests.Plain;

namespace S2Grid.Mmu.Tests.Replay;

/// <summary>1,577 cases whose counters were measured on the kernel's own code, without tolerance.</summary>
public sealed class ReferenceTests
{
    private static string[] Lines => LinesOf("stage2.jsonl");

    private static string[] LinesOf(string file) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Reference", file));

    /// <summary>187 cases of an independent plain walker: composed hints, CLEAR once per block and in pieces, blocks replaced in one
    /// store.</summary>
    [Fact]
    public void Engine_CasesOfComposedHints_EqualsInEveryCounterLeafAndHash()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        string[] lines = LinesOf("stage2-next.jsonl");
        var differences = new List<string>();
        foreach (string line in lines)
        {
            ReplayCase expected = ReplayReader.Read(line);
            differences.AddRange(expected.DifferencesFrom(expected.Run(vm)).Select(d => $"{d} in {line[..250]}"));
            if (expected.Configuration.Memory <= 64UL << 20)
                differences.AddRange(expected.DifferencesFrom(RunPlain(expected)).Select(d => $"plain: {d} in {line[..250]}"));
        }

        Assert.Equal(187, lines.Length);
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(20))}");
    }

    [Fact]
    public void Engine_ReferenceFile_EqualsInEveryCounterLeafAndHash()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        var differences = new List<string>();
        foreach (string line in Lines)
        {
            ReplayCase expected = ReplayReader.Read(line);
            differences.AddRange(expected.DifferencesFrom(expected.Run(vm)).Select(d => $"{d} in {line[..160]}"));
        }

        Assert.Equal(1577, Lines.Length);
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(20))}");
    }

    [Fact]
    public void PlainWalker_ReferenceFileUpTo64MiB_EqualsInEveryCounterLeafAndHash()
    {
        // The plain walker takes minutes for the large cases; the engine is compared with all of them above.
        const ulong Largest = 64UL << 20;
        var differences = new List<string>();
        int compared = 0;
        foreach (string line in Lines)
        {
            ReplayCase expected = ReplayReader.Read(line);
            if (expected.Configuration.Memory > Largest)
                continue;

            compared++;
            differences.AddRange(expected.DifferencesFrom(RunPlain(expected)).Select(d => $"{d} in {line[..160]}"));
        }

        Assert.True(compared > 600, $"only {compared} cases were small enough");
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(20))}");
    }

    [Fact]
    public void Writer_ReferenceFile_GivesTheSameLines()
    {
        Assert.All(Lines.Take(200), line => Assert.Equal(line, ReplayWriter.Write(ReplayReader.Read(line))));
    }

    [Fact]
    public void DifferencesFrom_OneCounterChanged_NamesStepCounterAndLevel()
    {
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 4096 });
        ReplayCase read = ReplayReader.Read(Lines[0]);
        read.Steps[1].Counters!.Values[CounterLayout.Find("wp_reads")!.Offset + 3]++;

        string difference = Assert.Single(read.DifferencesFrom(read.Run(vm)));

        Assert.Equal("step 2 (wp): wp_reads[3] is 512, expected 513", difference);
    }

    private static ReplayCase RunPlain(ReplayCase replay)
    {
        var vm = new PlainVm(replay.Configuration);
        return replay with { Steps = [.. replay.Steps.Select(step => step with { Counters = RunPlain(vm, step.Step) })] };
    }

    private static StepCounters RunPlain(PlainVm vm, VmStep step)
    {
        var counters = new StepCounters();
        vm.Run(step, counters);
        counters.Hash = vm.MappingHash();
        return counters;
    }
}
