using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.CommandLine;

public sealed class WidthTests : IDisposable
{
    private const int MailWidth = 72;

    private readonly CliHarness cli = new();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task Terminal_OfAnyWidth_HasNoLineThatIsWider(int width)
    {
        await RunAsync("run rfc-2026-05 --quiet");
        cli.Screen = (width, 50);

        string[] commands =
        [
            "run rfc-2026-05", "results rfc-2026-05", "results rfc-2026-05 --all", "compare rfc-2026-05", "run rfc-2026-05 --dry-run",
            "presets list", "strategies", "counters", "sweeps list",
        ];
        foreach (string command in commands)
            AssertFits(width, (await RunAsync(command)).Out, command);
    }

    [Fact]
    public async Task Terminal_TooNarrowForAllColumns_NamesThoseThatItLeavesOut()
    {
        await RunAsync("run rfc-2026-05 --quiet");
        cli.Screen = (80, 50);

        string few = (await RunAsync("results rfc-2026-05")).Out;
        string all = (await RunAsync("results rfc-2026-05 --all")).Out;

        Assert.Contains("Too wide to show: ", few, StringComparison.Ordinal);
        Assert.Contains("published change", Joined(few), StringComparison.Ordinal);
        Assert.DoesNotContain("4.72 ms", few, StringComparison.Ordinal);
        Assert.DoesNotContain("Too wide to show", all, StringComparison.Ordinal);
        Assert.Contains("4.72 ms (0.29 to 4.79)", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_TooShortForAllRows_SaysHowManyMore()
    {
        cli.Write("many.yaml", SweepFiles.HundredThousand);
        await RunAsync("run many.yaml --set ia-bits=48 --set base-offset=0 --set chunk=2M --repeats 1 --quiet");
        cli.Screen = (200, 24);

        string few = (await RunAsync("results hundred-thousand")).Out;
        string all = (await RunAsync("results hundred-thousand --all")).Out;

        Assert.Contains("183 more rows: --all shows them.", few, StringComparison.Ordinal);
        Assert.Contains("26M", all, StringComparison.Ordinal);
        Assert.DoesNotContain("more rows", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Width_WithoutATerminal_StacksAndKeepsEveryFigure()
    {
        string wide = (await RunAsync("run rfc-2026-05")).Out;

        string narrow = (await RunAsync("results rfc-2026-05 --width 60")).Out;

        AssertFits(60, narrow, "results");
        string[] figures = [.. wide.Split('\n')[2..11].SelectMany(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries))];
        Assert.All(figures, figure => Assert.Contains(figure.Trim(), Joined(narrow), StringComparison.Ordinal));
        Assert.Equal(wide, (await RunAsync("results rfc-2026-05")).Out);
    }

    [Fact]
    public async Task Width_TooNarrowForAllColumns_RepeatsWhatNamesARowAndKeepsChangesWithTheirFigures()
    {
        await RunAsync("run rfc-2026-05 --quiet");

        string narrow = (await RunAsync("results rfc-2026-05 --width 60")).Out;

        string[] headings = [.. narrow.Split('\n').Where(line => line.StartsWith("backing  ", StringComparison.Ordinal))];
        Assert.Equal(5, headings.Length);
        Assert.All(headings, heading =>
            Assert.Matches("^backing +strategy +(level-3 visits|callbacks|tables|predicted|published)", heading));
        Assert.Equal(5, narrow.Split("hugetlb-1g  skip-level3").Length - 1);
    }

    [Fact]
    public async Task Report_BreakdownThatIsTooWide_NamesTheBackingAboveItsStrategies()
    {
        await RunAsync("run rfc-2026-05 --quiet");

        string mail = (await RunAsync("report rfc-2026-05 --format mail")).Out;

        Assert.Matches(@"backing thp\nbaseline +158 +571 +43\.5 +4\.41 +777 \(688 to 883\)\nrfc +0 +571 ", mail);
    }

    [Theory]
    [InlineData("results rfc-2026-05 --format mail")]
    [InlineData("run rfc-2026-05 --format mail")]
    [InlineData("compare rfc-2026-05 --format mail")]
    [InlineData("report rfc-2026-05 --format mail")]
    [InlineData("compare rfc-2026-05 --format mail --width 100")]
    public async Task Mail_OfAnyCommand_IsNarrowAndHasOneMetricATable(string command)
    {
        await RunAsync("run rfc-2026-05 --quiet");

        string mail = (await RunAsync(command)).Out;

        AssertFits(MailWidth, mail, command);
        Assert.Contains("level-3 visits (split call, exact)", mail, StringComparison.Ordinal);
        Assert.Contains("callbacks (split call, exact)", mail, StringComparison.Ordinal);

        Assert.Matches(@"4k +262,144 +-99\.80 % +-100\.00 %", mail);
        Assert.Matches(@"4k +163 ms \(149 to 177\) +-97\.1 % \(-99\.8 to -96\.9\)", mail);
        Assert.Contains("The first column of figures has values;", Joined(mail), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("results rfc-2026-05 --width 12", "40 to 10000")]
    [InlineData("results rfc-2026-05 --format male", "mail")]
    public async Task Option_WithAWrongValue_SaysWhatIsAllowed(string command, string allowed)
    {
        CliResult result = await cli.RunAsync(command);

        Assert.Contains(allowed, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private static void AssertFits(int width, string text, string command) =>
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, $"{command}: {line.Length} columns: {line}"));

    private static string Joined(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private async Task<CliResult> RunAsync(string line) => (await cli.RunAsync(line)).Exits(ExitCode.Done);
}
