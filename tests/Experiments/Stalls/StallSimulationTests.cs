using S2Grid.Experiments.Models;
using S2Grid.Experiments.Stalls;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Simulation;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Stalls;

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
        StallFigures figures = StallSimulation.Run(new IoctlWork(run, Priors, run.Memory).At(Costs), none, vcpus: 1, LockMode.Shared);
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
        var baseline = new StallStudy(RunOf("enable", "1G", "thp", "baseline", "2M").With(Axes.Vcpus, 8), Priors);
        var candidate = new StallStudy(RunOf("enable", "1G", "thp", "rfc", "2M").With(Axes.Vcpus, 8), Priors);
        StallFigure end = StallFigure.All.First(figure => figure.Name == "ioctl-end");
        Interval change = candidate.Change(baseline, end)!.Value;
        Interval own = baseline[end];
        Assert.True(change.High - change.Low < (own.High - own.Low) / own.Mid / 2);
        Assert.True(change.High < 0);
    }

    /// <summary>Costs of events are unknown independently of one another: what a strategy saves depends on the cost of a visit against
    /// all others, whichever way it is asked.</summary>
    [Theory]
    [InlineData("thp", "rfc")]
    [InlineData("4k", "skip-level3")]
    [InlineData("hugetlb-1g", "skip-level3")]
    public void Change_OfTheIoctlsEnd_HasTheIntervalOfThePredictedTimesChange(string backing, string strategy)
    {
        RunConfiguration mainline = RunOf("enable", "1G", backing, "baseline", "1G").With(Axes.Vcpus, 1);
        RunConfiguration other = RunOf("enable", "1G", backing, strategy, "1G").With(Axes.Vcpus, 1);
        StallFigure end = StallFigure.All.First(figure => figure.Name == "ioctl-end");

        Interval change = new StallStudy(other, Priors).Change(new StallStudy(mainline, Priors), end)!.Value;

        Interval expected = Priors.PredictChange(OfIoctl(mainline), OfIoctl(other))!.Value;
        Assert.Equal(expected.Low, change.Low, 0.002);
        Assert.Equal(expected.Mid, change.Mid, 0.002);
        Assert.Equal(expected.High, change.High, 0.002);

        static StepCounters OfIoctl(RunConfiguration run)
        {
            using var vm = new SimulatedVm(run.ToVmConfiguration());
            var sum = new StepCounters();
            foreach (RunStep step in run.Steps)
            {
                var counters = new StepCounters();
                vm.Run(step.Step, counters);
                if (step.Name != "populate")
                    sum.Add(counters);
            }

            return sum;
        }
    }

    [Theory]
    [InlineData("enable", "16G", "thp", "4K", "shared", 64)]
    [InlineData("enable", "16G", "4k", "4K", "shared", 64)]
    [InlineData("enable", "16G", "thp", "4K", "exclusive", 8)]
    [InlineData("clear", "16G", "thp", "4K", "exclusive", 512)]
    [InlineData("clear", "64G", "thp", "2M", "shared", 64)]
    [InlineData("clear", "64G", "4k", "0", "shared", 64)]
    public void Study_MoreHoldsThanAreSimulated_ComesToWhatAllOfThemDo(
        string scenario, string memory, string backing, string chunk, string mode, int vcpus)
    {
        RunConfiguration run = RunOf(scenario, memory, backing, "baseline", chunk).With(Axes.Vcpus, vcpus)
            .With(Axes.Lock, mode == "shared" ? LockMode.Shared : LockMode.Exclusive);
        var study = new StallStudy(run, Priors);
        StallFigures all = StallSimulation.Run(
            new IoctlWork(run, Priors, run.Memory).At(Costs), new FaultWork(run, Priors).At(Costs), vcpus, run.Get(Axes.Lock));

        Assert.All(StallFigure.All, figure => Assert.Equal(1, study[figure].Mid / figure.Of(all), 0.02));
    }

    [Fact]
    public void Study_DomainOfOneCpu_LeavesNoBroadcastToWaitFor()
    {
        RunConfiguration run = RunOf("lazy", "1G", "thp", "lazy", "0", "stride=2M").With(Axes.Vcpus, 64);
        StallFigure written = StallFigure.All.First(figure => figure.Name == "all-written");
        StallFigure total = StallFigure.All.First(figure => figure.Name == "stall-total");
        var system = new StallStudy(run, Priors);
        var alone = new StallStudy(run.With(Axes.TlbiDomain, false), Priors);

        Assert.True(alone[written].Mid < system[written].Mid / 2);
        Assert.True(alone[total].Mid < system[total].Mid / 2);
    }

    [Fact]
    public void Study_ModelWithACostForNoFault_IsRefusedAndNotNothing()
    {
        RunConfiguration run = RunOf("enable", "1G", "4k", "baseline", "2M");
        CostModel model = Priors with
        {
            Name = "mine",
            Parameters = [.. Priors.Parameters.Where(one => one.Phase == CostPhase.WriteProtect)],
        };

        Assert.StartsWith("mine has a cost for none of the events that were counted", new StallStudy(run, model).Refusal,
            StringComparison.Ordinal);
        Assert.Null(new StallStudy(run, Priors).Refusal);
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
