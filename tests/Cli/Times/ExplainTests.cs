using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Times;

public sealed class ExplainTests : IDisposable
{
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
