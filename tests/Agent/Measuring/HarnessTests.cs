using S2Grid.Agent.Commands;
using S2Grid.Agent.Machines;
using S2Grid.Agent.Measuring;
using S2Grid.Agent.Tests.Harness;
using S2Grid.Mmu;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Measuring;

/// <summary>Experiments on this machine's own KVM.</summary>
public sealed class HarnessTests : IDisposable
{
    private readonly TemporaryState state = new();

    public void Dispose() => state.Dispose();

    [Fact]
    public async Task Run_Enable_HasThePhasesOfDirtyLogPerfTest()
    {
        ThisMachine.RequireKvm();
        RunReport report = await RunAsync(Small());

        Sample sample = Assert.Single(report.Samples);
        Assert.Equal(
            ["populate", "enable", "dirty-1", "get-1", "dirty-2", "get-2", "disable"], sample.Steps.Select(step => step.Name));
        Assert.All(sample.Steps, step => Assert.True(step.Nanoseconds > 0, step.Name));
        Assert.All(sample.Steps, step => Assert.Equal(step.Name is "populate" or "dirty-1" or "dirty-2" ? "guest" : "ioctl", step.Scope));
        Assert.Equal(2048, Dirty(sample, "get-1"));
        Assert.Equal(2048, Dirty(sample, "get-2"));
        Assert.Equal(("sweep", 7, 3), (report.SweepId, report.Lease, report.Run));
    }

    [Fact]
    public async Task Run_Clear_SplitsTheCallsIntoPieces()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.Scenario = ExperimentScenario.Clear;
        experiment.Dirty = new PageChoice { StrideBytes = 2 * MiB };
        experiment.ClearPages = 128;
        Sample sample = Assert.Single((await RunAsync(experiment)).Samples);

        // Everything is dirty initially; then it is what the guest wrote.
        Assert.Equal(2048, Dirty(sample, "get-1"));
        Assert.Equal(4, Dirty(sample, "get-2"));
        Step clear = sample.Steps.Single(step => step.Name == "clear-1");
        Assert.Equal(16, clear.Calls.Count);
        Assert.Equal(clear.Nanoseconds, clear.Calls.Sum());
    }

    [Fact]
    public async Task Run_ManualProtectOn_KeepsPagesDirtyUntilTheyAreCleared()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.ManualProtect = ManualProtect.On;
        experiment.Dirty = new PageChoice { Page = 5 };
        Sample sample = Assert.Single((await RunAsync(experiment)).Samples);

        Assert.Equal(1, Dirty(sample, "get-1"));
        Assert.Equal(1, Dirty(sample, "get-2"));
        Assert.Contains(sample.Steps, step => step.Name == "clear-2");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public async Task Run_RandomPages_AreThoseOfTheSimulator(int vcpus, int memslots)
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        (experiment.Vcpus, experiment.Memslots, experiment.RandomOrder) = (vcpus, memslots, true);
        experiment.Dirty = new PageChoice { Random = new RandomPages { Fraction = 0.3, Seed = 11 } };
        Sample sample = Assert.Single((await RunAsync(experiment)).Samples);

        PageSelection pages = new(PageSelectionKind.Random, 0, 0.3, 11);
        long expected = Enumerable.Range(0, 2048).LongCount(page => pages.Contains((ulong)page, 4096));
        Assert.Equal(expected, Dirty(sample, "get-1"));
        Assert.Equal(expected, Dirty(sample, "get-2"));
        Assert.Equal(vcpus == 1 ? 0 : vcpus, sample.Steps.Single(step => step.Name == "dirty-1").Calls.Count);
        Assert.Equal(memslots == 1 ? 0 : memslots, sample.Steps.Single(step => step.Name == "enable").Calls.Count);
    }

    [Fact]
    public async Task Run_NoPagesToTouch_LeavesNothingDirty()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.Dirty = new PageChoice { None = true };

        Assert.Equal(0, Dirty(Assert.Single((await RunAsync(experiment)).Samples), "get-1"));
    }

    [Fact]
    public async Task Run_WritePercentage_DirtiesThatShare()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.WritePercent = 0;
        Assert.Equal(0, Dirty(Assert.Single((await RunAsync(experiment)).Samples), "get-1"));

        experiment.WritePercent = 25;
        long dirty = Dirty(Assert.Single((await RunAsync(experiment)).Samples), "get-1");
        Assert.InRange(dirty, 400, 624);
    }

    [Fact]
    public async Task Run_DirtyRing_CollectsWhatTheLogWouldHave()
    {
        ThisMachine.RequireKvm();
        Assert.SkipWhen(MachineReader.Read().Kvm.DirtyRing == 0, "This machine's KVM has no dirty rings.");
        Experiment experiment = Small();
        (experiment.DirtyRing, experiment.Vcpus) = (true, 2);
        Sample sample = Assert.Single((await RunAsync(experiment)).Samples);

        Assert.Equal(2048, Dirty(sample, "get-1"));
        Assert.Equal(2048, Dirty(sample, "get-2"));
    }

    [Fact]
    public async Task Run_TransparentHugePages_SaysHowMuchWasObtained()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.Backing = ExperimentBacking.Thp;
        RunReport report = await RunAsync(experiment);

        Sample sample = Assert.Single(report.Samples);
        bool obtained = sample.ThpBytes == experiment.MemoryBytes;
        Assert.Equal(obtained, !report.Disturbed.Any(sentence => sentence.Contains("transparent huge pages", StringComparison.Ordinal)));
        experiment.Backing = ExperimentBacking.Pages;
        Assert.Equal(0, Assert.Single((await RunAsync(experiment)).Samples).ThpBytes);
    }

    [Fact]
    public async Task Run_SharedMemory_WorksToo()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.Backing = ExperimentBacking.Shmem;

        Assert.Equal(2048, Dirty(Assert.Single((await RunAsync(experiment)).Samples), "get-1"));
    }

    [Fact]
    public async Task Run_HugePagesThatAreMissing_AreReservedIfAllowedAndPutBack()
    {
        ThisMachine.RequireKvm();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Huge pages are reserved by root only.");
        Experiment experiment = Small();
        experiment.Backing = ExperimentBacking.Hugetlb2M;
        HugePages Pool() => HugePagePools.Read().Single(pool => pool.Bytes == 2 * MiB);
        HugePages before = Pool();
        experiment.MemoryBytes = (before.Free + 4) * 2 * MiB;

        RunReport refused = await RunAsync(experiment);
        Assert.Equal(RunOutcome.Failed, refused.Outcome);
        Assert.Contains("--reserve-huge-pages", refused.Error, StringComparison.Ordinal);

        RunReport report = await RunAsync(experiment, new MeasuringOptions { ReserveHugePages = true });
        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Equal(2 * MiB, Assert.Single(report.Samples).KernelPageBytes);
        Assert.Equal(before.Total, Pool().Total);
    }

    [Fact]
    public void PutBack_AfterACrash_GivesBackWhatWasReserved()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Huge pages are reserved by root only.");
        HugePages Pool() => HugePagePools.Read().Single(pool => pool.Bytes == 2 * MiB);
        long before = Pool().Total;
        state.Folder.Write("huge-pages", $"{MachineReader.BootId} {2 * MiB} {before}");
        Assert.Equal(before + 3, HugePagePools.Resize(2 * MiB, before + 3));

        new MeasuringProcess(new MeasuringOptions(), state.Folder).PutBack();
        Assert.Equal(before, Pool().Total);
        Assert.Null(state.Folder.Read("huge-pages"));
    }

    [Fact]
    public async Task Run_TooLong_IsKilledAndReported()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        (experiment.MemoryBytes, experiment.Iterations, experiment.TimeLimitSeconds) = (256 * MiB, 1000, 1);
        experiment.Scenario = ExperimentScenario.Clear;
        RunReport report = await RunAsync(experiment);

        Assert.Equal(RunOutcome.Failed, report.Outcome);
        Assert.Contains("not done within its 1 seconds", report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WarmUps_AreMarkedAndComeFirst()
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        (experiment.WarmUps, experiment.Iterations) = (2, 1);
        RunReport report = await RunAsync(experiment);

        Assert.Equal([true, true, false], report.Samples.Select(sample => sample.WarmUp));
    }

    [Fact]
    public async Task Run_Always_TellsItsSurroundings()
    {
        ThisMachine.RequireKvm();
        RunReport report = await RunAsync(Small());

        Assert.Equal(MachineReader.Read().Provenance, report.Provenance);
        foreach (string name in new[] { "kernel", "command_line", "cpu_model", "cpus_online", "load", "memory_available",
            "console_loglevel" })
        {
            Assert.Contains(name, report.SurroundingsBefore.Keys);
            Assert.Contains(name, report.SurroundingsAfter.Keys);
        }

        Assert.Contains(Assert.Single(report.Samples).Steps, step => step.Stats.Count > 0);
    }

    [Theory]
    [InlineData(ManualProtect.Off, 0)]
    [InlineData(ManualProtect.On, 1)]
    public async Task Run_Always_ProvesTheModeByCapabilitySettingAndExits(ManualProtect manual, int setting)
    {
        ThisMachine.RequireKvm();
        Experiment experiment = Small();
        experiment.ManualProtect = manual;

        RunReport report = await RunAsync(experiment);

        Assert.EndsWith($", set to {setting}", report.SurroundingsAfter["mode_manual_protect"], StringComparison.Ordinal);
        Assert.Matches(
            @"^populate \d+\.\d{4}, dirty-1 \d+\.\d{4}, dirty-2 \d+\.\d{4}$", report.SurroundingsAfter["mode_exits_per_written_page"]);
    }

    [Fact]
    public async Task Run_CountsWhereThereIsNoStage2_SaysWhyNot()
    {
        ThisMachine.RequireKvm();
        Assert.SkipUnless(CpuFacts.Architecture == "x64", "arm64 has a stage 2.");
        Experiment experiment = Small();
        experiment.VerifyCounts = true;

        Assert.Contains("arm64 only", (await RunAsync(experiment)).Counted.WhyNot, StringComparison.Ordinal);
    }

    private async Task<RunReport> RunAsync(Experiment experiment, MeasuringOptions? options = null)
    {
        var measuring = new MeasuringProcess(options ?? new MeasuringOptions(), state.Folder);
        RunReport report = await measuring.RunAsync(
            experiment, MachineReader.Read(), _ => { }, TestContext.Current.CancellationToken);
        Assert.True(report.Outcome == RunOutcome.Succeeded || report.Error.Length > 0);
        return report;
    }

    private static long Dirty(Sample sample, string step) => sample.Steps.Single(candidate => candidate.Name == step).DirtyPages;
}
