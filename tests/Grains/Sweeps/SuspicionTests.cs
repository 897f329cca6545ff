using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Cluster;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu.Simulation;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;

namespace S2Grid.Grains.Tests.Sweeps;

/// <summary>Which runs are to blame for the death of a silo.</summary>
public sealed class SuspicionTests : IAsyncLifetime
{
    private const string Silo = "127.0.0.1:1@1";

    private readonly GridFixture fixture = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private SqliteCatalogue catalogue = null!;
    private SegmentDirectory segments = null!;
    private SweepSession session = null!;

    public async ValueTask InitializeAsync()
    {
        catalogue = SqliteCatalogue.Open(fixture.Data);
        segments = new SegmentDirectory(fixture.Data);
        const string Yaml = "name: one\naxes: {memory: 4M}\n";
        var record = new SweepRecord
        {
            Id = "a",
            Name = "one",
            SpecificationText = Yaml,
            FileName = "one.yaml",
            Overrides = "[]",
            SpecificationHash = "hash",
            EngineVersion = SimulatedVm.EngineVersion,
            TotalRuns = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            StartedAt = DateTimeOffset.UnixEpoch,
        };
        await catalogue.TryAdd(record);
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        var dropped = new DroppedMeasurements(meters);
        var grid = new SweepContext(
            catalogue,
            segments,
            new SweepPlans(catalogue),
            new GridSettings { Slots = 0, Policy = GridPolicy.Cluster, Clock = fixture.Clock },
            new GridInstruments(meters, dropped, fixture.Clock),
            new AgentInstruments(meters, dropped, fixture.Clock));
        SweepSpecification specification = SweepSpecification.Parse(Yaml, "one.yaml").Specification!;
        session = (await SweepSession.OpenAsync(grid, record, specification, ResumeScope.Missing))!;
    }

    public async ValueTask DisposeAsync()
    {
        session.Dispose();
        await segments.DisposeAsync();
        await catalogue.DisposeAsync();
        await services.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Expire_SiloThatHadTheRunEndedTwice_QuarantinesIt()
    {
        await LeaseAndEndAsync(isConfirmed: true, SiloDisposition.Ended);
        await LeaseAndEndAsync(isConfirmed: true, SiloDisposition.Ended);

        Assert.Contains("2 processes have died while they did it", (await LeaseAsync()).Quarantine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expire_SlotThatWaitedForWorkWhenItsSiloEnded_IsNotCountedAsADeath()
    {
        await LeaseAndEndAsync(isConfirmed: true, SiloDisposition.Ended);
        await LeaseAndEndAsync(isConfirmed: false, SiloDisposition.Ended);
        await LeaseAndEndAsync(isConfirmed: false, SiloDisposition.Ended);

        Assert.Null((await LeaseAsync()).Quarantine);
    }

    [Fact]
    public async Task Expire_SiloThatWasCastOut_IsNotCountedAsADeath()
    {
        await LeaseAndEndAsync(isConfirmed: true, SiloDisposition.Evicted);
        await LeaseAndEndAsync(isConfirmed: true, SiloDisposition.Evicted);

        Assert.Null((await LeaseAsync()).Quarantine);
    }

    private async Task LeaseAndEndAsync(bool isConfirmed, SiloDisposition disposition)
    {
        BatchLease lease = await LeaseAsync();
        Assert.Null(lease.Quarantine);
        if (isConfirmed)
            Assert.Equal(LeaseStatus.Renewed, session.Renew(lease.Number));
        Assert.True(await session.ExpireAsync(_ => ValueTask.FromResult(disposition)));
    }

    private async Task<BatchLease> LeaseAsync()
        => (await session.TryLeaseAsync(GridFixture.Request(silo: Silo), new ClusterCapacity(3, 1 << 30)))!;
}
