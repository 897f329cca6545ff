using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Times;

/// <summary>Migrations as metrics of a sweep: the same figures as the command's, and words where there is no figure.</summary>
public sealed class MigrationSweepTests : IDisposable
{
    private const string Model = "arm64-priors";

    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Sweep_WithABandwidth_HasTheFiguresOfMigrate()
    {
        await RunAsync("cost-models: arm64-priors");
        JsonElement forecast = (await JsonAsync(
            "migrate --memory 1G --vcpus 1 --strategy rfc --chunk 1G --bandwidth 512M --write-rate 128M --format json"))
            .EnumerateArray().Single(one => Text(one, "strategy") == "rfc");

        JsonElement run = (await JsonAsync("results s --format json")).GetProperty("runs").EnumerateArray()
            .Single(one => Text(one, "strategy") == "rfc" && Text(one, "write-rate") == "128M");
        JsonElement cell = (await CellsAsync("migration-total"))
            .Single(one => Text(one, "column") == "rfc" && Text(one, "write-rate") == "128M");

        Assert.Equal("converges", Text(run, $"migration:{Model}"));
        AssertEqual(forecast.GetProperty("rounds"), run, $"migration-rounds:{Model}");
        AssertEqual(forecast.GetProperty("total_ns"), run, $"migration-total:{Model}");
        AssertEqual(forecast.GetProperty("downtime_ns"), run, $"migration-downtime:{Model}");
        AssertEqual(forecast.GetProperty("converges_below_bytes_per_second"), run, $"migration-limit:{Model}");
        Assert.Equal(forecast.GetProperty("total_ns").GetProperty("mid").GetDouble(), cell.GetProperty("value").GetDouble());
        Assert.Equal(forecast.GetProperty("total_ns").GetProperty("high").GetDouble(), cell.GetProperty("high").GetDouble());
        Assert.Equal("ns", Text(cell, "unit"));
        Assert.Equal(Model, Text(cell, "model"));
        Assert.True(cell.GetProperty("change").GetDouble() < 0, "a shorter enable is a shorter migration");
    }

    /// <summary>At 2 GiB written a second nothing that sends 512 MiB converges: words, no number, no change, and the rate in a
    /// note.</summary>
    [Fact]
    public async Task Sweep_ThatDoesNotConverge_SaysSoInPlaceOfEveryFigureAndComparesNothing()
    {
        CliResult run = await RunAsync("cost-models: arm64-priors");
        CliResult compared = (await cli.RunAsync("compare s --metric migration-rounds,migration-downtime")).Exits(ExitCode.Done);

        Assert.Contains("does not converge", run.Out, StringComparison.Ordinal);
        Assert.Matches("write-rate 2G must be below [0-9,]+ \\([0-9,]+ to [0-9,]+\\) MiB/s", run.Out);
        Assert.Matches("write-rate 2G must be below [0-9,]+ \\([0-9,]+ to [0-9,]+\\) MiB/s", compared.Out);
        JsonElement[] runs = [.. (await JsonAsync("results s --format json")).GetProperty("runs").EnumerateArray()
            .Where(one => Text(one, "write-rate") == "2G")];
        Assert.Equal(2, runs.Length);
        Assert.All(runs, one =>
        {
            Assert.Equal("does not converge", Text(one, $"migration:{Model}"));
            Assert.False(Has(one, $"migration-rounds:{Model}") || Has(one, $"migration-total:{Model}.high"));
            Assert.True(one.GetProperty($"migration-limit:{Model}").GetDouble() < 1 << 30);
        });
        foreach (string metric in (string[])["migration-rounds", "migration-total", "migration-downtime"])
        {
            Assert.All((await CellsAsync(metric)).Where(cell => Text(cell, "write-rate") == "2G"), cell =>
            {
                Assert.False(Has(cell, "value") || Has(cell, "low") || Has(cell, "change") || Has(cell, "change_high"));
                Assert.Contains("must be below", Text(cell, "note"), StringComparison.Ordinal);
            });
        }

        string csv = (await cli.RunAsync("results s --format csv")).Exits(ExitCode.Done).Out;
        Assert.Contains($"migration-limit:{Model}.low", csv, StringComparison.Ordinal);
        Assert.Contains("does not converge", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_MigrationsOfWhichNoneConverges_HasTheWordsInItsTable()
    {
        await RunAsync("cost-models: arm64-priors");

        string[] lines = (await cli.RunAsync(["compare", "s", "--metric", "migration-downtime", "--where", "write-rate = '2G'"]))
            .Exits(ExitCode.Done).Out.Split('\n');

        int head = Array.FindIndex(lines, line => line.StartsWith("backing ", StringComparison.Ordinal));
        Assert.Matches("baseline +rfc", lines[head]);
        Assert.Equal(2, lines[head + 1].Split("does not converge").Length - 1);
    }

    [Theory]
    [InlineData("bandwidth: 512M", "cost-models: rfc-2026-05", "bandwidth, write-rate, hot-set, max-downtime change predicted migrations")]
    [InlineData("write-rate: [128M, 1G]", "cost-models: arm64-priors", "bandwidth says how much it sends in a second")]
    public async Task Sweep_OfWhichNothingIsPredicted_SaysWhatItTakes(string axis, string models, string expected)
    {
        cli.Write("s.yaml", $"name: s\naxes: {{memory: 1G, backing: thp, {axis}}}\n{models}\n");

        CliResult run = (await cli.RunAsync("run s.yaml")).Exits(ExitCode.Done);

        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfASweepWithABandwidth_HasTheWordsAndTheModel()
    {
        await RunAsync("cost-models: arm64-priors");

        string report = (await cli.RunAsync("report s --format mail")).Exits(ExitCode.Done).Out;

        Assert.Contains("does not converge", report, StringComparison.Ordinal);
        Assert.Contains($"downtime predicted by {Model}", report, StringComparison.Ordinal);
    }

    private static void AssertEqual(JsonElement interval, JsonElement run, string column)
    {
        Assert.Equal(interval.GetProperty("mid").GetDouble(), run.GetProperty(column).GetDouble());
        Assert.Equal(interval.GetProperty("low").GetDouble(), run.GetProperty($"{column}.low").GetDouble());
        Assert.Equal(interval.GetProperty("high").GetDouble(), run.GetProperty($"{column}.high").GetDouble());
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static bool Has(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    private async Task<CliResult> RunAsync(string models)
    {
        cli.Write(
            "s.yaml",
            "name: s\naxes: {memory: 1G, backing: thp, chunk: 1G, strategy: [baseline, rfc], bandwidth: 512M, write-rate: [128M, 2G]}\n"
                + models);
        return (await cli.RunAsync("run s.yaml")).Exits(ExitCode.Done);
    }

    private async Task<JsonElement[]> CellsAsync(string metric) =>
        [.. (await JsonAsync($"compare s --metric {metric} --by write-rate --format json")).GetProperty("cells").EnumerateArray()
            .Where(one => Text(one, "row") == "cell" && Text(one, "metric") == $"{metric}:{Model}")];

    private async Task<JsonElement> JsonAsync(string command)
    {
        using JsonDocument document = JsonDocument.Parse((await cli.RunAsync(command)).Exits(ExitCode.Done).Out);
        return document.RootElement.Clone();
    }
}
