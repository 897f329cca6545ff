using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Run;

/// <summary>Cost models of one's own, by their files.</summary>
public sealed class ModelFileTests : IDisposable
{
    private const string Sweep = """
        name: own-costs
        axes: {memory: 64M, backing: thp, strategy: [baseline, skip-level3]}
        cost-models: ./models/mine.yaml
        """;

    private const string Model = """
        name: mine
        description: a machine under erratum 4118414
        costs: absolute
        scope: split-call
        machine: a test
        tlbi-repeat: 2
        limits: Of no machine.
        parameters:
          - {event: broadcast, phase: tlbi, counter: tlbi_broadcasts, low: 10, mid: 100, high: 1000, source: nowhere}
          - {event: wait, phase: tlbi, counter: tlbi_waits, low: 0, mid: 0, high: 0, source: nowhere}
          - {event: walk, phase: level-visits, counter: walks, low: 5, mid: 5, high: 5, source: nowhere}
        """;

    private readonly CliHarness cli = new();

    public ModelFileTests()
    {
        Directory.CreateDirectory(Path.Combine(cli.Folder, "sweeps", "models"));
        cli.Write("sweeps/own.yaml", Sweep);
        cli.Write("sweeps/models/mine.yaml", Model);
    }

    /// <summary>32 blocks: two broadcasts each, and each of them twice.</summary>
    [Fact]
    public async Task Run_ModelByItsFile_PredictsAndTakesTheTextAlong()
    {
        CliResult run = await cli.RunAsync("run sweeps/own.yaml --quiet");
        Assert.Contains("predicted by mine", run.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Matches("cost model mine@[0-9a-f]{16}, a machine", run.Out);
        File.Delete(Path.Combine(cli.Folder, "sweeps", "models", "mine.yaml"));

        CliResult again = await cli.RunAsync("results own-costs");
        CliResult compared = await cli.RunAsync("compare own-costs --metric predicted:mine --format json");

        Assert.Equal(run.Out, again.Exits(ExitCode.Done).Out);
        using var document = JsonDocument.Parse(compared.Exits(ExitCode.Done).Out);
        double value = document.RootElement.GetProperty("cells")[0].GetProperty("value").GetDouble();
        Assert.Equal((2 * 2 * 32 * 100) + (32 * 5), value);
    }

    [Fact]
    public async Task Run_ModelByANameThatNoFileHas_IsRefusedWithItsPlace()
    {
        cli.Write("own.yaml", Sweep.Replace("./models/mine.yaml", "\"mine\\0.yaml\"", StringComparison.Ordinal));

        CliResult run = await cli.RunAsync("run own.yaml --dry-run");

        Assert.Contains(
            "own.yaml:3:14: cost-models: there is no file 'mine .yaml'", run.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ModelWithOtherCosts_IsAnotherSweep()
    {
        (await cli.RunAsync("run sweeps/own.yaml --quiet")).Exits(ExitCode.Done);
        cli.Write("sweeps/models/mine.yaml", Model.Replace("tlbi-repeat: 2", "tlbi-repeat: 1", StringComparison.Ordinal));

        CliResult other = await cli.RunAsync("run sweeps/own.yaml --quiet");

        Assert.Contains("- cost-models: mine@", other.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokenModel_SaysAllThatIsWrongInBothFiles()
    {
        cli.Write("sweeps/own.yaml", Sweep.Replace("thp", "thq", StringComparison.Ordinal));
        cli.Write("sweeps/models/mine.yaml", Model.Replace("phase: tlbi", "phase: tlbii", StringComparison.Ordinal)
            .Replace("tlbi-repeat: 2", "tlbi-repeat: twice", StringComparison.Ordinal));

        string error = (await cli.RunAsync("run sweeps/own.yaml --quiet")).Exits(ExitCode.Usage).Error;

        Assert.All(
            [
                "sweeps/own.yaml:2:", "Did you mean 'thp'?", "./models/mine.yaml:6:", "a whole number from 1 to 16",
                "./models/mine.yaml:9:", "Did you mean 'tlbi'?", "./models/mine.yaml:10:",
            ],
            expected => Assert.Contains(expected, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ModelThatIsNotThere_SaysWhereItIsSought()
    {
        cli.Write("sweeps/own.yaml", Sweep.Replace("mine.yaml", "mien.yaml", StringComparison.Ordinal));

        CliResult run = await cli.RunAsync("run sweeps/own.yaml --quiet");

        Assert.Contains("there is no file './models/mien.yaml'; it is sought beside the sweep file", run.Exits(ExitCode.Usage).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_ModelByItsFile_PrintsItsCostsAndItsDigest()
    {
        CliResult shown = await cli.RunAsync("models show sweeps/models/mine.yaml");

        Assert.Contains("Each broadcast TLB invalidation is done 2 times.", shown.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.Matches("Digest: [0-9a-f]{16}", shown.Out);
    }

    /// <summary>A model need not be named by the sweep to be asked.</summary>
    [Fact]
    public async Task Compare_MetricWithAModelsFile_Predicts()
    {
        cli.Write("sweeps/plain.yaml", "axes: {memory: 64M, backing: thp, strategy: [baseline, skip-level3]}");
        (await cli.RunAsync("run sweeps/plain.yaml --quiet")).Exits(ExitCode.Done);

        CliResult compared = await cli.RunAsync("compare plain --metric predicted:sweeps/models/mine.yaml");

        Assert.Contains("time predicted by mine (split call", compared.Exits(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
