using System.Formats.Tar;
using System.IO.Compression;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Cli.Tests.Processes;

namespace S2Grid.Cli.Tests.OlderData;

/// <summary>
/// What users have stays theirs: the data folder that version 0.1.0 left at commit cec6165 is read, resumed and compared. Two of its sweeps
/// are done, and <c>half</c> was interrupted after 1,146 of 1,728 runs; beside it stands what that version printed of each.
/// </summary>
public sealed class OlderDataTests : IDisposable
{
    private static readonly string Kept = Path.Combine(AppContext.BaseDirectory, "OlderData");

    private readonly CliHarness cli = new();

    public OlderDataTests()
    {
        using var archive = new GZipStream(File.OpenRead(Path.Combine(Kept, "data.tar.gz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(archive, cli.Folder, overwriteFiles: false);
        Directory.Move(Path.Combine(cli.Folder, "data-cec6165"), cli.Data);
    }

    [Theory]
    [InlineData("rfc-2026-05", 9)]
    [InlineData("matrix-small", 272)]
    [InlineData("half", 1146)]
    public async Task Results_OfEachSweep_HaveEveryFigureThatTheyHad(string sweep, int runs)
    {
        CliResult result = await cli.RunAsync($"results {sweep} --format csv");

        ResultsCsv now = ResultsCsv.Parse(result.Exits(Judged(sweep)).Out);
        ResultsCsv then = Printed(sweep);
        Assert.Equal(runs, then.Rows.Count);
        now.HasAllOf(then);
    }

    [Fact]
    public async Task Look_OnADiskThatMayOnlyBeRead_ShowsAllOfIt()
    {
        CliResult result = await Shell.RunMountedAsync(cli, """
            mount --bind "$S2GRID_DATA" "$S2GRID_DATA" && mount -o remount,bind,ro "$S2GRID_DATA" || exit 99
            s2grid run rfc-2026-05 --name another && exit 98
            s2grid sweeps list >&2 && s2grid results matrix-small --format csv
            """);

        ResultsCsv.Parse(result.Exits(Judged("matrix-small")).Out).HasAllOf(Printed("matrix-small"));
        Assert.Contains("rfc-2026-05", result.Error, StringComparison.Ordinal);
        Assert.Contains("may only be read", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_HalfDoneSweep_DoesTheRestAndLeavesWhatIsDone()
    {
        CliResult resumed = await cli.RunAsync("sweeps resume half --format csv --quiet");
        File.Copy(Path.Combine(Kept, "half.yaml"), Path.Combine(cli.Folder, "half.yaml"));
        CliResult anew = await cli.RunAsync("run half.yaml --name anew --format csv --quiet");

        ResultsCsv all = ResultsCsv.Parse(resumed.Exits(ExitCode.Done).Out);
        Assert.Equal(1728, all.Rows.Count);
        all.HasAllOf(ResultsCsv.Parse(anew.Exits(ExitCode.Done).Out), but: ["wall_seconds", "reused_from"]);

        // The time that a run took on the host tells whether it was run again.
        ResultsCsv then = Printed("half");
        all.Only(then["run"]).HasAllOf(then);
    }

    [Fact]
    public async Task Compare_WithTheSameSweepAnew_ShowsNoDifference()
    {
        (await cli.RunAsync("run matrix-small --name anew --quiet")).Exits(Judged("matrix-small"));

        CliResult result = await cli.RunAsync("compare matrix-small anew --format csv");

        ResultsCsv table = ResultsCsv.Parse(result.Exits(Judged("matrix-small")).Out);
        ILookup<string, string> values = table["row"].Zip(table["baseline"], table["value"])
            .Where(line => line.First == "cell").ToLookup(line => line.Second, line => line.Third);
        Assert.NotEmpty(values["true"]);
        Assert.Equal(values["true"], values["false"]);
        Assert.All(table["change"], change => Assert.Contains(change, (string[])["", "0"]));
    }

    [Fact]
    public async Task Report_OfASweep_IsWritten()
    {
        (await cli.RunAsync("report matrix-small -o report")).Exits(ExitCode.Done);

        string report = Path.Combine(cli.Folder, "report", "report.md");
        Assert.Contains("matrix-small", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    /// <summary>One of matrix-small's strategies, rfc-naive, leaves blocks that mainline splits, which the exit code says today.</summary>
    private static int Judged(string sweep) => sweep == "matrix-small" ? ExitCode.Failed : ExitCode.Done;

    private static ResultsCsv Printed(string sweep)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Kept, sweep + ".csv.gz")), CompressionMode.Decompress));
        return ResultsCsv.Parse(text.ReadToEnd());
    }
}
