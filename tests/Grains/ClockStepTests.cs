using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Grains.Leases;
using S2Grid.Hosting;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests;

/// <summary>The time of day may be set, either way, while sweeps go on: only what is shown as such follows.</summary>
public sealed class ClockStepTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Set_WhileASweepGoesOn_ChangesNeitherLeasesNorPace(int hours)
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease lease = (await Lease(grid))!;
        fixture.Clock.Advance(TimeSpan.FromSeconds(8));

        fixture.Clock.Set(TimeSpan.FromHours(hours));

        Assert.Equal(LeaseStatus.Renewed, await Sweep(grid, start).Renew(lease.Number));
        Assert.True(await Sweep(grid, start).Complete(await Do(grid, lease)));
        SweepProgress progress = (await Sweep(grid, start).GetStatus()).Progress;
        Assert.Equal((TimeSpan.FromSeconds(8), lease.Count / 8.0), (progress.Elapsed, progress.RunsPerSecond));
        Assert.True(await Sweep(grid, start).Complete(await Do(grid, (await Lease(grid))!)));
        SweepStatus end = await Sweep(grid, start).GetStatus();
        Assert.Equal((SweepState.Done, TimeSpan.FromSeconds(8)), (end.Progress.State, end.Progress.Elapsed));
    }

    [Fact]
    public async Task Set_Back_LeaseThatNobodyRenewsEndsInTime()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);
        SweepStart start = await Start(grid);
        BatchLease lease = (await Lease(grid))!;
        fixture.Clock.Set(TimeSpan.FromHours(-1));

        fixture.Clock.Advance(lease.Duration);

        Assert.Equal(lease.First, (await Lease(grid))!.First);
        Assert.Equal(LeaseStatus.Lost, await Sweep(grid, start).Renew(lease.Number));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Set_WhileWorkersAsk_TheyStayForAMinuteAndNoLonger(int hours)
    {
        var tracker = new LivenessTracker<string>(fixture.Clock);
        tracker.Note("a", "said");
        fixture.Clock.Set(TimeSpan.FromHours(hours));

        fixture.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(["said"], tracker.Present());
        fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(tracker.Present());
    }

    /// <summary>A process that was paused, by Ctrl-Z or a lid, goes on where it was: what waits within it has no deadline.</summary>
    [Fact]
    public async Task Embedded_HasNoDeadlineBetweenItsParts()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);

        SiloMessagingOptions options = grid.Services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        Assert.InRange(options.ResponseTimeout, TimeSpan.FromDays(1), TimeSpan.MaxValue);
        Assert.InRange(options.SystemResponseTimeout, TimeSpan.FromDays(1), TimeSpan.MaxValue);
    }

    /// <summary>Orleans itself keeps wall times; it is given a clock that is never set.</summary>
    [Fact]
    public async Task Orleans_TakesItsClockFromTheGrid()
    {
        EmbeddedGrid grid = await fixture.StartGrid(slots: 0);

        Assert.IsType<SteadyClock>(grid.Services.GetRequiredService<TimeProvider>());
        Type collector = typeof(Silo).Assembly.GetType("Orleans.Runtime.ActivationCollector", throwOnError: true)!;
        Assert.Contains(typeof(TimeProvider), collector.GetConstructors().Single().GetParameters().Select(one => one.ParameterType));
    }
}
