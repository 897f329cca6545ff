using S2Grid.Times.Stalls;

namespace S2Grid.Times.Tests.Stalls;

/// <summary>The event simulation of stalls, held against counts times costs and against cases that can be worked out by hand.</summary>
public sealed class StallSimulationTests
{
    private static readonly CostModel Priors = CostModels.Find("arm64-priors")!;
    private static readonly double[] Costs = [.. Priors.Parameters.Select(parameter => parameter.Cost.Mid)];

    [Theory]
    [InlineData("1G", "thp", "all")]
    [InlineData("1G", "4k", "all")]
    [InlineData("3G", "hugetlb-1g", "all")]
    [InlineData("1G", "thp", "random 0.1 seed 7")]
    [InlineData("4G", "thp", "stride=2M")]
    [InlineData("64G", "thp", "all")]
    public void Run_OneVcpuAndNoIoctl_TakesCountsTimesCostsToTheNanosecond(string memory, string backing, string dirty)
    {
        RunConfiguration run = RunOf("lazy", memory, backing, "lazy", "0", dirty);
        using var vm = new SimulatedVm(run.ToVmConfiguration());
        var counters = new StepCounters();
        foreach (RunStep step in run.Steps)
            vm.Run(step.Step, counters);

        StallFigures figures =
            StallSimulation.Run(IoctlTimes.None, new FaultWork(run, Priors).At(Costs), vcpus: 1, LockMode.Exclusive);
        Assert.Equal(Priors.PredictTime(counters).Mid, figures.Written, 0.5);
        Assert.Equal(0, figures.Stalls[0]);
    }

    [Theory]
    [InlineData("enable", "thp", "baseline", "2M")]
    [InlineData("enable", "thp", "rfc", "4K")]
    [InlineData("enable", "4k", "baseline", "2M")]
    [InlineData("enable", "hugetlb-1g", "baseline", "1G")]
    [InlineData("enable", "hugetlb-1g", "rfc", "2M")]
    [InlineData("enable", "thp", "lazy", "0")]
    [InlineData("clear", "thp", "baseline", "2M")]
    [InlineData("clear", "thp", "clear-split-once", "2M")]
    [InlineData("clear", "4k", "skip-level3", "1G")]
    [InlineData("clear", "thp", "lazy", "0")]
    public void Run_NoWrites_TheIoctlTakesCountsTimesCosts(string scenario, string backing, string strategy, string chunk)
    {
        RunConfiguration run = RunOf(scenario, "4G", backing, strategy, chunk);
        using var vm = new SimulatedVm(run.ToVmConfiguration());
        double expected = 0;
        foreach (RunStep step in run.Steps)
        {
            var counters = new StepCounters();
            vm.Run(step.Step, counters);
            expected += step.Name is "wp" or "split" or "clear" ? Priors.PredictTime(counters).Mid : 0;
        }

        FaultTimes none = new(0, 0, 0, 0, 0, 0);
        StallFigures figures = StallSimulation.Run(new IoctlWork(run, Priors).At(Costs), none, vcpus: 1, LockMode.Shared);
        Assert.Equal(expected, figures.Ioctl, expected * 1e-12);
    }

    [Fact]
    public void Run_FaultDuringTheOnlyHold_WaitsForItsEnd()
    {
        var ioctl = new IoctlTimes(1, _ => new LockHold(0, 1000, 1, 1, false), 50);
        StallFigures figures = StallSimulation.Run(ioctl, new FaultTimes(2, 1, 9, 8, 10, 0), vcpus: 2, LockMode.Shared);

        // The walk passes the first vCPU's page at 0 and the second one's at 500.
        Assert.Equal([500, 1000], figures.Stalls);
        Assert.Equal((1000, 1000, 1050, 1050), (figures.LongestWait, figures.LongestHold, figures.Ioctl, figures.Written));
    }

    [Theory]
    [InlineData(LockMode.Shared, 55, 3110)]
    [InlineData(LockMode.Exclusive, 10, 3200)]
    public void Run_LockDroppedBetweenHolds_FaultsThatWaitComeFirst(LockMode mode, double fault, double ends)
    {
        // All is write-protected by the first of three holds; ten vCPUs wait at each drop: side by side, or one after the other.
        var ioctl = new IoctlTimes(3, i => new LockHold(0, 1000, 1, i == 2 ? 1 : 0, false), 0);
        StallFigures figures = StallSimulation.Run(ioctl, new FaultTimes(20, 0, 0, 0, fault, 0), vcpus: 10, mode);
        Assert.Equal((ends, 1000), (figures.Ioctl, figures.LongestHold));
    }

    [Fact]
    public void Run_SharedLockAndLazySplits_EndWithTheLastBroadcast()
    {
        var faults = new FaultTimes(64, 64, 100, 0, 0, 40);
        StallFigures figures = StallSimulation.Run(IoctlTimes.None, faults, vcpus: 64, LockMode.Shared);
        Assert.Equal(64 * 40, figures.Written);
    }

    [Fact]
    public void Change_SameCorners_IsNarrowerThanTheFigures()
    {
        var baseline = new StallStudy(RunOf("enable", "1G", "thp", "baseline", "2M"), Priors, 8, LockMode.Shared);
        var candidate = new StallStudy(RunOf("enable", "1G", "thp", "rfc", "2M"), Priors, 8, LockMode.Shared);
        Interval change = candidate.Change(baseline, figures => figures.Ioctl)!.Value;
        (int index, _) = StallFigures.All.Index().First(figure => figure.Item.Title == "ioctl");
        Interval own = baseline.Figures[index];
        Assert.True(change.High - change.Low < (own.High - own.Low) / own.Mid / 2);
        Assert.True(change.High < 0);
    }

    private static RunConfiguration RunOf(
        string scenario, string memory, string backing, string strategy, string chunk, string dirty = "all")
    {
        var given = new Dictionary<Setting, string>
        {
            [Axes.Scenario] = scenario,
            [Axes.Memory] = memory,
            [Axes.Backing] = backing,
            [Axes.Strategy] = strategy,
            [Axes.Chunk] = chunk,
            [Axes.Dirty] = dirty,
        };
        return new RunConfiguration(
            [.. Axes.All.Select(axis => axis.TryRead(given.GetValueOrDefault(axis) ?? axis.Default!)!)], Backend.Simulated);
    }
}
