using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Run;

public sealed class ReplaceTests : IDisposable
{
    private readonly CliHarness cli = new();

    public ReplaceTests()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        cli.Write("long.yaml", SweepFiles.HundredThousand);
    }

    [Fact]
    public async Task Replace_OfACompleteSweep_PutsTheNewResultsInItsPlace()
    {
        await RunAsync("run small.yaml --quiet", ExitCode.Done);
        CliResult refused = await RunAsync("run small.yaml --set memory=2M", ExitCode.Usage);

        CliResult replaced = await RunAsync("run small.yaml --set memory=2M --replace", ExitCode.Done);

        Assert.Contains("--replace", refused.Error, StringComparison.Ordinal);
        Assert.Contains("until small.new is complete and takes its place.", replaced.Error, StringComparison.Ordinal);
        Assert.Contains("as small (", replaced.Error, StringComparison.Ordinal);
        Assert.Contains("memory 2M", (await RunAsync("results small", ExitCode.Done)).Out, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.Combine(cli.Data, "sweeps")));
        Assert.DoesNotContain("small.new", (await RunAsync("sweeps list", ExitCode.Done)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_OfNothing_RunsTheSweep()
    {
        CliResult result = await RunAsync("run small.yaml --replace", ExitCode.Done);

        Assert.DoesNotContain("small.new", result.Error, StringComparison.Ordinal);
        await RunAsync("results small", ExitCode.Done);
    }

    [Theory]
    [InlineData("run long.yaml --name small --replace --quiet")]
    [InlineData("sweeps resume small.new --quiet")]
    public async Task Replace_Interrupted_KeepsTheOldResultsUntilItIsContinued(string again)
    {
        string old = (await RunAsync("run small.yaml --quiet --format csv", ExitCode.Done)).Out;

        CliResult interrupted = await cli.InterruptAsync("run long.yaml --name small --replace", cue: "small.new: ");

        Assert.Contains("s2grid sweeps resume small.new", interrupted.Exits(ExitCode.Interrupted).Error, StringComparison.Ordinal);
        Assert.Equal(old, (await RunAsync("results small --format csv", ExitCode.Done)).Out);
        Assert.Contains("replaces", (await RunAsync("sweeps show small.new", ExitCode.Done)).Out, StringComparison.Ordinal);
        await RunAsync(again, ExitCode.Done);
        Assert.Contains("100,000 runs", (await RunAsync("sweeps delete small", ExitCode.Done)).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(cli.Data, "sweeps")));
    }

    [Fact]
    public async Task Replace_WhereTheOldOneIsRenamedMeanwhile_KeepsBoth()
    {
        await RunAsync("run small.yaml --quiet", ExitCode.Done);
        await cli.InterruptAsync("run long.yaml --name small --replace", cue: "small.new: ");

        await RunAsync("sweeps rename small kept", ExitCode.Done);
        await RunAsync("sweeps resume small.new --quiet", ExitCode.Done);

        await RunAsync("results kept", ExitCode.Done);
        Assert.Contains("100,000 runs", (await RunAsync("sweeps delete small", ExitCode.Done)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_WhereItsNameIsTaken_DeletesNothing()
    {
        await RunAsync("run small.yaml --quiet", ExitCode.Done);
        await RunAsync("run small.yaml --quiet --name small.new", ExitCode.Done);

        CliResult refused = await RunAsync("run small.yaml --replace", ExitCode.Usage);

        Assert.Contains("s2grid sweeps rename small.new NAME", refused.Error, StringComparison.Ordinal);
        await RunAsync("results small", ExitCode.Done);
        await RunAsync("results small.new", ExitCode.Done);
    }

    [Fact]
    public async Task Replace_BegunWithAnotherSpecification_SaysHowToGiveItUp()
    {
        await RunAsync("run small.yaml --quiet", ExitCode.Done);
        await cli.InterruptAsync("run long.yaml --name small --replace", cue: "small.new: ");

        CliResult refused = await RunAsync("run small.yaml --replace", ExitCode.Usage);

        Assert.Contains("s2grid sweeps delete small.new", refused.Error, StringComparison.Ordinal);
        await RunAsync("results small", ExitCode.Done);
    }

    public void Dispose() => cli.Dispose();

    private async Task<CliResult> RunAsync(string line, int exit) => (await cli.RunAsync(line)).Exits(exit);
}
