using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Models;

public sealed class ModelsTests : IDisposable
{
    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Show_Model_HasEverySourceAndItsLimits()
    {
        using JsonDocument shown =
            JsonDocument.Parse((await cli.RunAsync("models show v2-2026-06 --format json")).Exits(ExitCode.Done).Out);
        JsonElement root = shown.RootElement;

        Assert.Equal("level-3 visits", root.GetProperty("unit").GetString());
        Assert.Contains("knows no time", root.GetProperty("limits").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, root.GetProperty("parameters").GetArrayLength());
        Assert.All(root.GetProperty("parameters").EnumerateArray(),
            parameter => Assert.NotEmpty(parameter.GetProperty("source").GetString()!));
    }

    [Fact]
    public async Task Check_OneModel_TellsWhatLiesOutside()
    {
        using JsonDocument checks =
            JsonDocument.Parse((await cli.RunAsync("models check rfc-2026-05 --format json")).Exits(ExitCode.Done).Out);

        Assert.Equal(
            [("4k", true, false), ("thp", true, true), ("hugetlb-1g", true, false)],
            checks.RootElement.EnumerateArray().Select(check => (
                check.GetProperty("backing").GetString()!,
                check.GetProperty("predicted_percent").GetProperty("inside").GetBoolean(),
                check.GetProperty("leave_one_out_saved_ms").GetProperty("inside").GetBoolean())));
    }

    [Fact]
    public async Task Show_UnknownModel_SuggestsOne()
    {
        CliResult result = (await cli.RunAsync("models show v2-2026-07")).Exits(ExitCode.Usage);

        Assert.Contains("unknown cost model 'v2-2026-07'", result.Error, StringComparison.Ordinal);
        Assert.Contains("v2-2026-06", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PresetOfMeasuredFigures_SetsThemBesideItsPredictions()
    {
        string output = (await cli.RunAsync("run v2-2026-06 --quiet")).Exits(ExitCode.Done).Out;

        string[] beside = [.. output.Split('\n').Where(line => line.EndsWith(" inside", StringComparison.Ordinal))];
        Assert.Equal(6, beside.Length);
        Assert.Contains(beside, line => line.Contains("-44.01 % (sd 2.80)", StringComparison.Ordinal));
        Assert.DoesNotContain(" ms ", output, StringComparison.Ordinal);
    }
}
