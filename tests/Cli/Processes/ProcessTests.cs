using System.Text.Json;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Experiments.Specification;
using S2Grid.Storage;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;
using S2Grid.Support;

namespace S2Grid.Cli.Tests.Processes;

public sealed class ProcessTests : IDisposable
{
    private const int Runs = 100_000;

    private readonly CliHarness cli = new();

    [Fact]
    public async Task KillInTheMiddle_ThenResume_HasEveryRunOnceAndLosesNoneThatWasDone()
    {
        cli.Write("sweep.yaml", SweepFiles.HundredThousand);
        await using CliProcess run = CliProcess.Start(cli.Folder, cli.Data, "run", "sweep.yaml");
        long reported = await WaitForRunsAsync(run, "hundred-thousand", 5_000);
        await run.KillAsync();

        long[] kept = await RunsAsync("hundred-thousand");
        Assert.InRange(kept.Length, reported, Runs - 1);
        Assert.Equal("interrupted", (await StatusAsync("hundred-thousand")).GetProperty("state").GetString());

        await using CliProcess resume = CliProcess.Start(cli.Folder, cli.Data, "sweeps", "resume", "hundred-thousand", "--quiet");
        (await resume.EndAsync()).Exits(ExitCode.Done);

        long[] runs = await RunsAsync("hundred-thousand");
        Assert.Equal(Enumerable.Range(0, Runs).Select(run => (long)run), runs);
        Assert.Empty(kept.Except(runs));
    }

    [Fact]
    public async Task CtrlC_DrainsAndExitsWith130()
    {
        cli.Write("sweep.yaml", SweepFiles.HundredThousand);
        await using CliProcess run = CliProcess.Start(cli.Folder, cli.Data, "run", "sweep.yaml", "--repeats", "200");
        await WaitForRunsAsync(run, "hundred-thousand", 1);

        await run.InterruptAsync();

        CliResult result = (await run.EndAsync()).Exits(ExitCode.Interrupted);
        Assert.Contains("finishing batches in flight", result.Error, StringComparison.Ordinal);
        Assert.Contains("s2grid sweeps resume hundred-thousand", result.Error, StringComparison.Ordinal);
        Assert.Equal("cancelled", (await StatusAsync("hundred-thousand")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task TwoProcesses_WithOneDataDirectory_DoNotDisturbEachOther()
    {
        cli.Write("sweep.yaml", SweepFiles.HundredThousand);
        await using CliProcess busy = CliProcess.Start(cli.Folder, cli.Data, "run", "sweep.yaml", "--repeats", "200");
        await WaitForRunsAsync(busy, "hundred-thousand", 1);

        await using CliProcess beside = CliProcess.Start(cli.Folder, cli.Data, "run", "rfc-2026-05");
        CliResult preset = (await beside.EndAsync()).Exits(ExitCode.Done);
        CliResult refused = (await cli.RunAsync("run sweep.yaml --repeats 200")).Exits(ExitCode.Usage);
        CliResult cancelled = (await cli.RunAsync("sweeps cancel hundred-thousand")).Exits(ExitCode.Done);
        CliResult stopped = (await busy.EndAsync()).Exits(ExitCode.Interrupted);

        Snapshot.Matches("run-rfc-2026-05", preset.Out);
        Assert.Contains("process", refused.Error, StringComparison.Ordinal);
        Assert.Contains("s2grid sweeps resume hundred-thousand", cancelled.Error, StringComparison.Ordinal);
        Assert.Contains("s2grid sweeps resume hundred-thousand", stopped.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    /// <summary>Waits until that many runs are reported as done, and returns how many are.</summary>
    private async Task<long> WaitForRunsAsync(CliProcess process, string sweep, long atLeast)
    {
        long done = -1;
        await Poll.UntilAsync(
            async () =>
            {
                Assert.False(
                    process.HasExited, $"Waited for {atLeast} runs of {sweep}, but its process ended after {done}:\n{process.Error}");
                if (Directory.Exists(Path.Combine(cli.Data, "sweeps")))
                    done = await DoneAsync(sweep);

                return done >= atLeast;
            },
            () => $"{atLeast} runs of {sweep} to be done; {done} are.\n{process.Error}");
        return done;
    }

    /// <summary>How many runs are done, asked of the catalogue itself: by the time that 's2grid sweeps list' has answered, all may
    /// be.</summary>
    private async Task<long> DoneAsync(string sweep)
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(new DataDirectory(cli.Data));
        return await catalogue.FindByName(sweep) is { } record ? (await catalogue.Counts(record.Id)).Done : 0;
    }

    private async Task<JsonElement> StatusAsync(string sweep)
    {
        CliResult result = await cli.RunAsync("sweeps list --format json");
        using JsonDocument json = JsonDocument.Parse(result.Exits(ExitCode.Done).Out);
        return json.RootElement.EnumerateArray().Single(status => status.GetProperty("name").GetString() == sweep).Clone();
    }

    /// <summary>The number of every stored result, by ascending number.</summary>
    private async Task<long[]> RunsAsync(string sweep)
    {
        string id = (await StatusAsync(sweep)).GetProperty("id").GetString()!;
        SweepSpecification specification = SweepSpecification.Parse(SweepFiles.HundredThousand, "sweep.yaml").Specification!;
        var data = new DataDirectory(cli.Data);
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(data);
        using SegmentReader reader =
            await SegmentReader.OpenAsync(catalogue, new SegmentDirectory(data), id, specification.Plan, CancellationToken.None);
        return [.. reader.Query(null, [SegmentColumns.Run]).Rows.Select(row => (long)row[0]!)];
    }
}
