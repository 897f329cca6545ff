using System.Text.Json;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Cli.Tests.Run;

public sealed class DryRunTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task DryRun_OfAPreset_ShowsAxesMemoryIdentityAndFirstRuns()
    {
        CliResult result = await cli.RunAsync("run matrix-small --dry-run --set memory=64M,1G");

        Snapshot.Matches("dry-run", result.Exits(ExitCode.Done).Out);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task DryRun_Json_HoldsTheSame()
    {
        CliResult result = await cli.RunAsync("run matrix-small --dry-run --format json --name other");

        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        Assert.Equal("other", json.RootElement.GetProperty("name").GetString());
        Assert.Equal(272, json.RootElement.GetProperty("runs").GetInt64());
        Assert.Equal(10, json.RootElement.GetProperty("first_runs").GetArrayLength());
        Assert.InRange(json.RootElement.GetProperty("metric_series_at_most").GetInt64(), 1000, 10_000);
        Assert.Equal("4k", json.RootElement.GetProperty("axes").GetProperty("backing")[0].GetString());
    }

    [Fact]
    public async Task DryRun_MoreCombinationsThanMetricsKeepApart_SaysSo()
    {
        string memory = string.Join(',', Enumerable.Range(21, 27).Select(exponent => $"{1L << exponent}"));
        string strategies = string.Join(',', SplitStrategies.All.Select(strategy => strategy.Name).Where(name => name != "lazy"));

        CliResult result = await cli.RunAsync($"run matrix-small --dry-run --set memory={memory} --set strategy={strategies}");

        Assert.Contains("combinations of scenario, strategy, backing and memory 2,000 are distinguished", result.Exits(ExitCode.Done).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_OfAMeasuredSweepWithACostModel_SaysWhichTimesAreHeldAgainstIt()
    {
        cli.Write("held.yaml", "backend: kvm\naxes: {memory: 64M}\ncost-models: arm64-priors\n");

        CliResult result = await cli.RunAsync("run held.yaml --dry-run");

        Assert.Contains(
            "models   arm64-priors: compared with whole ioctls (enable, clear) on arm64 hardware, see /metrics; there is no cost model "
            + "for x86-64, "
            + "and emulated and nested times are not compared\n",
            result.Exits(ExitCode.Done).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_SetOfAnAxisThatARowOfIncludeSays_SaysThatTheRowKeepsIts()
    {
        cli.Write("rows.yaml", "axes: {memory: [64M, 1G], backing: thp}\ninclude: [{memory: 2G}, {backing: 4k}]\n");

        CliResult set = await cli.RunAsync("run rows.yaml --dry-run --set memory=128M");
        CliResult other = await cli.RunAsync("run rows.yaml --dry-run --set chunk=2M");

        Assert.Equal("warning: --set memory does not change rows of 'include' that say their own memory (2G)\n",
            set.Exits(ExitCode.Done).Error);
        Assert.Equal("", other.Exits(ExitCode.Done).Error);
    }

    [Fact]
    public async Task DryRun_OfKernelsAtChunkZero_KeepsThemApart()
    {
        cli.Write("zero.yaml", "backend: kvm\naxes: {memory: 64M, chunk: [0, 2M], strategy: [baseline, rfc]}\n");

        CliResult result = await cli.RunAsync("run zero.yaml --dry-run");

        string[] identities =
            [.. result.Exits(ExitCode.Done).Out.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
        Assert.Equal(4, identities.Length);
        Assert.Equal(4, identities.Select(line => line.Split(' ')[^1]).Distinct().Count());
    }

    [Fact]
    public async Task DryRun_KeepsNothing()
    {
        await cli.RunAsync("run rfc-2026-05 --dry-run");

        Assert.False(Directory.Exists(cli.Data));
    }

    [Fact]
    public async Task DryRun_OfABillionRuns_AnswersWithoutListingThem()
    {
        CliResult result = await cli.RunAsync("run rfc-2026-05 --dry-run --repeats 111111111");

        Assert.Contains("999,999,999 runs", result.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
