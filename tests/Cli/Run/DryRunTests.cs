using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

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
        Assert.Equal("4k", json.RootElement.GetProperty("axes").GetProperty("backing")[0].GetString());
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
