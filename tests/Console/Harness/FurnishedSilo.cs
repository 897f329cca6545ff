using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Presets;
using S2Grid.Silo.Tests.Agents;
using S2Grid.Support;

namespace S2Grid.Web.Tests.Harness;

/// <summary>A silo with its pages that has run sweeps, and has an agent.</summary>
public sealed class FurnishedSilo : ConsoleSilo
{
    private const string Sizes = """
        axes:
          memory: [64M, 256M, 1G, 4G, 16G, 64G]
          backing: [4k, thp, hugetlb-2m, hugetlb-1g]
          strategy: [baseline, rfc, skip-level3]
        """;

    /// <summary>A name as long as people write them.</summary>
    internal const string Wide = "every-axis-that-may-vary-does-and-more-runs-than-a-page-shows";

    /// <summary>More configurations than a page shows, which differ in many axes.</summary>
    private const string ManyAxes = """
        axes:
          scenario: [enable, clear]
          memory: [64M, 256M, 1G]
          backing: [4k, thp, hugetlb-2m]
          strategy: [baseline, rfc, rfc-siblings-only, skip-level3]
          chunk: [4K, 2M, 1G]
          fwb: [true, false]
          tlbi-range: [true, false]
          base-offset: [0, 2M, 4M]
        cost-models: rfc-2026-05
        """;

    private FakeAgent? agent;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RunAsync("rfc-2026-05", ShippedPresets.Find("rfc-2026-05")!.Yaml);
        await RunAsync("sizes", Sizes);
        await RunAsync(Wide, ManyAxes);
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
