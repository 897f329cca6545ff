using System.Runtime.InteropServices;
using S2Grid.Lab.Tests.Faults;

namespace S2Grid.Lab.Tests;

/// <summary>The agent as it is installed: one static file. Its TLS is not that of the program which the other tests start.</summary>
public sealed class StaticAgentTests
{
    [Fact]
    public async Task StaticAgent_SiloWithPrivateAuthorityAndTokens_RegistersAndMeasures()
    {
        Assert.SkipWhen(StaticAgent.WhyNotHere is not null, StaticAgent.WhyNotHere ?? "");
        string program = await StaticAgent.PublishAsync(RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        await using LabGrid grid = await LabGrid.StartAsync();

        await grid.RegisterAsync("static", program: program);
        LabProcess agent = grid.StartAgent("static", program);
        await grid.SweepAsync("linked", "{memory: 8M, backing: 4k, scenario: clear, chunk: 0}", repeats: 1, iterations: 1);

        Assert.Equal([(0, "succeeded", "static")], await grid.UntilDoneAsync("linked"));
        Assert.Contains("Connected to https://", agent.Said, StringComparison.Ordinal);
    }
}
