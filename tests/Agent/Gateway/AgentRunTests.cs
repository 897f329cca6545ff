using Grpc.Core;
using S2Grid.Agent.Tests.Harness;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Gateway;

/// <summary>The real program against a gateway: what it does with runs, and what becomes of them when things go wrong.</summary>
public sealed class AgentRunTests : IAsyncLifetime
{
    private readonly TemporaryState state = new();
    private readonly FakeGateway gateway = new();

    public async ValueTask InitializeAsync()
    {
        ThisMachine.RequireKvm();
        await gateway.StartAsync();
        await AgentProcess.RegisterAsync(gateway, state);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        state.Dispose();
    }

    [Fact]
    public async Task Run_MaxRuns_ReportsThemAndSaysGoodbye()
    {
        gateway.Work.Enqueue(Lease(1));
        gateway.Work.Enqueue(Lease(2));
        await using AgentProcess agent =
            Start("--max-runs", "2", "--label", "rack=7", "--kernel-strategy", "*-nowhere=rfc", "--kernel-strategy", "baseline");

        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal([1, 2], gateway.Reports.Select(report => report.Run));
        Assert.All(gateway.Reports, report => Assert.Equal((RunOutcome.Succeeded, "baseline"), (report.Outcome, report.KernelStrategy)));
        Assert.Equal("done with its 2 runs", Assert.Single(gateway.Goodbyes));
        Machine machine = Assert.Single(gateway.Hellos).Machine;
        Assert.Equal("7", machine.Labels["rack"]);
        Assert.True(machine.Kvm.Usable);
        Assert.NotEmpty(machine.BootId);
        Assert.Equal([false, true], gateway.Leases.Select(lease => lease.Last).Distinct());
    }

    [Fact]
    public async Task Run_WhatMakesNoSense_IsRefusedAndTheNextOneIsDone()
    {
        Experiment wrong = Small();
        (wrong.Vcpus, wrong.Iterations) = (-1, 0);
        gateway.Work.Enqueue(new LeaseReply { Health = AgentHealth.Active, Experiment = wrong });
        gateway.Work.Enqueue(Lease(2));
        await using AgentProcess agent = Start("--max-runs", "2");

        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal([RunOutcome.Refused, RunOutcome.Succeeded], gateway.Reports.Select(report => report.Outcome));
        Assert.Contains("iterations 0", gateway.Reports.First().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SiloGoneMeanwhile_IsReportedOnceItIsBack()
    {
        gateway.Work.Enqueue(Lease(1, Long));
        await using AgentProcess agent = Start("--max-runs", "1");
        await agent.UntilAsync(() => !gateway.Renewals.IsEmpty, "the run was renewed");
        await gateway.StopAsync();
        await agent.UntilSaidAsync("Trying again until it works.");
        await gateway.StartAsync();

        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal(1, Assert.Single(gateway.Reports).Run);
        Assert.True(gateway.Hellos.Count >= 2);
    }

    [Fact]
    public async Task Run_KilledBeforeItsReportIsDelivered_IsDeliveredByTheNextStart()
    {
        gateway.Work.Enqueue(Lease(1));
        gateway.RefuseReports = new Status(StatusCode.Unavailable, "The catalogue is away.");
        await using (AgentProcess agent = Start())
        {
            await agent.UntilSaidAsync("The catalogue is away.");
            await agent.KillAsync();
        }

        gateway.RefuseReports = null;
        await using AgentProcess next = Start();
        await next.UntilSaidAsync("is reported: succeeded");
        Assert.Equal(0, await next.TerminateAsync());
        Assert.Equal((1, RunOutcome.Succeeded), (Assert.Single(gateway.Reports).Run, gateway.Reports.First().Outcome));
        Assert.Empty(Directory.GetFiles(state.Path, "*.report"));
    }

    [Fact]
    public async Task Run_ReportThatTheGridRefuses_IsKept()
    {
        gateway.Work.Enqueue(Lease(1));
        gateway.RefuseReports = new Status(StatusCode.NotFound, "There is no such sweep.");
        await using AgentProcess agent = Start("--max-runs", "1");

        Assert.Equal(0, await agent.EndAsync());
        Assert.Contains("There is no such sweep. It is kept as", agent.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(state.Path, "*.refused"));
    }

    [Fact]
    public async Task Run_ReportTooLarge_FailsAndIsKept()
    {
        gateway.Work.Enqueue(Lease(1));
        gateway.LargestReport = 100;
        await using AgentProcess agent = Start("--max-runs", "1");

        Assert.Equal(0, await agent.EndAsync());
        RunReport report = Assert.Single(gateway.Reports);
        Assert.Equal(RunOutcome.Failed, report.Outcome);
        Assert.Contains("the grid takes 100", report.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(state.Path, "*.refused"));
    }

    [Fact]
    public async Task Run_SweepCancelled_IsBrokenOffWithoutAReport()
    {
        gateway.Fate = LeaseFate.Stop;
        gateway.Work.Enqueue(Lease(1, Endless));
        await using AgentProcess agent = Start("--max-runs", "1");
        await agent.UntilSaidAsync("was broken off");
        gateway.Fate = LeaseFate.GoOn;
        gateway.Work.Enqueue(Lease(2));

        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal(2, Assert.Single(gateway.Reports).Run);
        Assert.Contains("is not wanted any more", agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LeaseLost_IsReportedLate()
    {
        gateway.Fate = LeaseFate.Lost;
        gateway.Work.Enqueue(Lease(1, Long));
        await using AgentProcess agent = Start("--max-runs", "1");

        Assert.Equal(0, await agent.EndAsync());
        Assert.Equal(RunOutcome.Succeeded, Assert.Single(gateway.Reports).Outcome);
        Assert.Contains("its result is reported late", agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_Idle_SaysGoodbye()
    {
        await using AgentProcess agent = Start();
        await agent.UntilAsync(() => !gateway.Leases.IsEmpty, "it waited for work");

        Assert.Equal(0, await agent.TerminateAsync());
        Assert.Equal("asked to stop", Assert.Single(gateway.Goodbyes));
    }

    [Fact]
    public async Task Terminate_InARun_FinishesIt()
    {
        gateway.Work.Enqueue(Lease(1, Long));
        await using AgentProcess agent = Start("--drain-time", "600");
        await agent.UntilAsync(() => !gateway.Renewals.IsEmpty, "the run was renewed");

        Assert.Equal(0, await agent.TerminateAsync());
        Assert.Equal(RunOutcome.Succeeded, Assert.Single(gateway.Reports).Outcome);
        Assert.Single(gateway.Goodbyes);
    }

    [Fact]
    public async Task Terminate_WithoutTimeToDrain_GivesTheRunBack()
    {
        gateway.Work.Enqueue(Lease(1, Endless));
        await using AgentProcess agent = Start("--drain-time", "0");
        await agent.UntilAsync(() => !gateway.Renewals.IsEmpty, "the run was renewed");

        Assert.Equal(0, await agent.TerminateAsync());
        Assert.Empty(gateway.Reports);
        Assert.Single(gateway.Goodbyes);
    }

    [Fact]
    public async Task Start_Twice_IsRefused()
    {
        await using AgentProcess first = Start();
        await first.UntilAsync(() => !gateway.Leases.IsEmpty, "it waited for work");
        await using AgentProcess second = Start();

        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("Another s2grid-agent uses", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CredentialRevoked_SaysSoAndGoesOnTrying()
    {
        gateway.RefuseHello = new Status(StatusCode.PermissionDenied, "The credential of lab-1 is revoked.");
        await using AgentProcess agent = Start();
        await agent.UntilSaidAsync("The credential of lab-1 is revoked.");
        gateway.RefuseHello = null;
        await agent.UntilAsync(() => !gateway.Leases.IsEmpty, "it waited for work");

        Assert.Equal(0, await agent.TerminateAsync());
    }

    [Fact]
    public async Task Run_DiskFull_SaysSoAndLosesNothing()
    {
        Assert.SkipUnless(Faults.Tests.SmallDisk.IsAvailable, "A small tmpfs can be mounted by root only.");
        await using Faults.Tests.SmallDisk disk = await Faults.Tests.SmallDisk.MountAsync(1);
        foreach (string file in Directory.GetFiles(state.Path))
            File.Copy(file, Path.Combine(disk.Folder, Path.GetFileName(file)));

        disk.Fill();
        gateway.Work.Enqueue(Lease(1));
        await using AgentProcess agent = new("run", "--state", disk.Folder, "--max-runs", "1");

        Assert.Equal(0, await agent.EndAsync());
        Assert.Contains("cannot be kept in", agent.Output, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Succeeded, Assert.Single(gateway.Reports).Outcome);
    }

    [Fact]
    public async Task SwitchKernel_RunsTheOperatorsCommandAndOnlyIt()
    {
        string mark = Path.Combine(state.Path, "booted");
        gateway.Work.Enqueue(new LeaseReply { SwitchKernel = new SwitchKernel { Variant = $"rfc; touch {mark}.evil" } });
        gateway.Work.Enqueue(new LeaseReply { SwitchKernel = new SwitchKernel { Variant = "rfc" } });
        await using (AgentProcess agent = Start("--switch-kernel", $"rfc=touch {mark}", "--kernel-strategy", "baseline"))
        {
            await agent.UntilAsync(() => File.Exists(mark), "the command had run");
            Assert.Contains("but no --switch-kernel is given for it", agent.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(mark + ".evil"));
            Assert.Equal(["rfc"], gateway.Hellos.First().Machine.KernelVariants);
            Assert.Contains("boots the kernel of variant rfc", gateway.Goodbyes);
            await agent.KillAsync();
        }

        // It comes back without that kernel: it says so and does not boot again and again.
        await using AgentProcess next = Start("--switch-kernel", $"rfc=touch {mark}", "--kernel-strategy", "baseline");
        await next.UntilSaidAsync("It is not tried again until a restart.");
        await next.UntilAsync(() => gateway.Hellos.Last().Machine.KernelVariants.Count == 0, "it did not offer that kernel any more");
        Assert.Equal(0, await next.TerminateAsync());
    }

    private AgentProcess Start(params string[] arguments) => new(["run", "--state", state.Path, .. arguments]);

    private static void Long(Experiment experiment) =>
        (experiment.MemoryBytes, experiment.Iterations, experiment.Scenario) = (128 * MiB, 40, ExperimentScenario.Clear);

    private static void Endless(Experiment experiment) =>
        (experiment.MemoryBytes, experiment.Iterations, experiment.Scenario) = (512 * MiB, 1000, ExperimentScenario.Clear);

    private static LeaseReply Lease(long run, Action<Experiment>? change = null)
    {
        Experiment experiment = Small();
        experiment.Run = run;
        change?.Invoke(experiment);
        return new LeaseReply { Health = AgentHealth.Active, Experiment = experiment };
    }
}
