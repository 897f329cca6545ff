using S2Grid.Agents.Protocol;
using S2Grid.Contracts;

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

        Assert.Equal((64L << 20, 2L << 20, ExperimentBacking.Thp), (reply.Experiment.MemoryBytes, reply.Experiment.ChunkBytes, reply.Experiment.Backing));
        Assert.Equal(start.Status.Id, reply.Experiment.SweepId);
        Assert.Equal(LeaseFate.GoOn, renewed.Fate);
        Assert.Equal("run 0 of small (dirty-1)", busy.Work);
        Assert.True(stored.Stored, stored.Reason);
        Assert.Equal((1, 0), (idle.DoneRuns, idle.FailedRuns));
        Assert.Null(idle.Work);
        Assert.Equal(SweepState.Done, (await silo.StatusAsync("small")).Progress.State);
    }
}
