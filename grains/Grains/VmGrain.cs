using System.Collections.Concurrent;
using Orleans.Placement;
using S2Grid.Contracts;
using S2Grid.Mmu;
using S2Grid.Storage;

namespace S2Grid.Grains;

/// <inheritdoc cref="IVmGrain"/>
/// <remarks>The VM is touched by the grain's thread only; a turn hands work to it and waits without occupying the scheduler.</remarks>
[PreferLocalPlacement]
public sealed class VmGrain(GridSettings settings, SweepPlans plans, DataDirectory directory) : Grain, IVmGrain, IAsyncDisposable
{
    private readonly Dictionary<BatchLease, CancellationTokenSource> batches = [];
    private readonly ConcurrentBag<SegmentBuffer> spareBuffers = [];
    private WorkThread thread = null!;
    private SimulatedVm? vm;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
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
    public Task<VmReport> Run(VmRequest request, CancellationToken cancellationToken)
    {
        var script = new VmScript(request);
        return thread.Run(() => script.Run(ref vm, settings.TableMemoryLimit, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<BatchReport> RunBatch(BatchLease lease)
    {
        using var stop = new CancellationTokenSource();
        batches.Add(lease, stop);
        SegmentBuffer buffer = spareBuffers.TryTake(out SegmentBuffer? spare) ? spare : new SegmentBuffer();
        try
        {
            double seconds = await thread.Run(() => Simulate(lease, buffer, stop.Token));
            return buffer.Count == 0
                ? Nothing(lease, fault: null)
                : await Task.Run(() => StoreAsync(lease, buffer, seconds), CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Nothing(lease, e.Message);
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

    private static BatchReport Nothing(BatchLease lease, string? fault) => new(lease.Number, lease.First, 0, 0, 0, 0, null, 0, lease.RetryFile, fault);

    private double Simulate(BatchLease lease, SegmentBuffer buffer, CancellationToken stop)
    {
        vm ??= new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 }, settings.TableMemoryLimit);
        var runner = new BatchRunner(plans.Of(lease.SweepId).Plan, buffer, settings.Clock);
        return runner.Run(vm, RunsOf(lease), stop);
    }

    private IEnumerable<long> RunsOf(BatchLease lease)
    {
        if (lease.RetryFile is not null)
            return new SegmentFolder(directory, lease.SweepId).FailedRuns(lease.RetryFile);
        return Enumerable.Range(0, lease.Count).Select(offset => lease.First + offset);
    }

    private async Task<BatchReport> StoreAsync(BatchLease lease, SegmentBuffer buffer, double seconds)
    {
        var folder = new SegmentFolder(directory, lease.SweepId);
        BatchRecord stored = lease.RetryFile is null
            ? await folder.StoreAsync(buffer, lease.First, lease.Number)
            : await folder.StoreMergedAsync(lease.RetryFile, buffer, lease.Number);
        return new BatchReport(
            lease.Number, stored.First, stored.Count, stored.Failed, stored.Reused, seconds, stored.File, stored.Bytes, lease.RetryFile, Fault: null);
    }
}
