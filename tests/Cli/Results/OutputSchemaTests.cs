using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using S2Grid.Cli.Tests.Compare;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Experiments.Statistics;
using S2Grid.Views.Compare;

namespace S2Grid.Cli.Tests.Results;

/// <summary>What programs read: one sweep with predictions, published figures and three strategies, in every format.</summary>
public sealed partial class OutputSchemaTests : IAsyncLifetime
{
    private const string Model = "predicted:rfc-2026-05";

    private readonly CliHarness cli = new();

    public async ValueTask InitializeAsync() => (await cli.RunAsync("run rfc-2026-05 --quiet")).Exits(ExitCode.Done);

    [Theory]
    [InlineData("run rfc-2026-05 --quiet", "results rfc-2026-05", "runs")]
    [InlineData("compare rfc-2026-05", "compare rfc-2026-05", "cells")]
    public Task Output_EveryFormat_HasTheSameValuesOfTheDocumentedColumnsAndTypes(string line, string toFile, string list) =>
        EqualAsync(line, toFile, list, published: 3);

    [Fact]
    public async Task Output_OfAMeasuredSweep_IsTheSameInEveryFormatWithIntervalsTestsAndLists()
    {
        Directory.Delete(cli.Data, recursive: true);
        cli.Write("measured.yaml", "name: measured\naxes: {memory: 64M, backing: [4k, thp], strategy: [baseline, rfc]}\nrepeats: 12");
        (await cli.RunAsync("run measured.yaml --quiet")).Exits(ExitCode.Done);
        cli.Measure("ampere-1", "6.12", "CASE WHEN repeat = 5 THEN 9 WHEN strategy = 'rfc' THEN 1 ELSE 2 END + repeat / 100");

        JsonElement results = await EqualAsync("results measured", "results measured", "runs", published: 0);
        JsonElement compared = await EqualAsync("compare measured", "compare measured", "cells", published: 0);

        Assert.Equal(results.GetProperty("cells").GetRawText(), compared.GetProperty("cells").GetRawText());
        Assert.Equal(JsonValueKind.Null, results.GetProperty("runs")[0].GetProperty("tlbis").ValueKind);
        Assert.Equal(JsonValueKind.Array, results.GetProperty("runs")[3].GetProperty("disturbed").ValueKind);
        JsonElement cell = compared.GetProperty("cells").EnumerateArray().First(one => one.GetProperty("significant").ValueKind
            == JsonValueKind.True);
        Assert.Equal(9.05e9, Assert.Single(cell.GetProperty("outliers").EnumerateArray().ToArray()).GetDouble());
        Assert.Equal((12, 12), (cell.GetProperty("n").GetInt32(), cell.GetProperty("n_baseline").GetInt32()));
        Assert.InRange(cell.GetProperty("p").GetDouble(), cell.GetProperty("p_uncorrected").GetDouble(), 0.05);
        Assert.InRange(cell.GetProperty("change").GetDouble(), cell.GetProperty("change_low").GetDouble(),
            cell.GetProperty("change_high").GetDouble());
    }

    [Fact]
    public async Task Output_OfASweepWithVcpus_HasItsStallsInEveryFormat()
    {
        cli.Write("s.yaml",
            "name: s\naxes: {memory: 1G, backing: thp, strategy: [baseline, rfc, lazy], vcpus: [1, 8]}\ncost-models: arm64-priors\n");
        (await cli.RunAsync("run s.yaml --quiet")).Exits(ExitCode.Done);

        JsonElement results = await EqualAsync("results s", "results s", "runs", published: 0);
        JsonElement compared = await EqualAsync("compare s", "compare s", "cells", published: 0);

        Assert.Equal(results.GetProperty("cells").GetRawText(), compared.GetProperty("cells").GetRawText());
        foreach (JsonElement cell in compared.GetProperty("cells").EnumerateArray()
            .Where(one => Word(one, "row") == "cell" && Word(one, "metric").EndsWith(":arm64-priors", StringComparison.Ordinal)))
        {
            JsonElement run = results.GetProperty("runs").EnumerateArray().First(one =>
                Word(one, "strategy") == Word(cell, "strategy")
                && one.GetProperty("vcpus").GetInt32() == cell.GetProperty("vcpus").GetInt32());
            Assert.Equal(run.GetProperty(Word(cell, "metric")).GetDouble(), cell.GetProperty("value").GetDouble());
            Assert.Equal(run.GetProperty($"{Word(cell, "metric")}.high").GetDouble(), cell.GetProperty("high").GetDouble());
        }
    }

    [Theory]
    [InlineData("results rfc-2026-05")]
    [InlineData("compare rfc-2026-05")]
    public async Task Json_Header_NamesTheSweepTheEngineTheModelsAndTheCaveats(string line)
    {
        JsonElement document = await JsonAsync($"{line} --format json");

        JsonElement sweep = Assert.Single(document.GetProperty("sweeps").EnumerateArray().ToArray());
        Assert.Equal(1, document.GetProperty("schema").GetInt32());
        Assert.Matches("^[0-9]+\\.[0-9]+", document.GetProperty("version").GetString());
        Assert.Equal("rfc-2026-05", sweep.GetProperty("name").GetString());
        Assert.Equal("1", sweep.GetProperty("engine").GetString());
        Assert.Matches("^[0-9a-f]{16}$", sweep.GetProperty("specification_hash").GetString());
        Assert.Equal(9, sweep.GetProperty("done").GetInt64());
        Assert.Contains("says nothing about hardware", document.GetProperty("models")[0].GetProperty("limits").GetString(),
            StringComparison.Ordinal);
        Assert.Contains(document.GetProperty("caveats").EnumerateArray(),
            caveat => caveat.GetString()!.StartsWith("Predicted, not measured: cost model rfc-2026-05", StringComparison.Ordinal));
        Assert.All(document.GetProperty("published").EnumerateArray(), figure =>
        {
            Assert.StartsWith("RFC 0/2", figure.GetProperty("source").GetString(), StringComparison.Ordinal);
            Assert.True(figure.GetProperty("fitted").GetBoolean());
            Assert.InRange(figure.GetProperty("change").GetDouble(), -0.98, -0.19);
        });
    }

    /// <summary>Every figure of the sweep, by format: of the runs, of the cells, and as each table for people has it.</summary>
    [Fact]
    public async Task Figures_OfOneSweep_AreEqualInEveryFormat()
    {
        Dictionary<string, string>[][] formats =
        [
            Rows(Csv(await TextAsync("results rfc-2026-05 --format csv"))),
            Rows(TableOf((await JsonAsync("results rfc-2026-05 --format json")).GetProperty("runs"))),
            Rows((await ParquetAsync("results rfc-2026-05")).Table),
            Rows(TableOf((await JsonAsync("results rfc-2026-05 --format json")).GetProperty("cells"))),
            Rows(Csv(await TextAsync("compare rfc-2026-05 --format csv"))),
            Rows(TableOf((await JsonAsync("compare rfc-2026-05 --format json")).GetProperty("cells"))),
            Rows((await ParquetAsync("compare rfc-2026-05")).Table),
        ];
        string[] people =
        [
            await TextAsync("results rfc-2026-05"),
            await TextAsync("results rfc-2026-05 --format markdown"),
            await TextAsync("results rfc-2026-05 --format mail"),
            await TextAsync("compare rfc-2026-05"),
            await TextAsync("compare rfc-2026-05 --format markdown"),
            await TextAsync("compare rfc-2026-05 --format mail"),
        ];
        var table = new TextTable("backing strategy", "figure", " results csv", " results json: runs", " results parquet",
            " results json: cells", " compare csv", " compare json", " compare parquet", " tables for people");
        foreach (Dictionary<string, string> cell in formats[^1].Where(row => row["row"] == "cell"))
        {
            string metric = cell["metric"];
            Add(metric, "value", metric == Model ? Quantities.PredictedTime(Interval(cell, "low", "value", "high"))
                : Quantities.Count(Number(cell["value"])));
            if (metric == Model)
            {
                Add($"{Model}.low", "low", "");
                Add($"{Model}.high", "high", "");
            }

            if (cell["change"].Length > 0)
            {
                Add(null, "change", metric == Model ? Quantities.Change(Interval(cell, "change_low", "change", "change_high"))
                    : Quantities.CountChange(Number(cell["change"])));
            }

            if (metric == Model && cell["change"].Length > 0)
            {
                Add(null, "change_low", "");
                Add(null, "change_high", "");
                if (cell["published_change"].Length > 0)
                    Add(null, "published_change", $"{100 * Number(cell["published_change"]):0.00} %");
            }

            void Add(string? ofRuns, string ofCells, string shown)
            {
                string[] values =
                [
                    .. formats[..3].Select(rows => ofRuns is null ? "" : Assert.Single(rows, row => Key(row) == Key(cell))[ofRuns]),
                    .. formats[3..].Select(rows =>
                        Assert.Single(rows, row => row["row"] == "cell" && row["metric"] == metric && Key(row) == Key(cell))[ofCells]),
                ];
                Assert.Single(values.Where(value => value.Length > 0).Distinct());

                // A mail has the baseline's value and changes only, and each table says 'same' or nothing where nothing changes.
                bool isInMail = ofCells != "value" || cell["baseline"] == "true";
                string[] texts = ofCells == "published_change" ? people[..3] : people;
                Assert.All(shown == "same" ? [] : texts.Where((_, at) => isInMail || at % 3 != 2), text =>
                    Assert.Contains(text.Split('\n'), line =>
                        Cells(line).Contains(cell["backing"]) && line.Contains(shown, StringComparison.Ordinal)));
                table.Add([Key(cell), $"{metric} {ofCells}", .. values, shown]);
            }
        }

        using var text = new StringWriter();
        table.Write(text, Format.Markdown);
        Snapshot.Matches("formats-rfc-2026-05", text.ToString());
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Key(Dictionary<string, string> row) => $"{row["backing"]} {row["strategy"]}";

    private static Interval Interval(Dictionary<string, string> row, string low, string mid, string high) =>
        new(Number(row[low]), Number(row[mid]), Number(row[high]));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Word(JsonElement row, string column) => row.GetProperty(column).GetString()!;

    /// <summary>The words of a line of a table.</summary>
    private static string[] Cells(string line) => line.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string>[] Rows(string[][] table) =>
        [.. table.Skip(1).Select(row => table[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second))];

    private static string[][] TableOf(JsonElement rows) =>
    [
        [.. rows[0].EnumerateObject().Select(column => column.Name)],
        .. rows.EnumerateArray().Select(row => row.EnumerateObject().Select(column => Plain(column.Value)).ToArray()),
    ];

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => Plain(value.GetString()!),
        JsonValueKind.Array or JsonValueKind.Object => JsonSerializer.Serialize(value),
        _ => Plain(value.GetRawText()),
    };

    /// <summary>Numbers in one form: 2.02e-05 and 0.0000202 are the same.</summary>
    private static string Plain(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double number)
        ? number.ToString("R", CultureInfo.InvariantCulture) : text;

    private static string[][] Csv(string text) =>
        [.. text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => Fields(line).Select(Plain).ToArray())];

    /// <summary>The fields of a line.</summary>
    private static IEnumerable<string> Fields(string line) => Field().Matches(line).Select(field =>
        field.Groups["plain"].Value + field.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal));

    [GeneratedRegex("(?<=^|,)(\"(?<quoted>([^\"]|\"\")*)\"|(?<plain>[^,\"]*))(?=,|$)")]
    private static partial Regex Field();

    /// <summary>The documented column that a column is: models and steps have names of their own.</summary>
    private static string Pattern(string column) => column.Contains(':', StringComparison.Ordinal)
            ? column.Replace("rfc-2026-05", "MODEL", StringComparison.Ordinal).Replace("arm64-priors", "MODEL", StringComparison.Ordinal)
        : column.Split('.') is [_, ("scope" or "seconds" or "dirty_pages" or "tables" or "hits") and var last] ? $"STEP.{last}"
        : column.Contains('.', StringComparison.Ordinal) ? "STEP.COUNTER[.LEVEL]" : column;

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => type == "text",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetInt64(out _)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "json",
    };

    /// <summary>Asserts that a list is the same in CSV, JSON and Parquet, of documented columns, and that Parquet has the header.</summary>
    private async Task<JsonElement> EqualAsync(string line, string toFile, string list, int published)
    {
        JsonElement document = await JsonAsync($"{line} --format json");
        string[][] json = TableOf(document.GetProperty(list));
        string[][] csv = Csv((await cli.RunAsync($"{line} --format csv")).Exits(ExitCode.Done).Out);
        (string[][] parquet, Dictionary<string, string> metadata) = await ParquetAsync(toFile);

        Assert.Equal(json[0], csv[0]);
        Assert.Equal(json[0], parquet[0]);
        Assert.Equal((json.Length, json.Length), (csv.Length, parquet.Length));
        foreach ((string[] wanted, (string[] inCsv, string[] inParquet)) in json.Zip(csv.Zip(parquet)))
        {
            Assert.Equal(wanted, inCsv);
            Assert.Equal(wanted, inParquet);
        }

        Dictionary<string, string> types = await DocumentedAsync(list);
        foreach (JsonProperty column in document.GetProperty(list).EnumerateArray().SelectMany(row => row.EnumerateObject()))
            Assert.True(IsOf(column.Value, types[Pattern(column.Name)]), $"{column.Name} is {column.Value}");

        Assert.Equal(published, document.GetProperty("published").GetArrayLength());
        Assert.Equal(Plain(document.GetProperty("published")), Plain(JsonDocument.Parse(metadata["s2grid.published"]).RootElement));
        foreach (JsonProperty part in document.EnumerateObject().Where(part => part.Name is not ("published" or "cells" or "runs")))
            Assert.Equal(Plain(part.Value), Plain(JsonDocument.Parse(metadata[$"s2grid.{part.Name}"]).RootElement));

        return document;
    }

    private async Task<Dictionary<string, string>> DocumentedAsync(string list)
    {
        JsonElement columns = await JsonAsync("columns --format json");
        string[] lists = [list, "settings", .. list == "runs" ? ["runs (kvm)", "steps"] : Array.Empty<string>()];
        return columns.EnumerateArray().Where(one => lists.Contains(Word(one, "list")))
            .DistinctBy(one => Word(one, "name"))
            .ToDictionary(one => Word(one, "name"), one => Word(one, "type"));
    }

    private async Task<string> TextAsync(string line) => (await cli.RunAsync(line)).Exits(ExitCode.Done).Out;

    private async Task<JsonElement> JsonAsync(string line) => JsonDocument.Parse(await TextAsync(line)).RootElement.Clone();

    private async Task<(string[][] Table, Dictionary<string, string> Metadata)> ParquetAsync(string line)
    {
        string file = Path.Combine(cli.Folder, "out.parquet");
        (await cli.RunAsync($"{line} --format parquet -o {file}")).Exits(ExitCode.Done);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        string[][] table = Read($"SELECT * FROM '{file}'");
        string[][] entries = Read($"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{file}')");
        return (table, entries.Skip(1).ToDictionary(entry => entry[0], entry => entry[1]));

        string[][] Read(string sql)
        {
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = sql;
            using DuckDBDataReader reader = command.ExecuteReader();
            List<string[]> rows = [[.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]];
            while (reader.Read())
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(at => reader.IsDBNull(at) ? "" : Text(reader.GetValue(at)))]);

            return [.. rows];
        }

        static string Text(object value) =>
            value is bool flag ? flag ? "true" : "false" : Plain(Convert.ToString(value, CultureInfo.InvariantCulture)!);
    }
}
