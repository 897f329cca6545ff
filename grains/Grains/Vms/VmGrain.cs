using Orleans.Placement;
using S2Grid.Contracts.Vms;
using S2Grid.Grains.Sweeps;
using S2Grid.Grains.Telemetry;
using S2Grid.Mmu.Replay;

namespace S2Grid.Grains.Vms;

/// <inheritdoc cref="IVmGrain"/>
/// <remarks>
/// VMs are touched by the grain's thread only; a turn hands work to it and waits without occupying the scheduler. Orleans deactivates a
/// grain that has been idle, which gives its VM back.
/// </remarks>
[PreferLocalPlacement]
[CollectionAgeLimit(Minutes = IVmGrain.SessionMinutes)]
internal sealed class VmGrain(VmContext context, VmSessions sessions, SweepPlans plans, ISegmentStore segments)
    : Grain, IVmGrain, IAsyncDisposable
{
    private readonly Dictionary<BatchLease, CancellationTokenSource> batches = [];
    private readonly ConcurrentBag<SegmentBuffer> spareBuffers = [];
    private WorkThread thread = null!;
    private SimulatedVm? vm;
    private VmSession? session;

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
            return TryEndSession();
        });
        thread.Dispose();
        await disposal;
    }

    public Task Open(string vm)
    {
        if (!this.GetPrimaryKeyString().StartsWith(IVmGrain.SessionPrefix, StringComparison.Ordinal))
            throw new RefusedException("The VM belongs to a slot; a session has a key of its own.");

        VmConfiguration configuration = Read(vm);
        return thread.Run(() =>
        {
            TryEndSession();
            return session = Refusing(() => sessions.Open(configuration));
        });
    }

    public Task<VmStepReport?> Step(string step, bool withHash)
    {
        VmStep parsed = VmStep.TryParse(step)
            ?? throw new RefusedException($"'{step}' is not a valid step; available: {string.Join(", ", VmStep.Forms)}.");
        return thread.Run(() => session is { } open ? Refusing(() => VmStepReport.From(open.Run(parsed, withHash))) : null);
    }

    public Task<IReadOnlyList<VmMapLine>?> Map(int first) => thread.Run<IReadOnlyList<VmMapLine>?>(
        () => session is { } open ? [.. open.Map().Skip(first).Take(IVmGrain.MapPage).Select(VmMapLine.From)] : null);

    public Task Close()
    {
        DeactivateOnIdle();
        return thread.Run(TryEndSession);
    }

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
            var runner = new BatchRunner(lease, specification, buffer, context, span);
            double seconds = await thread.Run(() => Simulate(runner, runs, stop.Token));
            span?.SetTag("s2grid.batch.runs", buffer.Count);
            BatchRecord? stored = buffer.Count == 0 ? null : await Task.Run(() => StoreAsync(lease, buffer), CancellationToken.None);
            return Report(lease, stored, seconds) with { DemandedBytes = runner.DemandedBytes };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            return Report(lease) with { Fault = e.Message, IsFaultTransient = e is StorageException { IsTransient: true } };
        }
        finally
        {
            buffer.Clear();
            spareBuffers.Add(buffer);
            batches.Remove(lease);
        }
    }

    public Task StopBatch(BatchLease lease)
        => batches.TryGetValue(lease, out CancellationTokenSource? stop) ? stop.CancelAsync() : Task.CompletedTask;

    private static BatchReport Report(BatchLease lease, BatchRecord? stored = null, double seconds = 0) =>
        new(lease.Number, lease.First, lease.RetryFile, stored, seconds);

    private static VmConfiguration Read(string vm)
    {
        try
        {
            VmConfiguration configuration = ReplayReader.Read(vm).Configuration;
            return configuration.Errors().ToArray() is { Length: > 0 } errors
                ? throw new RefusedException("The VM cannot be simulated.", errors)
                : configuration;
        }
        catch (ReplayException e)
        {
            throw new RefusedException($"The VM cannot be simulated: {e.Message}.", cause: e);
        }
    }

    /// <exception cref="RefusedException">In place of the engine's exception: the session's share of table memory does not
    /// suffice.</exception>
    private T Refusing<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (TableMemoryException e)
        {
            throw new RefusedException(
                $"{e.Message} A session in a cluster may take {ByteSize.Format((ulong)sessions.Share)} of table memory; without "
                + $"--cluster a VM may take more.", cause: e);
        }
    }

    /// <returns>Whether there was one.</returns>
    private bool TryEndSession()
    {
        VmSession? ended = session;
        session = null;
        ended?.Dispose();
        return ended is not null;
    }

    private double Simulate(BatchRunner runner, IReadOnlyList<(long Run, string? Error)> runs, CancellationToken stop)
    {
        WarmUp.Run();
        vm ??= new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 }, context.Settings.MemoryBudget);
        return runner.Run(vm, runs, stop);
    }

    private async Task<IReadOnlyList<(long Run, string? Error)>> RunsOf(BatchLease lease) => lease.RetryFile is null
        ? [.. Enumerable.Range(0, lease.Count).Select(offset => (lease.First + offset, (string?)null))]
        : [.. (await FailedRuns.ReadAsync(segments, lease.SweepId, lease.RetryFile)).Select(failed => (failed.Run, (string?)failed.Error))];

    private async Task<BatchRecord> StoreAsync(BatchLease lease, SegmentBuffer buffer)
    {
        BatchRecord stored = lease.RetryFile is null
            ? await segments.Store(lease.SweepId, buffer, lease.First, lease.Number)
            : await segments.StoreMerged(lease.SweepId, lease.RetryFile, buffer, lease.Number);
        return stored with { Attempts = lease.Attempt };
    }
}
