using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Cluster;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu.Simulation;
using S2Grid.Protocol;
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
    private SweepContext grid = null!;
    private SweepSession session = null!;

    public async ValueTask InitializeAsync()
    {
        catalogue = SqliteCatalogue.Open(fixture.Data);
        segments = new SegmentDirectory(fixture.Data);
        SweepRecord record = Record("a", "axes: {memory: 4M}\n");
        await catalogue.TryAdd(record);
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        var dropped = new DroppedMeasurements(meters);
        grid = new SweepContext(
            catalogue,
            segments,
            new SweepPlans(catalogue),
            new GridSettings { Slots = 0, Policy = GridPolicy.Cluster, Clock = fixture.Clock },
            new GridInstruments(meters, dropped, fixture.Clock),
            new AgentInstruments(meters, dropped, fixture.Clock));
        session = await OpenAsync(record);
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

    [Fact]
    public async Task Expire_CoordinatorMovedAndTheLeaseHadReachedNobody_IsNotCountedAsADeath()
    {
        await LeaseMoveAndEndAsync(isConfirmed: false);
        await LeaseMoveAndEndAsync(isConfirmed: false);

        Assert.Null((await LeaseAsync()).Quarantine);
    }

    [Fact]
    public async Task Expire_CoordinatorMovedWhileTheSiloHadTheRun_IsCountedAsADeath()
    {
        await LeaseMoveAndEndAsync(isConfirmed: true);
        await LeaseMoveAndEndAsync(isConfirmed: true);

        Assert.Contains("2 processes have died while they did it", (await LeaseAsync()).Quarantine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expire_CoordinatorMovedAndTheAgentIsSilent_IsItsDeathOnlyIfItHadTheRun(bool isConfirmed)
    {
        session.Dispose();
        SweepRecord measured = Record("b", "axes: {memory: 64M, chunk: 0}\nbackend: kvm\n");
        await catalogue.TryAdd(measured);
        session = await OpenAsync(measured);
        for (int death = 0; death < 2; death++)
        {
            BatchLease lease = await LeaseRunAsync();
            if (isConfirmed)
                Assert.Equal(LeaseStatus.Renewed, await session.RenewAsync(lease.Number));
            session.Dispose();
            session = await OpenAsync(measured);
            fixture.Clock.Advance(TimeSpan.FromMinutes(2));
            await session.ExpireAsync(_ => ValueTask.FromResult(SiloDisposition.Alive));
        }

        Assert.Equal(isConfirmed, (await LeaseRunAsync()).Quarantine is not null);
    }

    private static SweepRecord Record(string id, string yaml) => new()
    {
        Id = id,
        Name = id,
        SpecificationText = yaml,
        FileName = $"{id}.yaml",
        Overrides = "[]",
        SpecificationHash = "hash",
        EngineVersion = SimulatedVm.EngineVersion,
        TotalRuns = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        StartedAt = DateTimeOffset.UnixEpoch,
    };

    private async Task<BatchLease> LeaseRunAsync()
    {
        var machine = new Machine
        {
            MemoryBytes = 2L << 30,
            PageBytes = 4096,
            Kvm = new KvmFacts { Usable = true, Vcpus = 8, Memslots = 32 },
        };
        var agent = new AgentWorkRequest("agent", "agent", machine);
        return (await session.TryLeaseRunAsync(agent, [agent]))!.Lease!;
    }

    /// <summary>Leases the run, has another coordinator take the sweep over, and the run's silo die.</summary>
    private async Task LeaseMoveAndEndAsync(bool isConfirmed)
    {
        BatchLease lease = await LeaseAsync();
        Assert.Null(lease.Quarantine);
        if (isConfirmed)
            Assert.Equal(LeaseStatus.Renewed, await session.RenewAsync(lease.Number));
        session.Dispose();
        session = await OpenAsync(session.Record);
        await session.ExpireAsync(_ => ValueTask.FromResult(SiloDisposition.Ended));
    }

    private async Task<SweepSession> OpenAsync(SweepRecord record) => (await SweepSession.OpenAsync(
        grid, record, SweepSpecification.Parse(record.SpecificationText, record.FileName).Specification!, ResumeScope.Missing))!;

    private async Task LeaseAndEndAsync(bool isConfirmed, SiloDisposition disposition)
    {
        BatchLease lease = await LeaseAsync();
        Assert.Null(lease.Quarantine);
        if (isConfirmed)
            Assert.Equal(LeaseStatus.Renewed, await session.RenewAsync(lease.Number));
        Assert.True(await session.ExpireAsync(_ => ValueTask.FromResult(disposition)));
    }

    private async Task<BatchLease> LeaseAsync()
        => (await session.TryLeaseAsync(GridFixture.Request(silo: Silo), new ClusterCapacity(3, 1 << 30)))!;
}
