using S2Grid.Agent.Measuring;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Measuring;

/// <summary>What a server asks for is believed in nothing.</summary>
public sealed class ExperimentCheckTests
{
    public static TheoryData<string, Action<Experiment>> Wrong => new()
    {
        { "scenario 0", experiment => experiment.Scenario = ExperimentScenario.Unspecified },
        { "scenario 99", experiment => experiment.Scenario = (ExperimentScenario)99 },
        { "backing 99", experiment => experiment.Backing = (ExperimentBacking)99 },
        { "manual-protect 9", experiment => experiment.ManualProtect = (ManualProtect)9 },
        { "driver 5", experiment => experiment.Driver = (ExperimentDriver)5 },
        { "memory of 0 bytes", experiment => experiment.MemoryBytes = 0 },
        { "memory of -4096 bytes", experiment => experiment.MemoryBytes = -4096 },
        { "memory of 4097 bytes", experiment => experiment.MemoryBytes = 4097 },
        { "memory of 9223372036854771712 bytes", experiment => experiment.MemoryBytes = long.MaxValue / 4096 * 4096 },
        { "base offset -4096", experiment => experiment.BaseOffset = -4096 },
        { "base offset 1099511627776", experiment => experiment.BaseOffset = 1L << 40 },
        { "iterations 0", experiment => experiment.Iterations = 0 },
        { "iterations 2147483647", experiment => experiment.Iterations = int.MaxValue },
        { "vcpus 0", experiment => experiment.Vcpus = 0 },
        { "memslots 513", experiment => experiment.Memslots = 513 },
        { "warm-ups -1", experiment => experiment.WarmUps = -1 },
        { "write-percent 101", experiment => experiment.WritePercent = 101 },
        { "time-limit 0s", experiment => experiment.TimeLimitSeconds = 0 },
        { "clear-pages 63", experiment => experiment.ClearPages = 63 },
        { "a chunk of 3000 bytes", experiment => experiment.ChunkBytes = 3000 },
        { "its chunk must be 0", experiment => (experiment.Scenario, experiment.ChunkBytes) = (ExperimentScenario.Lazy, 2 * MiB) },
        { "dirty page 2048", experiment => experiment.Dirty = new PageChoice { Page = 2048 } },
        { "dirty page -1", experiment => experiment.Dirty = new PageChoice { Page = -1 } },
        { "stride", experiment => experiment.Dirty = new PageChoice { StrideBytes = -1 } },
        { "fraction", experiment => experiment.Dirty = new PageChoice { Random = new RandomPages { Fraction = double.NaN } } },
        { "a dirty ring goes without", experiment => (experiment.DirtyRing, experiment.Scenario) = (true, ExperimentScenario.Clear) },
        { "knows no setting 'colour'", experiment => experiment.Settings["colour"] = "red" },
        { "longer than 256", experiment => experiment.SweepName = new string('x', 257) },
    };

    [Fact]
    public void Errors_OfASoundExperiment_AreNone() => Assert.Empty(ExperimentCheck.Errors(Small(), 4096));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Errors_OfAWrongField_NameIt(string expected, Action<Experiment> spoil)
    {
        Experiment experiment = Small();
        spoil(experiment);

        Assert.Contains(expected, Assert.Single(ExperimentCheck.Errors(experiment, 4096)), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_OfAnEmptyMessage_AreAllToldAtOnce() => Assert.True(ExperimentCheck.Errors(new Experiment(), 4096).Count >= 8);
}
