using System.Text.RegularExpressions;
using S2Grid.Support;

namespace S2Grid.Lab.Tests.Faults;

/// <summary>A network between agent and silo that is cut.</summary>
public sealed partial class NetworkTests
{
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
        await agent.UntilSaidAsync("Connection lost");
        string shown = "";
        await Poll.UntilAsync(
            async () => Offline().IsMatch(shown = await grid.AskAsync("agents", "show", "far")),
            () => $"far to be offline. It is:\n{shown}");
        network.Mend();

        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("cut");
        Assert.Equal([(0, "succeeded", "far"), (1, "succeeded", "far")], runs);
    }

    [GeneratedRegex("^online +no", RegexOptions.Multiline)]
    private static partial Regex Offline();
}
