using System.Text.Json;
using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Experiments.Statistics;
using S2Grid.Views.Compare;

namespace S2Grid.Cli.Tests.Times;

public sealed class ExplainTests : IDisposable
{
    private const string Mine = """
        name: mine
        description: what my machine is said to cost
        costs: absolute
        scope: [split-call, ioctl, guest]
        machine: mine
        limits: None that I know.
        parameters:
          - {event: level-3 visit, phase: level-visits, counter: leaf_callbacks, level: 3, low: 2, mid: 3, high: 4, source: mine}
          - {event: protected page, phase: write-protect, counter: wp_leaf_callbacks, level: 3, low: 9, mid: 10, high: 11, source: mine}
          - {event: write fault, phase: fault-exits, counter: tlbi_ipa_nsh, low: 900, mid: 1000, high: 1100, source: mine}
          - {event: write fault that maps a page, phase: fault-exits, counter: bbm_invalid, low: 900, mid: 1000, high: 1100, source: mine}
        """;

    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Explain_LargerChunk_StallsSingleFaultsLonger()
    {
        double small = await LongestWait("2M");
        double large = await LongestWait("1G");
        Assert.True(large > 100 * small, $"{small} {large}");
    }

    [Fact]
    public async Task Explain_ModelWithoutTimes_IsRefusedWithTheReason()
    {
        CliResult result = (await cli.RunAsync("explain --model v2-2026-06")).Exits(ExitCode.Usage);
        Assert.Contains("predicts changes and no times", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain --memory 64M --backing 4k --model ./mine.yaml")]
    [InlineData("migrate --memory 64M --backing 4k --model ./mine.yaml")]
    public async Task Model_OfOnesOwn_PredictsAndIsNamedWithItsDigest(string command)
    {
        cli.Write("mine.yaml", Mine);

        CliResult result = (await cli.RunAsync(command)).Exits(ExitCode.Done);

        Assert.Contains("cost model mine@", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain --model ./absent.yaml", "unknown cost model './absent.yaml'")]
    [InlineData("explain --model arm64-prior", "Did you mean 'arm64-priors'?")]
    [InlineData("migrate --model ./bad.yaml", "bad.yaml:")]
    public async Task Model_ThatIsNone_IsRefused(string command, string expected)
    {
        cli.Write("bad.yaml", "name: bad\ncosts: absolute\n");

        CliResult result = (await cli.RunAsync(command)).Exits(ExitCode.Usage);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    /// <summary>One formatter of the same figures: what a table shows stands in the document.</summary>
    [Fact]
    public async Task Migrate_Json_HasTheFiguresOfTheTable()
    {
        const string Command = "migrate --memory 1G --bandwidth 1G --write-rate 512M --strategy rfc --chunk 2M";
        string table = (await cli.RunAsync(Command)).Exits(ExitCode.Done).Out;

        using JsonDocument document = JsonDocument.Parse((await cli.RunAsync(Command + " --format json")).Exits(ExitCode.Done).Out);

        JsonElement[] rows = [.. document.RootElement.EnumerateArray()];
        Assert.Equal(["baseline", "rfc", "lazy"], rows.Select(row => row.GetProperty("strategy").GetString()).Distinct());
        Assert.All(rows, row =>
        {
            Assert.Equal("arm64-priors", row.GetProperty("model").GetString());
            Interval total = row.GetProperty("total_ns").Deserialize<Interval>(JsonSerializerOptions.Web);
            Assert.True(total.Low <= total.Mid && total.Mid <= total.High);
            Assert.Matches(
                $"{row.GetProperty("strategy").GetString()} .* {row.GetProperty("rounds").GetProperty("mid").GetInt32()} +"
                    + Regex.Escape(Quantities.PredictedTime(total)), table);
        });
    }

    [Fact]
    public async Task Explain_BackingOfReplayFiles_IsRefused()
    {
        CliResult result = (await cli.RunAsync("explain --backing thp50")).Exits(ExitCode.Usage);
        Assert.Contains("of replay files only", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Twice_PrintsTheSame() =>
        Assert.Equal((await cli.RunAsync("explain --lock exclusive")).Out, (await cli.RunAsync("explain --lock exclusive")).Out);

    private async Task<double> LongestWait(string chunk)
    {
        using JsonDocument runs = JsonDocument.Parse(
            (await cli.RunAsync($"explain --memory 2G --strategy baseline --chunk {chunk} --format json")).Exits(ExitCode.Done).Out);
        return runs.RootElement[0].GetProperty("figures").EnumerateArray()
            .Single(figure => figure.GetProperty("title").GetString() == "longest wait").GetProperty("mid").GetDouble();
    }
}
