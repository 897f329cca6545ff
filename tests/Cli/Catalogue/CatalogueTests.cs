using System.Text.Json;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Experiments.Presets;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Cli.Tests.Catalogue;

public sealed class CatalogueTests : IDisposable
{
    private readonly CliHarness cli = new();

    [Fact]
    public async Task PresetsList_InEachFormat_HasEveryPreset()
    {
        CliResult table = await cli.RunAsync("presets list");
        CliResult json = await cli.RunAsync("presets list --format json");

        Snapshot.Matches("presets-list", table.Exits(ExitCode.Done).Out);
        using JsonDocument read = JsonDocument.Parse(json.Exits(ExitCode.Done).Out);
        Assert.Equal(ShippedPresets.All.Select(preset => preset.Name), NamesIn(read));
    }

    [Fact]
    public async Task PresetsShow_GivesAFileThatRunsUnderItsOwnName()
    {
        CliResult shown = await cli.RunAsync("presets show rfc-2026-05");
        cli.Write("mine.yaml", shown.Exits(ExitCode.Done).Out);

        CliResult preset = await cli.RunAsync("run rfc-2026-05 --dry-run");
        CliResult mine = await cli.RunAsync("run mine.yaml --dry-run");

        Assert.Equal(preset.Out, mine.Exits(ExitCode.Done).Out);
    }

    [Fact]
    public async Task PresetsShow_OfAnUnknownOne_SuggestsOne()
    {
        CliResult result = await cli.RunAsync("presets show chunk");

        Assert.Contains("Did you mean 'chunks'?", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_IsJsonThatNamesEveryAxis()
    {
        CliResult result = await cli.RunAsync("schema");

        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        Assert.StartsWith("https://json-schema.org/", json.RootElement.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        Assert.All(Axes.All, axis => Assert.Contains($"\"{axis.Name}\":", result.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Strategies_InEachFormat_HaveEveryStrategy()
    {
        CliResult table = await cli.RunAsync("strategies --format markdown");
        CliResult json = await cli.RunAsync("strategies --format json");

        Snapshot.Matches("strategies-markdown", table.Exits(ExitCode.Done).Out);
        using JsonDocument read = JsonDocument.Parse(json.Exits(ExitCode.Done).Out);
        Assert.Equal(SplitStrategies.All.Select(strategy => strategy.Name), NamesIn(read));
    }

    public void Dispose() => cli.Dispose();

    private static IEnumerable<string?> NamesIn(JsonDocument array) =>
        array.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString());
}
