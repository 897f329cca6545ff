using System.Globalization;
using System.Text.Json;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Mmu.Counters;
using S2Grid.Runs;

namespace S2Grid.Cli.Tests.Run;

public sealed class RunCommandTests : IDisposable
{
    private readonly CliHarness cli = new();

    public RunCommandTests() => cli.Write("small.yaml", SweepFiles.Small);

    [Fact]
    public async Task Run_Preset_EndsWithTheTableAndTheNotesThatBelongToIt()
    {
        CliResult result = await cli.RunAsync("run rfc-2026-05");

        Snapshot.Matches("run-rfc-2026-05", result.Exits(ExitCode.Done).Out);
        Assert.Contains("9 of 9 runs (100 %)", result.Error, StringComparison.Ordinal);
        Assert.Contains("Full results: s2grid results rfc-2026-05 --format csv", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Markdown_IsATableThatCanBePasted()
    {
        CliResult result = await cli.RunAsync("run small.yaml --format markdown");

        Snapshot.Matches("run-small-markdown", result.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task Run_UnlikeScenarios_StandInTablesOfTheirOwn()
    {
        CliResult result = await cli.RunAsync("run small.yaml --set scenario=enable,clear --set memory=4M,8M --set chunk=2M,1G");

        Snapshot.Matches("run-unlike-scenarios", result.Exits(ExitCode.Done).Out);
    }

    [Theory]
    [InlineData("{memory: [64M, 2G, 512M], backing: [4k, hugetlb-1g], chunk: 1G}", "hugetlb-1g fits into a slot of 64M, 512M, which")]
    [InlineData("{memory: 2M, backing: thp, base-offset: [0, 1M]}", "thp fits into a slot of 2M at base-offset 1M, which")]
    public async Task Run_SlotTooSmallForItsBlocks_SaysThatSmallerOnesAreMapped(string axes, string expected)
    {
        cli.Write("tight.yaml", $"axes: {axes}");

        string text = (await cli.RunAsync("run tight.yaml")).Exits(ExitCode.Done).Out;

        Assert.Contains($"No whole block of {expected} stage 2 therefore maps by smaller blocks, or by pages.", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TwoModelsThatPredictChangesAlone_HeadEachColumnByItsModel()
    {
        cli.Write("two.yaml",
            """
            axes: {memory: 64G, backing: thp, strategy: [baseline, skip-level3], chunk: 1G}
            cost-models: [v1-2026-06, v2-2026-06]
            scope: ioctl
            """);

        string[] lines = (await cli.RunAsync("run two.yaml --quiet")).Exits(ExitCode.Done).Out.Split('\n');

        Assert.Matches("change predicted by v1-2026-06  +change predicted by v2-2026-06$", lines[1]);
        Assert.Matches(@"-11\.9 % \(.*\) +-24\.7 % \(.*\)$", lines[3]);
    }

    [Fact]
    public async Task Run_Quiet_WritesNothingToStandardError()
    {
        CliResult result = await cli.RunAsync("run small.yaml --quiet");

        Assert.Empty(result.Exits(ExitCode.Done).Error);
        Assert.NotEmpty(result.Out);
    }

    [Fact]
    public async Task Run_Csv_HasARowPerRunWithEveryEffectiveValueAndCounter()
    {
        CliResult result = await cli.RunAsync("run small.yaml --format csv --quiet");

        string[][] rows = RowsOf(result.Exits(ExitCode.Done).Out);
        string[] header = rows[0];
        Assert.Equal(12, rows.Length - 1);
        Assert.All(rows, row => Assert.Equal(header.Length, row.Length));
        Assert.All(Axes.All, axis => Assert.Contains(axis.Name, header));
        Assert.All(CounterLayout.Fields, field => Assert.Contains($"split.{field.Name}{(field.PerLevel ? ".3" : "")}", header));
        string[] others = ["identity", "provenance", "state", "error", "split.scope", "populate.walks", "wp.wp_reads.3"];
        Assert.All(others, name => Assert.Contains(name, header));
        Assert.Equal(["4k", "4k", "4k", "4k", "4k", "4k", "thp", "thp", "thp", "thp", "thp", "thp"], Column("backing"));
        Assert.Equal(["16384", "16384", "32", "32", "0", "0", "16384", "16384", "0", "0", "0", "0"], Column("split.leaf_callbacks.3"));
        Assert.Equal(["simulated"], Column("provenance").Distinct());

        IEnumerable<string> Column(string name) => rows.Skip(1).Select(row => row[Array.IndexOf(header, name)]);
    }

    [Fact]
    public async Task Run_Json_SaysTheSameAsCsv()
    {
        string csv = (await cli.RunAsync("run small.yaml --format csv --quiet")).Out;
        CliResult result = await cli.RunAsync("run small.yaml --format json --quiet");

        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        string[][] rows = RowsOf(csv);
        JsonElement[] runs = [.. json.RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal(rows.Length - 1, runs.Length);
        for (int i = 0; i < runs.Length; i++)
        {
            Assert.Equal(rows[0], runs[i].EnumerateObject().Select(property => property.Name));
            Assert.Equal(rows[i + 1].Select(Plain), runs[i].EnumerateObject().Select(property => Plain(property.Value.ToString())));
        }
    }

    [Fact]
    public async Task Run_SameNameAgain_PrintsTheTableAtOnce()
    {
        CliResult first = await cli.RunAsync("run small.yaml");
        CliResult again = await cli.RunAsync("run small.yaml");

        Assert.Equal(first.Exits(ExitCode.Done).Out, again.Exits(ExitCode.Done).Out);
        Assert.Contains("small is already complete; nothing is run again.", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SameNameButAnotherSpecification_SaysWhatDiffersAndHowToGoOn()
    {
        await cli.RunAsync("run small.yaml --quiet");
        CliResult refused = await cli.RunAsync("run small.yaml --set memory=128M --repeats 3");
        CliResult renamed = await cli.RunAsync("run small.yaml --set memory=128M --repeats 3 --name larger");

        Snapshot.Matches("run-differs", refused.Exits(ExitCode.Usage).Error);
        Assert.Empty(refused.Out);
        Assert.Contains("memory 128M", renamed.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FailedRuns_ExitsWithOneAndSaysWhy()
    {
        cli.MemoryBudget = 64 << 10;
        cli.Write("tight.yaml", "name: tight\naxes:\n  scenario: lazy\n  memory: [2M, 1G]\n  backing: thp\n  dirty: stride 2M\n");

        CliResult result = await cli.RunAsync("run tight.yaml");

        result.Exits(ExitCode.Failed);
        Assert.Contains("1 of 2 runs failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("s2grid sweeps resume tight --failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("Failed: 1 of 1 runs of scenario=lazy memory=1G", result.Out, StringComparison.Ordinal);

        cli.MemoryBudget = null;
        CliResult mended = await cli.RunAsync("sweeps resume tight --failed");

        Assert.DoesNotContain("Failed:", mended.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private static string[][] RowsOf(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];

    /// <summary>Fractions in one form: 2.02e-05 and 0.0000202 are the same.</summary>
    private static string Plain(string value) =>
        value.Contains('.', StringComparison.Ordinal) && double.TryParse(value, CultureInfo.InvariantCulture, out double number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : value.ToUpperInvariant();
}
