using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Times;

/// <summary>Stalls as metrics of a sweep: the same figures wherever they stand.</summary>
public sealed class StallSweepTests : IDisposable
{
    private const string Model = "arm64-priors";

    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Sweep_WithVcpus_HasTheFiguresOfExplain()
    {
        await RunAsync("cost-models: arm64-priors");
        double explained = await ExplainedAsync();

        using JsonDocument results = await JsonAsync("results s --format json");
        using JsonDocument compared = await JsonAsync("compare s --metric stall-max --format json");
        JsonElement run = results.RootElement.GetProperty("runs").EnumerateArray().Single(IsAsked);
        JsonElement cell = compared.RootElement.GetProperty("cells").EnumerateArray()
            .Single(one => IsAsked(one) && one.GetProperty("row").GetString() == "cell");
        Assert.Equal(explained, run.GetProperty($"stall-max:{Model}").GetDouble());
        Assert.Equal(explained, cell.GetProperty("value").GetDouble());
        Assert.Equal(Model, cell.GetProperty("model").GetString());

        // A change is one at equal costs: its interval is narrower than those of its sides.
        double low = cell.GetProperty("change_low").GetDouble();
        double high = cell.GetProperty("change_high").GetDouble();
        Assert.True(high < 0 && high - low < 0.5, $"{low} {high}");

        static bool IsAsked(JsonElement one) =>
            one.GetProperty("strategy").GetString() == "rfc" && one.GetProperty("vcpus").GetInt32() == 8;
    }

    [Fact]
    public async Task Sweep_WithVcpus_CountsThemAlikeAndPredictsThemUnlike()
    {
        await RunAsync("cost-models: arm64-priors");

        using JsonDocument results = await JsonAsync("results s --format json");
        JsonElement[] runs = [.. results.RootElement.GetProperty("runs").EnumerateArray()
            .Where(run => run.GetProperty("strategy").GetString() == "rfc")];
        Assert.Equal(2, runs.Select(run => run.GetProperty("identity").GetString()).Distinct().Count());
        Assert.Single(runs.Select(run => run.GetProperty("callbacks").GetInt64()).Distinct());
        Assert.Equal(2, runs.Select(run => run.GetProperty($"stall-total:{Model}").GetDouble()).Distinct().Count());
    }

    [Fact]
    public async Task Sweep_WithVcpusAndNoModelOfStalls_SaysSoAndIsAskedByName()
    {
        CliResult run = await RunAsync("cost-models: rfc-2026-05");
        CliResult bare = (await cli.RunAsync("compare s --metric stall-max")).Exits(ExitCode.Usage);
        CliResult named = (await cli.RunAsync("compare s --metric stall-max:arm64-priors")).Exits(ExitCode.Done);

        Assert.Contains("no cost model of the sweep predicts those", run.Out, StringComparison.Ordinal);
        Assert.Contains("stall-max:arm64-priors", bare.Error, StringComparison.Ordinal);
        Assert.Contains("stall max predicted by arm64-priors", named.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_OfOldAxes_HasNoColumnsOfStalls()
    {
        cli.Write("s.yaml", "name: s\naxes: {memory: 64M}\ncost-models: arm64-priors\n");
        (await cli.RunAsync("run s.yaml")).Exits(ExitCode.Done);

        Assert.DoesNotContain("stall", (await cli.RunAsync("results s --format csv")).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("stall", (await cli.RunAsync("results s")).Out, StringComparison.Ordinal);
    }

    private async Task<CliResult> RunAsync(string models)
    {
        cli.Write("s.yaml", "name: s\naxes: {memory: 1G, backing: thp, chunk: 1G, strategy: [baseline, rfc], vcpus: [1, 8]}\n" + models);
        return (await cli.RunAsync("run s.yaml")).Exits(ExitCode.Done);
    }

    private async Task<double> ExplainedAsync()
    {
        using JsonDocument runs = await JsonAsync("explain --memory 1G --vcpus 8 --strategy rfc --chunk 1G --format json");
        return runs.RootElement.EnumerateArray().Single(run => run.GetProperty("strategy").GetString() == "rfc").GetProperty("figures")
            .EnumerateArray().Single(figure => figure.GetProperty("name").GetString() == "stall-max").GetProperty("mid").GetDouble();
    }

    private async Task<JsonDocument> JsonAsync(string command) =>
        JsonDocument.Parse((await cli.RunAsync(command)).Exits(ExitCode.Done).Out);
}
