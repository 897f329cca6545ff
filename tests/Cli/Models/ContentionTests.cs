using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Models;

public sealed class ContentionTests : IDisposable
{
    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Check_AllModels_ShowsPublishedTimesOfManyVcpusFittedAndHeldOut()
    {
        string output = (await cli.RunAsync("models check --format json")).Exits(ExitCode.Done).Out;
        using JsonDocument checks = JsonDocument.Parse(output);
        JsonElement[] times =
            [.. checks.RootElement.EnumerateArray().Where(check => check.GetProperty("model").GetString() == "closed-network")];

        Assert.Equal(
            [("fitted", 12), ("held out", 3), ("held out, inside", 18), ("held out, outside", 1)],
            times.GroupBy(time => time.GetProperty("use").GetString()!).Select(use => (use.Key, use.Count())).Order());
        Assert.All(times, time => Assert.Equal(time.GetProperty("use").GetString() == "fitted", !time.TryGetProperty("predicted", out _)));
    }
}
