using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Cli.Tests.OlderData;

namespace S2Grid.Cli.Tests.Results;

public sealed class GroupedResultsTests : IAsyncLifetime
{
    private readonly CliHarness cli = new();

    public async ValueTask InitializeAsync()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        (await cli.RunAsync("run small.yaml --quiet")).Exits(ExitCode.Done);
    }

    [Fact]
    public async Task Groups_InCsvJsonAndParquet_ComeToWhatTheRunsDo()
    {
        ResultsCsv runs = ResultsCsv.Parse((await cli.RunAsync("results small --format csv")).Exits(ExitCode.Done).Out);
        ResultsCsv csv = ResultsCsv.Parse(
            (await cli.RunAsync("results small --group-by strategy --format csv")).Exits(ExitCode.Done).Out);
        JsonElement json = JsonDocument.Parse(
            (await cli.RunAsync("results small --group-by strategy --format json")).Exits(ExitCode.Done).Out).RootElement;
        (await cli.RunAsync("results small --group-by strategy --format parquet -o groups.parquet")).Exits(ExitCode.Done);

        (string, double[])[] expected =
        [
            .. from run in runs["strategy"].Zip(runs["callbacks"])
               group double.Parse(run.Second, CultureInfo.InvariantCulture) by run.First into one
               let sorted = one.Order().ToArray()
               select (one.Key, new[]
               {
                   sorted.Length, sorted.Sum(), (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1],
               }),
        ];
        string[] columns = ["runs", .. ((string[])["sum", "median", "min", "max"]).Select(kind => "callbacks." + kind)];
        Assert.Equivalent(expected, csv["strategy"].Select((strategy, row) =>
            (strategy, columns.Select(column => double.Parse(csv[column].ElementAt(row), CultureInfo.InvariantCulture)).ToArray())));
        Assert.Equivalent(expected, json.GetProperty("groups").EnumerateArray().Select(group =>
            (group.GetProperty("strategy").GetString(), (double[])
            [
                group.GetProperty("runs").GetDouble(),
                .. ((string[])["sum", "median", "min", "max"]).Select(kind => group.GetProperty("callbacks").GetProperty(kind).GetDouble()),
            ])));
        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        Assert.Equal(csv["strategy"].Zip(csv["callbacks.sum"]), Stored("groups.parquet"));
    }

    [Theory]
    [InlineData("table", "--group-by backing,strategy")]
    [InlineData("markdown", "--group-by strategy --format markdown --where \"backing = 'thp'\"")]
    [InlineData("mail", "--group-by strategy --format mail")]
    public async Task Groups_ForPeople_AreATableForEachFigureThatIsNotZero(string snapshot, string options)
    {
        CliResult result = await cli.RunAsync("results small " + options);

        Snapshot.Matches("results-group-" + snapshot, result.Exits(ExitCode.Done).Out);
    }

    [Theory]
    [InlineData("unknown", "--group-by strateggy,backing,bakcing")]
    [InlineData("none", "--group-by ,")]
    [InlineData("measured", "--group-by strategy --measured --format json")]
    public async Task Groups_ByWhatThereIsNot_SayWhatIsMeant(string snapshot, string options)
    {
        CliResult result = await cli.RunAsync("results small " + options);

        Snapshot.Matches("results-group-error-" + snapshot, result.Exits(ExitCode.Usage).Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Groups_OfNoRuns_SaySo()
    {
        CliResult result = await cli.RunAsync("results", "small", "--group-by", "strategy", "--where", "repeat = 7");

        Assert.Empty(result.Exits(ExitCode.Done).Out);
        Assert.Contains("No run matches the condition.", result.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<(string, string)> Stored(string file)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of these tests.
        command.CommandText = $"SELECT strategy, \"callbacks.sum\"::BIGINT::VARCHAR FROM '{Path.Combine(cli.Folder, file)}'";
#pragma warning restore CA2100
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
            yield return (reader.GetString(0), reader.GetString(1));
    }
}
