namespace S2Grid.Lab.Tests.Faults;

/// <summary>A network between agent and silo that is cut.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task NetworkCut_InARun_NothingIsLostOrDoubled()
    {
        Assert.SkipWhen(LabGrid.WhyNot is not null, LabGrid.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        await using var network = new CuttableRelay(grid.AgentPort);
        await grid.RegisterAsync("far", network.Port);
        LabProcess agent = grid.StartAgent("far");
        await grid.SweepAsync("cut");
        await agent.UntilSaidAsync("Run 0 of sweep cut");

        network.Cut();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        string shown = await grid.AskAsync("agents", "show", "far");
        network.Mend();

        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("cut");
        Assert.Matches("(?m)^online +no", shown);
        Assert.Contains("Connection lost", agent.Said, StringComparison.Ordinal);
        Assert.Equal([(0, "succeeded", "far"), (1, "succeeded", "far")], runs);
    }
}
