using System.Text;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Results;

public sealed class ResultsCommandTests : IAsyncLifetime
{
    private readonly CliHarness cli = new();

    public async ValueTask InitializeAsync()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        (await cli.RunAsync("run small.yaml --quiet")).Exits(ExitCode.Done);
    }

    [Fact]
    public async Task Results_Table_IsTheTableOfTheRun()
    {
        CliResult run = await cli.RunAsync("run small.yaml");
        CliResult results = await cli.RunAsync("results small");

        Assert.Equal(run.Out, results.Exits(ExitCode.Done).Out);
    }

    [Theory]
    [InlineData("backing = 'thp'", 6)]
    [InlineData("split.leaf_callbacks.3 > 0 and repeat = 1", 3)]
    [InlineData("tlbi-range = 'false'", 0)]
    public async Task Results_Where_KeepsTheRunsThatMeetIt(string condition, int expected)
    {
        CliResult result = await cli.RunAsync("results", "small", "--format", "csv", "--where", condition);

        Assert.Equal(expected, result.Exits(ExitCode.Done).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task Results_WhereThatMeetsNothing_SaysSoInTheTable()
    {
        CliResult result = await cli.RunAsync("results", "small", "--where", "repeat = 7");

        Assert.Empty(result.Exits(ExitCode.Done).Out);
        Assert.Contains("No run matches the condition.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("column", "backng = 'thp'")]
    [InlineData("counter", "split.raeds.3 > 0")]
    [InlineData("syntax", "backing = = 'thp'")]
    [InlineData("statement", "1 = 1; drop table runs")]
    public async Task Results_WhereThatCannotBeUnderstood_IsAUsageError(string snapshot, string condition)
    {
        CliResult result = await cli.RunAsync("results", "small", "--format", "csv", "--where", condition);

        Snapshot.Matches("results-where-" + snapshot, result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("csv", "run,repeat,identity,state,")]
    [InlineData("json", "{\n  \"schema\": 1,")]
    [InlineData("parquet", "PAR1")]
    [InlineData("markdown", "### split call, scenario enable: memory 64M")]
    public async Task Results_ToAFile_LeavesTheWholeFileAndNothingElse(string format, string start)
    {
        cli.Write("results", "an older file");

        CliResult result = await cli.RunAsync($"results small --format {format} -o results");

        Assert.Empty(result.Exits(ExitCode.Done).Out);
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "results"), TestContext.Current.CancellationToken);
        Assert.StartsWith(start, Encoding.ASCII.GetString(file), StringComparison.Ordinal);
        Assert.Equal(["data", "results", "small.yaml"], Directory.GetFileSystemEntries(cli.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Results_ToAFileThatCannotBeWritten_LeavesNothingBehind()
    {
        CliResult result = await cli.RunAsync("results small --format csv -o nowhere/results.csv");

        Assert.Contains("nowhere", result.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_ParquetWithoutAFile_IsAUsageError()
    {
        CliResult result = await cli.RunAsync("results small --format parquet");

        Assert.Contains("needs a file: add -o FILE", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }
}
