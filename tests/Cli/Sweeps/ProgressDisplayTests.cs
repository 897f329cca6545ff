using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Tests.Sweeps;

public sealed class ProgressDisplayTests : IDisposable
{
    private const string Escape = "\e[";

    private readonly CliHarness cli = new();

    public ProgressDisplayTests() => cli.Write("small.yaml", SweepFiles.Small);

    [Fact]
    public async Task Progress_OnATerminal_IsDrawnInPlace()
    {
        cli.Terminal = true;

        CliResult result = await cli.RunAsync("run small.yaml");

        Assert.Contains(Escape, result.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("12 of 12 runs (100 %)", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "", "xterm")]
    [InlineData(true, "1", "xterm")]
    [InlineData(true, "", "dumb")]
    public async Task Progress_WithoutATerminalOrColour_IsPlainLines(bool terminal, string noColour, string term)
    {
        cli.Terminal = terminal;
        cli.Variables["NO_COLOR"] = noColour;
        cli.Variables["TERM"] = term;

        CliResult result = await cli.RunAsync("run small.yaml");
        CliResult wrong = await cli.RunAsync("run nothing");

        Assert.DoesNotContain(Escape, result.Exits(ExitCode.Done).Error + wrong.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("\nsmall: 12 of 12 runs (100 %)", "\n" + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_OfASweepThatWaits_IsOneLineWithoutATimeLeft()
    {
        var clock = new SkippingClock();
        var error = new StringWriter();
        var terminal = new CliEnvironment { Out = new StringWriter(), Error = error, In = TextReader.Null, Time = clock };

        await ProgressDisplay.FollowAsync(terminal, "cut", ProgressAsync(), quiet: false, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["cut: 5 of 10 runs (50 %), 1 runs/s, waiting: no agent", "cut: 10 of 10 runs (100 %)"],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));

        async IAsyncEnumerable<SweepProgress> ProgressAsync()
        {
            for (int tick = 0; tick < 5; tick++)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), clock, TestContext.Current.CancellationToken);
                yield return new SweepProgress(SweepState.Running, 10, 5, 0, 0, 5, TimeSpan.FromSeconds(5 + (tick / 10.0)), "no agent");
            }

            yield return new SweepProgress(SweepState.Done, 10, 10, 0, 0, 0, TimeSpan.Zero, null);
        }
    }

    [Fact]
    public async Task Errors_OnATerminal_AreMarked()
    {
        cli.Terminal = true;

        CliResult result = await cli.RunAsync("run nothing");

        string marked = $"{Escape}1;31merror:{Escape}0m unknown file or preset 'nothing'";
        Assert.StartsWith(marked, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
