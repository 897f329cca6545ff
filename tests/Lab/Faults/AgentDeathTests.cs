using S2Grid.Support;

namespace S2Grid.Lab.Tests.Faults;

/// <summary>An agent that is killed in a run.</summary>
public sealed class AgentDeathTests
{
    [Fact]
    public async Task AgentKilled_InARun_AnotherDoesTheRunOnce()
    {
        Assert.SkipWhen(LabGrid.WhyNot is not null, LabGrid.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        await grid.RegisterAsync("first");
        await grid.RegisterAsync("second");
        LabProcess first = grid.StartAgent("first");
        await grid.SweepAsync("killed");
        await first.UntilSaidAsync("Run 0 of sweep killed");

        first.Signal(ProcessSignals.Kill);
        await first.EndAsync();
        grid.StartAgent("second");

        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("killed");
        Assert.Equal([(0, "succeeded", "second"), (1, "succeeded", "second")], runs);

        await grid.StartAgent("first").UntilSaidAsync("Connected");
        Assert.Equal([(0, "lost")], await grid.HistoryAsync("first"));
    }
}
