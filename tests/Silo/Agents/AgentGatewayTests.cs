using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Protocol;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Agents;

public sealed class AgentGatewayTests : IAsyncLifetime
{
    private AgentSilo silo = null!;

    public async ValueTask InitializeAsync() => silo = await AgentSilo.StartAsync();

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task Agent_FromRegistrationToReport_StoresWhatItMeasured()
    {
        using FakeAgent agent = await silo.AgentAsync();
        SweepStart start = await silo.RunAsync("small", "{memory: 64M, backing: thp, chunk: 2M}");

        LeaseReply reply = await agent.LeaseWorkAsync();
        RenewReply renewed = await agent.RenewAsync(reply.Experiment);
        AgentStatus busy = await silo.Directory.Find("altra1");
        ReportReply stored = await agent.ReportAsync(agent.Success(reply.Experiment));
        await silo.UntilDoneAsync("small");
        AgentStatus idle = await silo.Directory.Find("altra1");

        Assert.Equal((64L << 20, 2L << 20, ExperimentBacking.Thp),
            (reply.Experiment.MemoryBytes, reply.Experiment.ChunkBytes, reply.Experiment.Backing));
        Assert.Equal(start.Status.Id, reply.Experiment.SweepId);
        Assert.Equal(LeaseFate.GoOn, renewed.Fate);
        Assert.Equal("run 0 of small (dirty-1)", busy.Work);
        Assert.True(stored.Stored, stored.Reason);
        Assert.Equal((1, 0), (idle.DoneRuns, idle.FailedRuns));
        Assert.Null(idle.Work);
        Assert.Equal(SweepState.Done, (await silo.StatusAsync("small")).Progress.State);
    }

    [Fact]
    public async Task Lease_NotRenewed_GoesToAnotherAgentOnceAndFailsThen()
    {
        using FakeAgent first = await silo.AgentAsync("first");
        await silo.RunAsync("lost", "{memory: 64M, backing: thp, chunk: 2M}");
        Experiment experiment = (await first.LeaseWorkAsync()).Experiment;
        await first.RenewAsync(experiment);

        silo.Clock.Advance(TimeSpan.FromMinutes(2));
        using FakeAgent second = await silo.AgentAsync("second");
        Experiment again = (await second.LeaseWorkAsync()).Experiment;
        await second.RenewAsync(again);
        silo.Clock.Advance(TimeSpan.FromMinutes(2));
        using FakeAgent third = await silo.AgentAsync("third");
        Task<LeaseReply> nothing = third.LeaseAsync();
        await silo.UntilDoneAsync("lost");

        Assert.Equal(experiment.Run, again.Run);
        Assert.Equal(LeaseReply.WorkOneofCase.None, (await nothing).WorkCase);
        SweepProgress progress = (await silo.StatusAsync("lost")).Progress;
        Assert.Equal((SweepState.Failed, 1), (progress.State, progress.FailedRuns));
        Assert.Contains("2 agents have died or were lost", Assert.Single(await silo.ErrorsAsync("lost")), StringComparison.Ordinal);
        AgentRun? run = null;
        await Poll.UntilAsync(
            async () =>
                (run = Assert.Single(await silo.Server.Grains.GetGrain<IAgentGrain>(first.AgentId).GetHistory(5))).Outcome == "lost",
            () => $"the first agent's run to be lost; it is {run?.Outcome}");
    }

    [Fact]
    public async Task Lease_WhoseAnswerNeverArrived_IsGivenAgainHoweverOften()
    {
        await silo.RunAsync("cut", "{memory: 64M, backing: thp, chunk: 2M}");
        for (int lost = 0; lost < 3; lost++)
        {
            using FakeAgent cut = await silo.AgentAsync($"cut-{lost}");
            await cut.LeaseWorkAsync();
            silo.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        using FakeAgent agent = await silo.AgentAsync("there");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;
        await agent.ReportAsync(agent.Success(experiment));
        await silo.UntilDoneAsync("cut");

        Assert.Equal(SweepState.Done, (await silo.StatusAsync("cut")).Progress.State);
        Assert.Empty(await silo.ErrorsAsync("cut"));
    }

    [Fact]
    public async Task Report_OfAnExpiredLease_IsStoredOnceAndTheOtherOneIgnored()
    {
        using FakeAgent slow = await silo.AgentAsync("slow");
        await silo.RunAsync("late", "{memory: 64M, backing: thp, chunk: 2M}");
        Experiment experiment = (await slow.LeaseWorkAsync()).Experiment;
        silo.Clock.Advance(TimeSpan.FromMinutes(2));
        using FakeAgent other = await silo.AgentAsync("other");
        Experiment again = (await other.LeaseWorkAsync()).Experiment;

        ReportReply late = await slow.ReportAsync(slow.Success(experiment));
        ReportReply repeated = await slow.ReportAsync(slow.Success(experiment));
        ReportReply second = await other.ReportAsync(other.Success(again));
        await silo.UntilDoneAsync("late");

        Assert.True(late.Stored);
        Assert.True(repeated.Stored);
        Assert.False(second.Stored);
        Assert.Contains("done by somebody else", second.Reason, StringComparison.Ordinal);
        SweepProgress progress = (await silo.StatusAsync("late")).Progress;
        Assert.Equal((1, 0), (progress.DoneRuns, progress.FailedRuns));
    }

    [Fact]
    public async Task Report_OfASelftestThatTellsNoPages_IsStored()
    {
        using FakeAgent agent = await silo.AgentAsync("plain");
        await silo.RunAsync("plain", "{memory: 64M, backing: thp, chunk: 0}");
        RunReport report = agent.Success((await agent.LeaseWorkAsync()).Experiment);
        (report.Samples[0].ThpBytes, report.Samples[0].KernelPageBytes) = (-1, -1);
        foreach (Step step in report.Samples[0].Steps)
            (step.Tables, step.DirtyPages) = (-1, step.Name == "get-1" ? -1 : 0);

        ReportReply stored = await agent.ReportAsync(report);

        Assert.True(stored.Stored, stored.Reason);
    }

    [Fact]
    public async Task Agent_ThreeFailuresInARow_IsQuarantinedWithTheReasonsAndOthersGoOn()
    {
        using FakeAgent bad = await silo.AgentAsync("bad");
        await silo.RunAsync("sick", "{memory: [64M, 128M, 192M, 256M], backing: thp, chunk: 2M}");
        for (int failure = 1; failure <= 3; failure++)
            await bad.ReportAsync(bad.Failure((await bad.LeaseWorkAsync()).Experiment, $"KVM_RUN: error {failure}"));

        AgentStatus status = await silo.Directory.Find("bad");
        LeaseReply nothing = await bad.LeaseAsync();
        using FakeAgent good = await silo.AgentAsync("good");
        Experiment next = (await good.LeaseWorkAsync()).Experiment;
        await silo.Server.Grains.GetGrain<IAgentGrain>(bad.AgentId).Resume();

        Assert.Equal(AgentHealth.Quarantined, status.Health);
        Assert.All([1, 2, 3], failure => Assert.Contains($"KVM_RUN: error {failure}", status.Reason, StringComparison.Ordinal));
        Assert.Equal(AgentHealth.Quarantined, nothing.Health);
        Assert.Contains("3 runs in a row", nothing.Reason, StringComparison.Ordinal);
        Assert.Equal(256L << 20, next.MemoryBytes);
        Assert.Equal(AgentHealth.Active, (await silo.Directory.Find("bad")).Health);
    }

    [Fact]
    public async Task Lease_OfASweepThatIsTakenUpAgain_AConfigurationStaysWithTheMachineThatHasBegunIt()
    {
        using FakeAgent first = await silo.AgentAsync("first");
        using FakeAgent second = await silo.AgentAsync("second");
        SweepStart start = await silo.RunAsync("kept", "{memory: [64M, 128M], backing: thp, chunk: 2M}", repeats: 2);
        var begun = new List<long>();
        foreach (FakeAgent agent in (IEnumerable<FakeAgent>)[first, second])
        {
            Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;
            begun.Add(experiment.Run);
            await agent.ReportAsync(agent.Success(experiment));
        }

        ISweepGrain sweep = silo.Server.Grains.GetGrain<ISweepGrain>(start.Status.Id);
        await sweep.Pause();
        await Poll.UntilAsync(async () => (await sweep.GetStatus()).Progress.State.IsAtRest(), () => "the sweep to be at rest");
        Assert.Equal(LeaseReply.WorkOneofCase.None, (await first.LeaseAsync()).WorkCase);
        await sweep.Resume(ResumeScope.Missing);
        Experiment next = (await second.LeaseWorkAsync()).Experiment;

        Assert.Equal([0, 2], begun);
        Assert.Equal(3, next.Run);
        Assert.Equal(1, (await first.LeaseWorkAsync()).Experiment.Run);
    }

    [Fact]
    public async Task Lease_WhatTheBaselineCompares_IsMeasuredOnOneMachine()
    {
        using FakeAgent first = await silo.AgentAsync("first");
        using FakeAgent second = await silo.AgentAsync("second");
        await silo.RunAsync("chunks", "{memory: [64M, 128M], backing: thp, chunk: [2M, 1G]}\nbaseline: {chunk: 2M}");
        var measured = new List<(string Agent, long Memory)>();
        for (int round = 0; round < 2; round++)
        {
            foreach ((FakeAgent agent, string name) in new[] { (first, "first"), (second, "second") })
            {
                Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;
                measured.Add((name, experiment.MemoryBytes));
                await agent.ReportAsync(agent.Success(experiment));
            }
        }

        Assert.Equal(2, measured.Distinct().Count());
    }

    [Fact]
    public async Task Sweep_RunsThatNoAgentCanTake_SaysWhy()
    {
        Machine old = FakeAgent.Arm64();
        old.Kvm.BlockSizes = 0;
        using FakeAgent agent = await silo.AgentAsync("old", old);
        await silo.RunAsync("eager", "{memory: 64M, chunk: 1G}");
        Assert.Equal(LeaseReply.WorkOneofCase.None, (await agent.LeaseAsync()).WorkCase);

        SweepStatus? status = null;
        await Poll.UntilAsync(
            async () => (status = await silo.StatusAsync("eager")).Progress.Fault is not null,
            () => $"a reason; the sweep is {status?.Progress.State}");

        Assert.Equal(
            "1 configuration needs chunk 1G: no agent with KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE (old: its kernel cannot split eagerly)",
            status!.Progress.Fault);
        Assert.Equal(SweepState.Running, status.Progress.State);
        RunExplanation why = await silo.Server.Grains.GetGrain<ISweepGrain>(status.Id).Explain(0);
        Assert.Contains("needs chunk 1G: no agent with KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE", why.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_StrategiesOfKernels_AreInterleavedByRoundsOnOneMachine()
    {
        Machine machine = FakeAgent.Arm64("baseline");
        machine.KernelVariants.Add(["baseline", "rfc"]);
        using FakeAgent agent = await silo.AgentAsync("dual", machine);
        await silo.RunAsync("kernels", "{memory: 64M, backing: thp, chunk: 2M, strategy: [rfc]}", repeats: 2);

        var order = new List<string>();
        while (order.Count < 7)
        {
            LeaseReply work = await agent.LeaseAsync();
            if (work.WorkCase == LeaseReply.WorkOneofCase.SwitchKernel)
            {
                await agent.GoodbyeAsync();
                agent.Machine.KernelStrategy = work.SwitchKernel.Variant;
                agent.Machine.BootId += "+";
                await agent.HelloAsync();
                order.Add($"boot {work.SwitchKernel.Variant}");
            }
            else if (work.WorkCase == LeaseReply.WorkOneofCase.Experiment)
            {
                order.Add($"{agent.Machine.KernelStrategy} {work.Experiment.Repeat}");
                await agent.ReportAsync(agent.Success(work.Experiment));
            }
            else
            {
                break;
            }
        }

        await silo.UntilDoneAsync("kernels");
        Assert.Equal(["baseline 0", "boot rfc", "rfc 0", "rfc 1", "boot baseline", "baseline 1"], order);
    }

    [Fact]
    public async Task Renew_SweepThatIsCancelled_StopsTheAgentAndTheSweepComesToRest()
    {
        using FakeAgent agent = await silo.AgentAsync();
        SweepStart start = await silo.RunAsync("stopped", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;

        await silo.Server.Grains.GetGrain<ISweepGrain>(start.Status.Id).Cancel();
        RenewReply renewed = await agent.RenewAsync(experiment);
        await silo.UntilDoneAsync("stopped");

        Assert.Equal(LeaseFate.Stop, renewed.Fate);
        Assert.Equal(SweepState.Cancelled, (await silo.StatusAsync("stopped")).Progress.State);
    }

    [Fact]
    public async Task Report_Refused_LeavesTheRunToOthersAndSaysWhy()
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("refused", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;

        await agent.ReportAsync(agent.Failure(experiment, "this CPU has no stage 2", RunOutcome.Refused));
        LeaseReply next = await agent.LeaseAsync();
        SweepStatus? status = null;
        await Poll.UntilAsync(
            async () => (status = await silo.StatusAsync("refused")).Progress.Fault is not null,
            () => $"a reason; the sweep is {status?.Progress.State}");

        Assert.Equal(LeaseReply.WorkOneofCase.None, next.WorkCase);
        Assert.Contains("this CPU has no stage 2", status!.Progress.Fault, StringComparison.Ordinal);
        Assert.Equal(0, (await silo.Directory.Find("altra1")).FailedRuns);
    }

    [Fact]
    public async Task Goodbye_WithARunInWork_FreesItAtOnce()
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("freed", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;

        await agent.GoodbyeAsync();
        using FakeAgent other = await silo.AgentAsync("other");
        Experiment again = (await other.LeaseWorkAsync()).Experiment;

        Assert.Equal(experiment.Run, again.Run);
        Assert.False((await silo.Directory.Find("altra1")).IsOnline);
    }

    [Fact]
    public async Task Drain_AgentThatWaits_TellsItAtOnceAndGivesItNothing()
    {
        using FakeAgent agent = await silo.AgentAsync();
        Task<LeaseReply> waiting = agent.LeaseAsync();
        await silo.Server.Grains.GetGrain<IAgentGrain>(agent.AgentId).Drain("new kernel");
        await silo.RunAsync("kept", "{memory: 64M, chunk: 0}");
        await waiting;

        LeaseReply drained = await agent.LeaseAsync();
        SweepStatus? status = null;
        await Poll.UntilAsync(
            async () => (status = await silo.StatusAsync("kept")).Progress.Fault is not null,
            () => $"a reason; the sweep is {status?.Progress.State}");
        await silo.Server.Grains.GetGrain<IAgentGrain>(agent.AgentId).Resume();
        LeaseReply resumed = await agent.LeaseWorkAsync();

        Assert.Equal((AgentHealth.Maintenance, "new kernel"), (drained.Health, drained.Reason));
        Assert.Equal("1 configuration waits: altra1 is in maintenance", status!.Progress.Fault);
        Assert.Equal(LeaseReply.WorkOneofCase.Experiment, resumed.WorkCase);
    }
}
