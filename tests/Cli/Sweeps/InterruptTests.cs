using System.Globalization;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Sweeps;

public sealed class InterruptTests : IDisposable
{
    private readonly CliHarness cli = new();

    public InterruptTests() => cli.Write("long.yaml", SweepFiles.HundredThousand);

    [Fact]
    public async Task Interrupt_OfARunningSweep_DrainsItThenResumeDoesTheRest()
    {
        CliResult interrupted = await cli.InterruptAsync("run long.yaml --name long", cue: "runs (");

        interrupted.Exits(ExitCode.Interrupted);
        Assert.Empty(interrupted.Out);
        Assert.Contains("long: interrupted, finishing batches in flight; Ctrl-C again kills", interrupted.Error, StringComparison.Ordinal);
        Assert.Contains("To continue: s2grid sweeps resume long", interrupted.Error, StringComparison.Ordinal);
        long done = await CountAsync();
        Assert.InRange(done, 0, 99_999);

        CliResult resumed = await cli.RunAsync("sweeps resume long --format csv --quiet");

        IEnumerable<string> lines = resumed.Exits(ExitCode.Done).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
        Assert.Equal(Enumerable.Range(0, 100_000), lines.Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Interrupt_ThenRunTheSameAgain_Continues()
    {
        await cli.InterruptAsync("run long.yaml --name long --repeats 200", cue: "runs (");
        CliResult again = await cli.InterruptAsync("run long.yaml --name long --repeats 200", cue: "long continues: ");

        again.Exits(ExitCode.Interrupted);
        Assert.Contains("of 10,000,000 runs are already done.", again.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private async Task<long> CountAsync()
    {
        string csv = (await cli.RunAsync("results long --format csv")).Exits(ExitCode.Done).Out;
        return csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;
    }
}
