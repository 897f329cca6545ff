using S2Grid.Agents.Protocol;
using S2Grid.Contracts;
using S2Grid.Experiments;
using S2Grid.Silo.Hosting;
using S2Grid.Silo.Tests.Agents;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>An agent that connects to a silo over gRPC and, in place of measuring, reports what it has recorded.</summary>
internal static class ReplayingAgent
{
    /// <summary>The agent's name.</summary>
    public const string Name = "replaying-1";

    /// <summary>Registers, does all runs of a measured sweep, and stays idle.</summary>
    public static async Task<FakeAgent> MeasureAsync(SiloServer silo, string sweep)
    {
        IAgentDirectoryGrain directory = silo.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key);
        var agent = new FakeAgent(silo.Agents, Name) { Machine = FakeAgent.Arm64() };
        agent.Machine.Provenance = "replayed";
        await agent.RegisterAsync((await directory.CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(1))).Secret);
        await agent.HelloAsync();
        await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Start(new SweepRequest(
            sweep, "backend: kvm\naxes: {memory: 64M, backing: thp, chunk: 2M}\nrepeats: 2\nkvm: {warm-ups: 0}\n", sweep + ".yaml", [], null, SweepPolicy.Default));
        for (int run = 0; run < 2; run++)
        {
            LeaseReply lease = await agent.LeaseWorkAsync();
            ReportReply reply = await agent.ReportAsync(agent.Success(lease.Experiment, 1_500_000 + run));
            Assert.True(reply.Stored, reply.Reason);
        }

        return agent;
    }
}
