using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Placement;
using S2Grid.Contracts;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu;
using S2Grid.Storage;
using S2Grid.Storage.Catalogue;
using S2Grid.Storage.Segments;

namespace S2Grid.Grains;

/// <inheritdoc cref="IVmGrain"/>
/// <remarks>The VM is touched by the grain's thread only; a turn hands work to it and waits without occupying the scheduler.</remarks>
[PreferLocalPlacement]
public sealed class VmGrain(GridSettings settings, SweepPlans plans, ISegmentStore segments, CountCache counts, MemoryGate gate, GridInstruments instruments)
    : Grain, IVmGrain, IAsyncDisposable
{
    private readonly Dictionary<BatchLease, CancellationTokenSource> batches = [];
    private readonly ConcurrentBag<SegmentBuffer> spareBuffers = [];
    private WorkThread thread = null!;
    private SimulatedVm? vm;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellation)
    {
        thread = new WorkThread($"vm {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    /// <summary>Gives the VM's memory back and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<bool> disposal = thread.Run(() =>
        {
            vm?.Dispose();
            return true;
        });
        thread.Dispose();
        await disposal;
    }

    /// <inheritdoc/>
    public Task<VmReport> Run(VmRequest request, CancellationToken cancellation)
    {
        var script = new VmScript(request);
        return thread.Run(() => script.Run(ref vm, settings.MemoryBudget, cancellation));
    }

    /// <inheritdoc/>
    public async Task<BatchReport> RunBatch(BatchLease lease)
    {
        using var stop = new CancellationTokenSource();
        batches.Add(lease, stop);
        using Activity? span = SweepTraces.StartBatch(lease);
        SegmentBuffer buffer = spareBuffers.TryTake(out SegmentBuffer? spare) ? spare : new SegmentBuffer();
        try
        {
            SweepSpecification specification = await plans.Of(lease.SweepId);
            IReadOnlyList<(long Run, string? Error)> runs = await RunsOf(lease);
            var runner = new BatchRunner(lease, specification, buffer, counts, gate, instruments, span, settings.Clock);
            double seconds = await thread.Run(() => Simulate(runner, runs, stop.Token));
            span?.SetTag("s2grid.batch.runs", buffer.Count);
            return buffer.Count == 0
                ? Nothing(lease) with { DemandedBytes = runner.DemandedBytes }
                : await Task.Run(() => StoreAsync(lease, buffer, seconds, runner.DemandedBytes), CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            return Nothing(lease) with { Fault = e.Message, IsFaultTransient = e is StorageException { IsTransient: true } };
        }
        finally
        {
            buffer.Clear();
            spareBuffers.Add(buffer);
            batches.Remove(lease);
        }
    }

    /// <inheritdoc/>
    public Task StopBatch(BatchLease lease) => batches.TryGetValue(lease, out CancellationTokenSource? stop) ? stop.CancelAsync() : Task.CompletedTask;

    private static BatchReport Nothing(BatchLease lease) => new(
        lease.Number, lease.First, 0, 0, 0, 0, File: null, 0, lease.RetryFile, Fault: null, IsFaultTransient: false, 0, lease.Attempt);

    private double Simulate(BatchRunner runner, IReadOnlyList<(long Run, string? Error)> runs, CancellationToken stop)
    {
        vm ??= new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 }, settings.MemoryBudget);
        return runner.Run(vm, runs, stop);
    }

    private async Task<IReadOnlyList<(long Run, string? Error)>> RunsOf(BatchLease lease) => lease.RetryFile is null
        ? [.. Enumerable.Range(0, lease.Count).Select(offset => (lease.First + offset, (string?)null))]
        : [.. (await FailedRuns.ReadAsync(segments, lease.SweepId, lease.RetryFile)).Select(failed => (failed.Run, (string?)failed.Error))];

    private async Task<BatchReport> StoreAsync(BatchLease lease, SegmentBuffer buffer, double seconds, long demandedBytes)
    {
        BatchRecord stored = lease.RetryFile is null
            ? await segments.Store(lease.SweepId, buffer, lease.First, lease.Number)
            : await segments.StoreMerged(lease.SweepId, lease.RetryFile, buffer, lease.Number);
        return Nothing(lease) with
        {
            Count = stored.Count,
            Failed = stored.Failed,
            Reused = stored.Reused,
            Seconds = seconds,
            File = stored.File,
            Bytes = stored.Bytes,
            DemandedBytes = demandedBytes,
        };
    }
}
