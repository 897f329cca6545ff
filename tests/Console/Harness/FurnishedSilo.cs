using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Silo.Tests.Agents;
using S2Grid.Support;

namespace S2Grid.Web.Tests.Harness;

/// <summary>A silo with its pages that has run two sweeps, and has an agent.</summary>
public sealed class FurnishedSilo : ConsoleSilo
{
    private const string Sizes = """
        axes:
          memory: [64M, 256M, 1G, 4G, 16G, 64G]
          backing: [4k, thp, hugetlb-2m, hugetlb-1g]
          strategy: [baseline, rfc, skip-level3]
        """;

    private FakeAgent? agent;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync("rfc-2026-05", ShippedPresets.Find("rfc-2026-05")!.Yaml);
        await RunAsync("sizes", Sizes);
        RegistrationToken token = await Server.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key)
            .CreateToken(new Dictionary<string, string> { ["rack"] = "7" }, TimeSpan.FromHours(1));
        agent = new FakeAgent(Server.Agents);
        await agent.RegisterAsync(token.Secret);
        await agent.HelloAsync();
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        agent?.Dispose();
        return base.DisposeAsync();
    }

    private async Task RunAsync(string name, string yaml)
    {
        ISweepDirectoryGrain sweeps = Server.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);
        await sweeps.Start(new SweepRequest(name, yaml, name + ".yaml", [], null, SweepPolicy.Default));
        await Poll.UntilAsync(async () => (await sweeps.Find(name)).Progress.State == SweepState.Done, () => $"{name} to be done");
    }
}
