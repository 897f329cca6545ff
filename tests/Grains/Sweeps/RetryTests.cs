using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Telemetry;
using S2Grid.Grains.Vms;
using S2Grid.Hosting;
using S2Grid.Mmu;
using S2Grid.Mmu.Simulation;
using S2Grid.Storage.Segments;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests.Sweeps;

/// <summary>Runs that fail, in a grid where two silos ask for work.</summary>
public sealed class RetryTests : IAsyncDisposable
{
    private const string One = "127.0.0.1:1@1";
    private const string Other = "127.0.0.1:2@1";

    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Complete_RunsThatFailed_AreDoneByTheOtherSiloAndAreWhole()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        await FailFirstBatchAsync(grid, start);

        Assert.Null(await Lease(grid, Request(silo: One)));
        BatchLease again = (await Lease(grid, Request(silo: Other)))!;
        Assert.Equal((0L, 2), (again.First, again.Attempt));
        await Sweep(grid, start).Complete(await Do(grid, again));

        SweepProgress end = await Rest(grid, start);
        Assert.Equal((SweepState.Done, 48L, 0L), (end.State, end.DoneRuns, end.FailedRuns));
        await fixture.AssertComplete(start);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_RunsThatFailEverywhere_AreGivenUpAfterThreeTries(bool failFast)
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        await Sweep(grid, start).SetPolicy(SweepPolicy.Default with { FailFast = failFast });
        await FailFirstBatchAsync(grid, start);

        foreach (string silo in (string[])[Other, One])
        {
            Assert.False((await Sweep(grid, start).GetStatus()).Progress.State.IsAtRest());
            BatchLease again = (await Lease(grid, Request(silo: silo)))!;
            await Sweep(grid, start).Complete(await Do(grid, again with { Quarantine = "it threw" }));
        }

        SweepProgress end = await Rest(grid, start);
        Assert.Equal((SweepState.Failed, 48L, 32L), (end.State, end.DoneRuns, end.FailedRuns));
        Assert.Equal(failFast, end.Fault?.Contains("stop at the first failure", StringComparison.Ordinal) ?? false);
        Assert.All((await fixture.Results(start)).Take(32), result => Assert.Equal("it threw", result.Error));
    }

    [Theory]
    [InlineData(1, null, "")]
    [InlineData(2, null, " (tried 2 times)")]
    [InlineData(3, "the disk was full", " (tried 3 times; before that: the disk was full)")]
    public void Run_ThatThrows_RecordsItsCauseAndHowOftenItWasTried(int attempt, string? before, string said)
    {
        SweepSpecification specification = SweepSpecification.Parse(
            "name: hungry\naxes:\n  scenario: clear\n  memory: 1G\n  backing: thp\n  dirty: random 0.5 seed 1\n",
            "hungry.yaml").Specification!;
        var lease =
            new BatchLease("sweep", 1, 0, 1, attempt > 1 ? "0.parquet" : null, TimeSpan.FromMinutes(1), long.MaxValue, attempt, null);
        var results = new SegmentBuffer();
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        var budget = new TableMemoryBudget(long.MaxValue);
        var dropped = new DroppedMeasurements(meters);
        using var guests = new GuestStudies(new GuestInstruments(meters, dropped), budget, NullLogger<GuestStudies>.Instance);
        var context = new VmContext(new GridSettings { Clock = fixture.Clock }, new CountCache(), budget,
            new GridInstruments(meters, dropped, fixture.Clock), guests);
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 1 << 20 }, tableMemoryLimit: 256 << 10);
        var runner = new BatchRunner(lease, specification, results, context, span: null);

        runner.Run(vm, [(0, null)], CancellationToken.None);
        string cause = results.Runs[0].Error!;
        results.Clear();
        runner.Run(vm, [(0, before ?? cause)], CancellationToken.None);

        Assert.Equal(1, results.Failed);
        Assert.Contains("tables need more than", cause, StringComparison.Ordinal);
        Assert.Equal(cause + said, results.Runs[0].Error);
    }

    /// <summary>Has both silos ask for work, one's 32 runs fail and the other's be done.</summary>
    private static async Task FailFirstBatchAsync(EmbeddedGrid grid, SweepStart start)
    {
        BatchLease first = (await Lease(grid, Request(silo: One)))!;
        BatchLease second = (await Lease(grid, Request(silo: Other)))!;
        Assert.Equal((32, 16), (first.Count, second.Count));
        Assert.True(await Sweep(grid, start).Complete(await Do(grid, first with { Quarantine = "it threw" })));
        Assert.True(await Sweep(grid, start).Complete(await Do(grid, second)));
    }
}
