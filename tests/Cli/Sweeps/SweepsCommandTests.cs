using System.Text.Json;
using System.Text.RegularExpressions;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Sweeps;

public sealed partial class SweepsCommandTests : IDisposable
{
    private readonly CliHarness cli = new();

    public SweepsCommandTests() => cli.Write("small.yaml", SweepFiles.Small);

    [Fact]
    public async Task List_WithoutSweeps_SaysWhereItLooked()
    {
        CliResult result = await cli.RunAsync("sweeps list");

        Assert.Contains($"No sweeps in {cli.Data}.", result.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AfterRuns_ShowsEachSweep()
    {
        await cli.RunAsync("run small.yaml --quiet");
        await cli.RunAsync("run small.yaml --quiet --name other --set memory=2M");

        CliResult table = await cli.RunAsync("sweeps list");
        CliResult result = await cli.RunAsync("sweeps list --format json");

        Assert.Equal(3, table.Exits(ExitCode.Done).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        Assert.Equal(["other", "small"], json.RootElement.EnumerateArray().Select(sweep => sweep.GetProperty("name").GetString()!).Order());
        Assert.All(json.RootElement.EnumerateArray(), sweep => Assert.Equal("done", sweep.GetProperty("state").GetString()));
        Assert.All(json.RootElement.EnumerateArray(), sweep => Assert.Equal(12, sweep.GetProperty("done_runs").GetInt64()));
    }

    [Fact]
    public async Task Show_BySpecificationAndOverrides_TellsWhatWasStarted()
    {
        await cli.RunAsync("run small.yaml --quiet --set memory=2M,4M");

        CliResult result = await cli.RunAsync("sweeps show small");

        Snapshot.Matches("sweeps-show", Unsteady().Replace(result.Exits(ExitCode.Done).Out, "#"));
    }

    [Fact]
    public async Task Show_TextsOfOthers_ReachNoTerminalAsCommands()
    {
        string yaml = await File.ReadAllTextAsync(Path.Combine(cli.Folder, "small.yaml"), TestContext.Current.CancellationToken);
        cli.Write("sly.yaml", $"# \u009b31m and \u202e\n{yaml}");
        (await cli.RunAsync("run sly.yaml --name sly --quiet")).Exits(ExitCode.Done);

        string shown = (await cli.RunAsync("sweeps show sly")).Exits(ExitCode.Done).Out;

        Assert.Contains("31m and", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(shown, c => c is '\u202e' || (char.IsControl(c) && c != '\n'));
    }

    [Fact]
    public async Task Show_ByABeginningOfTheId_FindsTheSweep()
    {
        await cli.RunAsync("run small.yaml --quiet");
        using JsonDocument list = JsonDocument.Parse((await cli.RunAsync("sweeps list --format json")).Out);
        string id = list.RootElement[0].GetProperty("id").GetString()!;

        CliResult result = await cli.RunAsync($"sweeps show {id[..5]} --format json");

        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        Assert.Equal(id, json.RootElement.GetProperty("id").GetString());
        Assert.Equal(SweepFiles.Small, json.RootElement.GetProperty("specification").GetString());
    }

    [Theory]
    [InlineData("sweeps show smal")]
    [InlineData("sweeps resume smal")]
    [InlineData("results smal")]
    public async Task UnknownSweep_SuggestsTheOneMeant(string line)
    {
        await cli.RunAsync("run small.yaml --quiet");

        CliResult result = await cli.RunAsync(line);

        Assert.Contains("'smal'", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("'small'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_OfARepeatAndOfAnother_NamesTheReasonAndTheFirstDifference()
    {
        await cli.RunAsync("run small.yaml --quiet");

        CliResult repeat = await cli.RunAsync("sweeps why small 1");
        CliResult other = await cli.RunAsync("sweeps why small 2 --format json");
        CliResult beyond = await cli.RunAsync("sweeps why small 12");

        Assert.Contains("run 0", repeat.Exits(ExitCode.Done).Out, StringComparison.OrdinalIgnoreCase);
        using JsonDocument json = JsonDocument.Parse(other.Exits(ExitCode.Done).Out);
        Assert.Equal("strategy", json.RootElement.GetProperty("first_difference").GetProperty("name").GetString());
        Assert.Equal("rfc", json.RootElement.GetProperty("first_difference").GetProperty("value").GetString());
        Assert.Equal("baseline", json.RootElement.GetProperty("first_difference").GetProperty("other_value").GetString());
        Assert.NotEmpty(beyond.Exits(ExitCode.Usage).Error);
    }

    [Fact]
    public async Task Delete_OfASweepAtRest_FreesItsName()
    {
        await cli.RunAsync("run small.yaml --quiet");

        CliResult deleted = await cli.RunAsync("sweeps delete small");
        CliResult gone = await cli.RunAsync("sweeps show small");
        CliResult again = await cli.RunAsync("run small.yaml --set memory=2M --quiet");

        Assert.Contains("12 runs", deleted.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        gone.Exits(ExitCode.Usage);
        again.Exits(ExitCode.Done);
        Assert.Single(Directory.GetDirectories(Path.Combine(cli.Data, "sweeps")));
    }

    [Fact]
    public async Task Rename_OfASweepAtRest_KeepsItsResultsUnderTheNewName()
    {
        string before = (await cli.RunAsync("run small.yaml --quiet --format csv")).Out;

        CliResult renamed = await cli.RunAsync("sweeps rename small large");

        Assert.EndsWith("is called large now.\n", renamed.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Equal(before, (await cli.RunAsync("results large --format csv")).Exits(ExitCode.Done).Out);
        (await cli.RunAsync("run small.yaml --set memory=2M --quiet")).Exits(ExitCode.Done);
        (await cli.RunAsync("sweeps rename large large")).Exits(ExitCode.Done);
    }

    [Theory]
    [InlineData("sweeps rename smal other", "Did you mean 'small'?")]
    [InlineData("sweeps rename small taken", "There is a sweep taken already.")]
    [InlineData("sweeps rename small -x", "-x")]
    [InlineData("sweeps rename small a/b", "'a/b' is not a valid name")]
    public async Task Rename_ThatCannotBe_SaysWhyAndChangesNothing(string line, string reason)
    {
        await cli.RunAsync("run small.yaml --quiet");
        await cli.RunAsync("run small.yaml --quiet --name taken");

        CliResult result = await cli.RunAsync(line);

        Assert.Contains(reason, result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        (await cli.RunAsync("results small")).Exits(ExitCode.Done);
    }

    [Fact]
    public async Task WatchAndCancel_OfASweepAtRest_SaySo()
    {
        await cli.RunAsync("run small.yaml --quiet");

        CliResult watched = await cli.RunAsync("sweeps watch small");
        CliResult cancelled = await cli.RunAsync("sweeps cancel small");

        Assert.Contains("small: 12 of 12 runs (100 %)", watched.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Contains("small is not running.", cancelled.Exits(ExitCode.Done).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_OfACompleteSweep_PrintsItsTable()
    {
        CliResult run = await cli.RunAsync("run small.yaml");

        CliResult resumed = await cli.RunAsync("sweeps resume small");

        Assert.Equal(run.Out, resumed.Exits(ExitCode.Done).Out);
        Assert.Contains("small is already complete.", resumed.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ|(?<=id +)[0-9a-f]{12}|[\d.,]+(?= runs/s)|[\d.]+(?= [KM]?i?B in)")]
    private static partial Regex Unsteady();
}
