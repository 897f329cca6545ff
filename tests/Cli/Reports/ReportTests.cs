using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Reports;

public sealed partial class ReportTests : IDisposable
{
    private static readonly string[] Files = ["report.html", "report.md", "reproduce.txt", "runs.csv", "runs.parquet", "sweep.yaml"];

    private readonly CliHarness cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Report_RfcPreset_IsAWholeFolder()
    {
        await ReportAsync("rfc-2026-05");

        string[] pictures =
            [.. Directory.EnumerateFiles(PathOf("report/pictures")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(Files,
            Directory.EnumerateFiles(PathOf("report")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["breakdown-rfc-2026-05-enable", "change-callbacks-enable", "change-level-3-visits-enable",
                "change-predicted-rfc-2026-05-enable", "published"],
            pictures.Where(file => file.EndsWith(".svg", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file)));
        Assert.Equal(10, pictures.Length);
        Assert.Equal(10, File.ReadLines(PathOf("report/runs.csv")).Count());
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder, "*.part"));
    }

    [Fact]
    public async Task Report_Text_IsThatOfTheSnapshotAndFitsIntoAMail()
    {
        await ReportAsync("rfc-2026-05");

        string text = await File.ReadAllTextAsync(PathOf("report/report.md"), TestContext.Current.CancellationToken);

        Assert.All(text.Split('\n').Where(line => !line.StartsWith('!')), line => Assert.InRange(line.Length, 0, 72));
        Snapshot.Matches("report-rfc-2026-05", text);
    }

    [Fact]
    public async Task Report_Opening_SaysWhatWasFoundBeforeAnyTable()
    {
        await ReportAsync("rfc-2026-05");

        string text = await File.ReadAllTextAsync(PathOf("report/report.md"), TestContext.Current.CancellationToken);
        string opening = string.Join(' ', text[..text.IndexOf("## ", StringComparison.Ordinal)].Split('\n'));

        Assert.Contains("Most is saved by skip-level3: time predicted by rfc-2026-05 goes from 163 ms (149 to 177) to 4.41 ms (0 to 4.45), "
            + "-97.3 % (-100.0 to -97.1) against baseline (backing 4k, scenario enable; split call, provenance simulated, predicted, not "
            + "measured).", opening, StringComparison.Ordinal);
        Assert.Contains("Nothing that is compared has more of anything than the baseline.", opening, StringComparison.Ordinal);
        Assert.Contains("TLBIs, tables: no difference anywhere.", opening, StringComparison.Ordinal);
        Assert.Contains("](pictures/change-predicted-rfc-2026-05-enable.svg)", opening, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_EveryPicture_StandsAlone()
    {
        await ReportAsync("rfc-2026-05");

        foreach (string file in Directory.EnumerateFiles(PathOf("report/pictures"), "*.svg"))
        {
            string text = string.Join(' ', XDocument.Load(file).Descendants().Where(one => one.Name.LocalName is "text" or "tspan")
                .Select(one => one.Value));
            string runs = file.Contains("published", StringComparison.Ordinal) ? "20 runs" : "n: 1 run";
            foreach (string fact in (string[])["split call", "provenance simulated", "VM of 1G", runs])
                Assert.Contains(fact, text, StringComparison.Ordinal);

            Assert.Equal(file.Contains("level-3", StringComparison.Ordinal) || file.Contains("callbacks", StringComparison.Ordinal),
                text.Contains("exact counts", StringComparison.Ordinal));
            Assert.DoesNotContain("standard deviation", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_Breakdown_IsOfTheCaseThatDiffersMostAndSaysSo()
    {
        await RunAsync("run rfc-2026-05 --quiet --set chunk=1G,2G --name chosen", ExitCode.Done);
        await RunAsync("report chosen -o report", ExitCode.Done);

        string text = await File.ReadAllTextAsync(PathOf("report/report.md"), TestContext.Current.CancellationToken);

        Assert.Contains("of 2 cases (size, chunk ...) the one whose strategies differ most", string.Join(' ', text.Split('\n')),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfTwoSweeps_HasTheMetricsRowsAndFilesOfBoth()
    {
        cli.Write("small.yaml", SweepFiles.Small);
        (await cli.RunAsync("run small.yaml --quiet")).Exits(ExitCode.Done);
        (await cli.RunAsync("run small.yaml --quiet --name large --set memory=128M")).Exits(ExitCode.Done);

        (await cli.RunAsync("report small large -o both --ignore memory --metric callbacks --by backing,strategy")).Exits(ExitCode.Done);

        string text = await File.ReadAllTextAsync(PathOf("both/report.md"), TestContext.Current.CancellationToken);
        Assert.StartsWith("# small, large\n", text, StringComparison.Ordinal);
        Assert.Matches(@"thp +rfc +32 +100\.00 %", text);
        Assert.DoesNotContain("TLBIs", text, StringComparison.Ordinal);
        Assert.Contains("Ignored: memory is 64M in small, 128M in large;", text, StringComparison.Ordinal);
        foreach (string file in (string[])["runs-small.csv", "runs-large.parquet", "sweep-small.yaml", "sweep-large.yaml"])
            Assert.True(File.Exists(PathOf($"both/{file}")), file);

        string reproduce = await File.ReadAllTextAsync(PathOf("both/reproduce.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("s2grid run sweep-large.yaml --name large --set memory=128M\n", reproduce, StringComparison.Ordinal);
        Assert.Contains("s2grid report small large -o report --ignore memory --by backing,strategy --metric callbacks\n", reproduce,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_Changes_AreThoseOfTheComparison()
    {
        await ReportAsync("v2-2026-06");
        string text = await File.ReadAllTextAsync(PathOf("report/report.md"), TestContext.Current.CancellationToken);
        using JsonDocument compared = JsonDocument.Parse(
            (await cli.RunAsync("compare v2-2026-06 --by backing --metric predicted:v2-2026-06 --format json")).Exits(ExitCode.Done).Out);

        string[] changes =
            [.. compared.RootElement.GetProperty("cells").EnumerateArray().Where(cell => cell.GetProperty("row").GetString() == "cell")
                .SelectMany(cell => Numbers(cell, "change"))
                .Select(change => (100 * change).ToString("0.0", CultureInfo.InvariantCulture) + " % (")];

        Assert.Equal(12, changes.Length);
        Assert.All(changes, change => Assert.Contains(change, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_Page_NeedsNothingFromElsewhere()
    {
        await ReportAsync("v2-2026-06");

        string html = await File.ReadAllTextAsync(PathOf("report/report.html"), TestContext.Current.CancellationToken);

        Assert.DoesNotMatch(@"(src|href)=""(?!#)", html);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(http", html, StringComparison.Ordinal);
        string[] names = [.. Id().Matches(html).Select(id => id.Value)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(9, Regex.Count(html, "<figure>"));
    }

    [Fact]
    public async Task Report_Pictures_AreWellFormedAndHaveTheirText()
    {
        await ReportAsync("rfc-2026-05");

        foreach (string file in Directory.EnumerateFiles(PathOf("report/pictures"), "*.svg"))
        {
            XElement svg = XDocument.Load(file).Root!;
            Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "text");
        }
    }

    [Fact]
    public async Task Report_Twice_IsTheSameByteForByte()
    {
        await ReportAsync("rfc-2026-05");
        await RunAsync("report rfc-2026-05 -o again", ExitCode.Done);

        foreach (string file in Directory.EnumerateFiles(PathOf("report"), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            string other = Path.Combine(PathOf("again"), Path.GetRelativePath(PathOf("report"), file));
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(other)), file);
        }
    }

    [Fact]
    public async Task Report_FolderThatIsThere_IsReplacedOnlyWhenForced()
    {
        await ReportAsync("rfc-2026-05");
        Directory.CreateDirectory(PathOf("precious"));
        cli.Write("precious/thesis.txt", "mine");

        string refusal = (await RunAsync("report rfc-2026-05 -o report", ExitCode.Usage)).Error;
        string other = (await RunAsync("report rfc-2026-05 -o precious --force", ExitCode.Usage)).Error;
        await RunAsync("report rfc-2026-05 -o report --force", ExitCode.Done);

        Assert.Contains("--force replaces it", refusal, StringComparison.Ordinal);
        Assert.Contains("is no report", other, StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf("precious/thesis.txt")));
    }

    [Fact]
    public async Task Report_FolderWithASlashALinkOrTheUsersFiles_IsTheUsers()
    {
        await ReportAsync("rfc-2026-05");
        await RunAsync("report rfc-2026-05 -o new/", ExitCode.Done);
        Directory.CreateSymbolicLink(PathOf("link"), "new");
        await RunAsync("report rfc-2026-05 -o link/ --force", ExitCode.Done);
        cli.Write("report/pictures/outdated.svg", "");
        await RunAsync("report rfc-2026-05 -o report/ --force", ExitCode.Done);

        Assert.Equal("new", new DirectoryInfo(PathOf("link")).LinkTarget);
        Assert.All((string[])["report", "new"], folder => Assert.Equal(Files,
            Directory.EnumerateFiles(PathOf(folder)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)));
        Assert.False(File.Exists(PathOf("report/pictures/outdated.svg")));

        cli.Write("report/cover-letter.txt", "mine");
        CliResult refused = await RunAsync("report rfc-2026-05 -o report --force", ExitCode.Usage);
        Assert.Contains("cover-letter.txt", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(PathOf("report/cover-letter.txt"), TestContext.Current.CancellationToken));
    }

    /// <summary>A strategy that is mainline's at chunk 2M is not compared there, so that tables have unlike columns.</summary>
    [Fact]
    public async Task Report_StrategyThatOnlySomeTablesHave_GivesItsBarsItsOwnColour()
    {
        cli.Write("own.yaml",
            "axes: {memory: [64M, 128M], backing: thp, chunk: [2M, 1G], strategy: [baseline, clear-split-once, big-chunks]}\n"
            + "strategies: {big-chunks: [{when: chunk >= 1G, level-3: never}]}");
        await RunAsync("run own.yaml --quiet", ExitCode.Done);
        await RunAsync("report own -o report", ExitCode.Done);

        XElement[] drawn = [.. XDocument.Load(PathOf("report/pictures/change-level-3-visits-enable.svg")).Descendants()];
        XElement[] boxes = [.. drawn.Where(one => one.Name.LocalName == "rect" && one.Attribute("fill")?.Value[0] == '#')];
        XElement name = Assert.Single(drawn, one => one.Name.LocalName == "text" && one.Value.Trim() == "big-chunks[level-3=never]");
        double[] place = [.. Regex.Matches(name.Attribute("transform")!.Value, @"[\d.]+").Select(number => Number(number.Value))];
        XElement entry = boxes.Where(box => Number(box.Attribute("width")!.Value) == 20).MinBy(box =>
            Math.Abs(Number(box.Attribute("x")!.Value) + 20 - place[0]) + Math.Abs(Number(box.Attribute("y")!.Value) - place[1]))!;
        XElement[] bars = [.. boxes.Where(box => Number(box.Attribute("width")!.Value) > 100)];

        Assert.Equal(Enumerable.Repeat(entry.Attribute("fill")!.Value, 2), bars.Select(bar => bar.Attribute("fill")!.Value));
        Assert.Contains("VM of 64M to 128M", drawn.Select(one => one.Value.Trim()));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Report_Repeat_GivesTheSameRuns()
    {
        await RunAsync("run rfc-2026-05 --set memory=64M --name small --quiet", ExitCode.Done);
        await RunAsync("report small -o report", ExitCode.Done);
        string command =
            File.ReadLines(PathOf("report/reproduce.txt")).First(line => line.StartsWith("s2grid run", StringComparison.Ordinal));
        string before = (await RunAsync("results small --format csv", ExitCode.Done)).Out;

        await RunAsync("sweeps delete small", ExitCode.Done);
        await RunAsync(command["s2grid ".Length..].Replace("sweep.yaml", "report/sweep.yaml", StringComparison.Ordinal) + " --quiet",
            ExitCode.Done);
        string after = (await RunAsync("results small --format csv", ExitCode.Done)).Out;

        Assert.Equal(WithoutTime(before), WithoutTime(after));
    }

    [Fact]
    public async Task Report_OfAChoice_NamesTheCommandThatChoosesTheSame()
    {
        await RunAsync("run rfc-2026-05 --quiet", ExitCode.Done);
        string[] words = ["report", "rfc-2026-05", "-o", "report", "--baseline", "strategy=rfc", "--baseline", "chunk=1G", "--where",
            "backing = 'thp'"];

        (await cli.RunAsync(words)).Exits(ExitCode.Done);

        string[] lines = await File.ReadAllLinesAsync(PathOf("report/reproduce.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("s2grid report rfc-2026-05 -o report --baseline chunk=1G --baseline strategy=rfc --where \"backing = 'thp'\"",
            lines);
        Assert.Contains("# Cost model rfc-2026-05, in ns: low, midpoint, high", lines);
        Assert.Contains("leaf_callbacks.3: 570, 604, 660  # level-3 visit", lines);
    }

    [Fact]
    public async Task Document_PastedTables_AreThoseOfTheReport()
    {
        await ReportAsync("rfc-2026-05");
        string report = await File.ReadAllTextAsync(PathOf("report/report.md"), TestContext.Current.CancellationToken);
        string document = await File.ReadAllTextAsync(Document(), TestContext.Current.CancellationToken);

        string[] pasted = [.. Pasted().Matches(document).Select(block => block.Groups[1].Value)];

        Assert.Equal(2, pasted.Length);
        Assert.All(pasted, block => Assert.Contains(block, report, StringComparison.Ordinal));
    }

    private static string Document([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "client", "docs", "cover-letter.md");

    private static IEnumerable<double> Numbers(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == name && property.Value.ValueKind == JsonValueKind.Number
                ? [property.Value.GetDouble()] : Numbers(property.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Numbers(item, name)),
        _ => [],
    };

    private static IEnumerable<string> WithoutTime(string csv)
    {
        string[][] rows = [.. csv.TrimEnd().Split('\n').Select(line => line.Split(','))];
        int time = Array.IndexOf(rows[0], "wall_seconds");
        return rows.Select(row => string.Join(',', row.Where((_, column) => column != time)));
    }

    [GeneratedRegex("\\bid=\"[^\"]+\"")]
    private static partial Regex Id();

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Pasted();

    private async Task ReportAsync(string preset)
    {
        await RunAsync($"run {preset} --quiet", ExitCode.Done);
        await RunAsync($"report {preset} -o report", ExitCode.Done);
    }

    private async Task<CliResult> RunAsync(string line, int expected) => (await cli.RunAsync(line)).Exits(expected);

    private string PathOf(string name) => Path.Combine(cli.Folder, name);
}
