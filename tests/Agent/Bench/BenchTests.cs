using S2Grid.Agent.Bench;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Tests.Harness;
using S2Grid.Experiments.Statistics;
using S2Grid.Protocol;

namespace S2Grid.Agent.Tests.Bench;

/// <summary>What bench keeps of a kernel, and what it says of two.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly TemporaryState folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_TwoKernels_IsWhatTheGridsStatisticsSay()
    {
        BenchRecord before = Record("baseline", [.. Times(1000, 10)]);
        BenchRecord now = Record("rfc", [.. Times(800, 10)]);

        BenchChange change = BenchChange.Of(before, now)[0];

        double[] old = [.. before.Steps[0].Samples];
        double[] @new = [.. now.Steps[0].Samples];
        Interval interval = MedianInterval.OfChange(old, @new)!.Value;
        Assert.Equal(new BenchMedian(interval.Mid, interval.Low, interval.High), change.Change);
        Assert.Equal(Math.Min(1, 2 * MannWhitney.Test(@new, old).P), change.Test!.P);
        Assert.True(change.Test.IsSignificant);
    }

    [Fact]
    public void Write_TwoKernels_IsATableWithIntervalsAndTests()
    {
        BenchRecord before = Record("baseline", [.. Times(1000, 10)]);
        BenchRecord now = Record("rfc", [.. Times(800, 10)]);
        using var output = new StringWriter();

        BenchText.Write(before, now, BenchChange.Of(before, now), output);

        Assert.StartsWith(
            "provenance hardware\nbaseline: kernel 7.0.0-baseline #1, 10 runs\nrfc: kernel 7.0.0-rfc #1, 10 runs\n\n", output.ToString(),
            StringComparison.Ordinal);
        Assert.Matches(
            @"enable +ioctl +1\.0 \(1\.0 to 1\.0\) +0\.8 \(0\.8 to 0\.8\) +-19\.\d\d % \(-2\d\.\d\d to -1\d\.\d\d\) \(p<0\.001 n=10\)",
            output.ToString());
        Assert.Matches(@"disable +ioctl +.* ~ \(p=1\.000 n=10\)", output.ToString());
        Assert.Contains("corrected for 2 tests (Holm)", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FewRuns_SaysThatThereIsNoInterval()
    {
        using var output = new StringWriter();

        BenchText.Write(Record("rfc", [1000, 1010]), output);

        Assert.Contains("with fewer than 6 runs there is none", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlbi_repeat", "in force: ARM erratum 1286807", "a workaround that repeats each TLB invalidation was not in force there")]
    [InlineData("cpu_model", "Cortex-A510", "it is of another machine: the CPU was Altra, here it is Cortex-A510.")]
    [InlineData("page_bytes", "65536", "it is of another machine: the page size was 4096, here it is 65536.")]
    public void WhyNotBeside_SomethingElseDiffersThanTheKernel_SaysWhat(string name, string value, string expected)
    {
        BenchRecord recorded = Record("baseline", [1000]);
        var here = new Dictionary<string, string>(recorded.Surroundings) { [name] = value };

        Assert.Contains(expected, recorded.WhyNotBeside("hardware", here), StringComparison.Ordinal);
        Assert.Null(recorded.WhyNotBeside("hardware", recorded.Surroundings));
        here.Remove(name);
        Assert.Null(recorded.WhyNotBeside("hardware", here));
    }

    [Fact]
    public void WhyNotBeside_EmulatedAndHardware_IsSaid() => Assert.Contains(
        "its provenance is hardware, here it is emulated",
        Record("baseline", [1000]) is var record ? record.WhyNotBeside("emulated", record.Surroundings) : null,
        StringComparison.Ordinal);

    [Fact]
    public void Get_WhatWasPut_ComesBackByItsKernelAndExperiment()
    {
        var records = new BenchRecords(new StateFolder(folder.Path));
        BenchRecord first = Record("baseline", [1000]);
        BenchRecord again = Record("baseline", [2000]);
        records.Put(first);
        records.Put(again);
        records.Put(Record("rfc", [3000]));

        BenchRecord read = new BenchRecords(new StateFolder(folder.Path)).Get("baseline", again.Settings);

        Assert.Equal([2000L], read.Steps[0].Nanoseconds);
        Assert.Equal((again.Kernel, again.Provenance), (read.Kernel, read.Provenance));
        Assert.Equal(again.Surroundings, read.Surroundings);
    }

    [Fact]
    public void Get_WhatIsNotThere_SaysWhatIsAndHowToRecordIt()
    {
        var records = new BenchRecords(new StateFolder(folder.Path));
        SortedDictionary<string, string> settings = BenchRecord.SettingsOf(new Experiment { MemoryBytes = 2 << 20 });

        string nothing = Assert.Throws<AgentException>(() => records.Get("baseline", settings)).Message;
        records.Put(Record("baseline", [1000]));
        string other = Assert.Throws<AgentException>(() => records.Get("baseline", settings)).Message;
        string unknown = Assert.Throws<AgentException>(() => records.Get("rfc", settings)).Message;

        Assert.Contains("Nothing is recorded.", nothing, StringComparison.Ordinal);
        Assert.Contains("with --kernel-label baseline and without --compare", nothing, StringComparison.Ordinal);
        Assert.Contains("memory 1M, here 2M", other, StringComparison.Ordinal);
        Assert.Contains("Recorded are: baseline.", unknown, StringComparison.Ordinal);
    }

    private static IEnumerable<long> Times(long about, int runs) => Enumerable.Range(0, runs).Select(run => about + run);

    /// <summary>A record whose first step took these times; its second one takes the same on all kernels.</summary>
    private static BenchRecord Record(string label, long[] nanoseconds)
    {
        RunReport[] reports =
        [
            .. nanoseconds.Select((time, run) => new RunReport
            {
                Kernel = $"7.0.0-{label} #1",
                Provenance = "hardware",
                SurroundingsBefore = { ["cpu_model"] = "Altra", ["page_bytes"] = "4096", ["tlbi_repeat"] = "not in force" },
                Samples =
                {
                    new Sample { WarmUp = true, Steps = { new Step { Name = "enable", Scope = "ioctl", Nanoseconds = 1 } } },
                    new Sample
                    {
                        Steps =
                        {
                            new Step { Name = "enable", Scope = "ioctl", Nanoseconds = time },
                            new Step { Name = "disable", Scope = "ioctl", Nanoseconds = 500 + run },
                        },
                    },
                },
            }),
        ];
        return BenchRecord.Of(label, new Experiment { MemoryBytes = 1 << 20 }, reports);
    }
}
