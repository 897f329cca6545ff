using System.Diagnostics;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Hosting;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Sqlite;
using S2Grid.Support;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

public sealed class KilledProcessTests : IAsyncDisposable
{
    private const string DataVariable = "S2GRID_TEST_KILLED_DATA";
    private const long EnoughDone = 100;

    private readonly GridFixture fixture = new();

    /// <summary>2,000 runs of some milliseconds: enough of them are left when the first ones are seen.</summary>
    private static string Yaml =>
        $"""
        name: long
        axes:
          scenario: clear
          memory: 256M
          backing: 4k
          chunk: 4K
          strategy: [baseline, rfc, rfc-children-only, rfc-siblings-only, rfc-naive, skip-level3, block-only, block-steer, max-level, lazy]
          base-offset: [{string.Join(", ", Enumerable.Range(1, 200).Select(n => $"{n * 4}K"))}]
        """;

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Resume_AfterAKillInTheMiddle_LosesNothingThatWasDoneAndRunsEachRunOnce()
    {
        using Process child = StartChild();
        (SweepRecord sweep, IReadOnlyList<BatchRecord> done) = await WaitUntilUnderWay(child);
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        EmbeddedGrid grid = await fixture.StartGrid(slots: 2);
        Assert.Equal(SweepState.Interrupted, (await SweepDirectory(grid).Find("long")).Progress.State);
        SweepStart resumed = await grid.Grains.GetGrain<ISweepGrain>(sweep.Id).Resume(ResumeScope.Missing);
        SweepProgress end = await Rest(grid, resumed);

        Assert.InRange(resumed.Status.Progress.DoneRuns, done.Sum(batch => batch.Count), sweep.TotalRuns - 1);
        Assert.Equal((SweepState.Done, sweep.TotalRuns), (end.State, end.DoneRuns));
        Assert.Equal(sweep.TotalRuns - resumed.Status.Progress.DoneRuns, end.SessionRuns);
        long expected = 0;
        foreach (RunResult result in await fixture.Results(resumed))
            Assert.Equal(expected++, result.Run.Index);
        Assert.Equal(sweep.TotalRuns, expected);
    }

    /// <summary>What the killed process does. Run by the test above in a process of its own, and by nobody else.</summary>
    [Fact(Explicit = true)]
    public async Task Child_RunsTheSweepUntilItIsKilled()
    {
        string data = Environment.GetEnvironmentVariable(DataVariable)
            ?? throw new InvalidOperationException($"{DataVariable} is not set.");
        await using EmbeddedGrid grid = await EmbeddedGrid.StartAsync(
            new DataDirectory(data), new GridSettings { Slots = 2 }, TestContext.Current.CancellationToken);
        await Rest(grid, await Start(grid, Yaml, "long"));
    }

    private Process StartChild()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "-explicit", "only", "-method", $"*{nameof(Child_RunsTheSweepUntilItIsKilled)}" },
            Environment = { [DataVariable] = fixture.Data.Path },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process child = Process.Start(start)!;
        child.OutputDataReceived += (_, _) => { };
        child.ErrorDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        return child;
    }

    private async Task<(SweepRecord Sweep, IReadOnlyList<BatchRecord> Done)> WaitUntilUnderWay(Process child)
    {
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(fixture.Data);
        (SweepRecord Sweep, IReadOnlyList<BatchRecord> Done)? underWay = null;
        await Poll.UntilAsync(
            async () =>
            {
                Assert.False(child.HasExited, "The child was awaited to be in the middle of its sweep, and it has ended.");
                if (await catalogue.FindByName("long") is { } sweep && await catalogue.Batches(sweep.Id) is var done
                    && done.Sum(batch => batch.Count) >= EnoughDone)
                {
                    underWay = (sweep, done);
                }

                return underWay is not null;
            },
            () => $"the child to have done {EnoughDone} runs.");
        return underWay!.Value;
    }
}
