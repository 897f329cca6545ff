using S2Grid.Cli.Tests.Harness;

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
    public async Task Errors_OnATerminal_AreMarked()
    {
        cli.Terminal = true;

        CliResult result = await cli.RunAsync("run nothing");

        string marked = $"{Escape}1;31merror:{Escape}0m unknown file or preset 'nothing'";
        Assert.StartsWith(marked, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
