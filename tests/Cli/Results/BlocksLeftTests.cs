using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Results;

/// <summary>A strategy that does not do all of mainline's work is not praised for what it saves.</summary>
public sealed class BlocksLeftTests : IDisposable
{
    private const string Warning = "warning: trap[max-level=1] leaves blocks that mainline splits: its savings are for work not done\n";

    private readonly CliHarness cli = new();

    public BlocksLeftTests() => cli.Write("trap.yaml", """
        name: trap
        strategies:
          trap: {max-level: 1}
        axes:
          memory: 64M
          backing: [4k, thp]
          strategy: [baseline, skip-level3, trap, lazy]
          chunk: 2M
          scenario: [enable, clear]
        """);

    [Fact]
    public async Task Run_StrategyThatLeavesBlocks_ShowsThemWarnsAndFails()
    {
        CliResult run = await cli.RunAsync("run trap.yaml --quiet");

        Assert.Equal(Warning, run.Exits(ExitCode.Failed).Error);
        Snapshot.Matches("run-blocks-left", run.Out);
    }

    /// <summary>Whether mainline was run, too, or is among the rows that are asked for.</summary>
    [Theory]
    [InlineData("results trap --format csv")]
    [InlineData("results trap --format json")]
    [InlineData("results trap -o table.md --format markdown")]
    [InlineData("compare trap --metric tlbis")]
    [InlineData("compare trap --format csv")]
    public async Task Judge_AnyFormatAndRowsWithoutMainline_WarnsAndFails(string line)
    {
        await cli.RunAsync("run trap.yaml --quiet");

        CliResult all = await cli.RunAsync(line);
        CliResult alone = await cli.RunAsync([.. line.Split(' '), "--where", "strategy like 'trap%'"]);
        CliResult complete = await cli.RunAsync([.. line.Split(' '), "--where", "strategy not like 'trap%'"]);

        Assert.Equal(Warning, all.Exits(ExitCode.Failed).Error);
        Assert.Equal(Warning, alone.Exits(ExitCode.Failed).Error);
        Assert.Empty(complete.Exits(ExitCode.Done).Error);
    }

    [Fact]
    public async Task Compare_MetricThatSaysNothingOfBlocks_HasTheBlocksBesideIt()
    {
        await cli.RunAsync("run trap.yaml --quiet");

        CliResult compared = await cli.RunAsync(["compare", "trap", "--metric", "tlbis", "--where", "scenario = 'enable'"]);

        Assert.Contains("blocks left, level 2 (split call, exact)", compared.Out, StringComparison.Ordinal);
        Assert.Contains("trap[max-level=1] leaves blocks that mainline splits: 32 of level 2 after the step split", compared.Out,
            StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
