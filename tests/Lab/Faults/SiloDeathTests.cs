namespace S2Grid.Lab.Tests.Faults;

/// <summary>A silo that is killed while an agent has a lease of it.</summary>
public sealed class SiloDeathTests
{
    [Fact]
    public async Task SiloKilled_WhileARunIsLeased_TheRunIsStoredOnceItIsBack()
    {
        Assert.SkipWhen(LabGrid.WhyNot is not null, LabGrid.WhyNot ?? "");
        await using LabGrid grid = await LabGrid.StartAsync();
        await grid.RegisterAsync("first");
        LabProcess agent = grid.StartAgent("first");
        await grid.SweepAsync("bereft");
        await agent.UntilSaidAsync("Run 0 of sweep bereft");

        await grid.KillSiloAsync();
        await agent.UntilSaidAsync("Connection lost");
        await grid.StartSiloAsync();

        IReadOnlyList<(int Run, string State, string Agent)> runs = await grid.UntilDoneAsync("bereft");
        Assert.Equal([(0, "succeeded", "first"), (1, "succeeded", "first")], runs);
        Assert.Contains("Trying again until it works", agent.Said, StringComparison.Ordinal);
    }
}
