using S2Grid.Grains;
using S2Grid.Grains.Vms;
using S2Grid.Mmu.Replay;

namespace S2Grid.Web.Vm;

/// <summary>
/// Runs the VM lab's steps on threads of its own, few at a time, within a part of the silo's table memory. What was run lately is kept, so
/// that looking at another step of it costs nothing. Safe for use by several threads.
/// </summary>
/// <param name="memory">The silo's table memory, which runs have, too.</param>
/// <param name="settings">The clock.</param>
internal sealed class Lab(TableMemoryBudget memory, GridSettings settings) : IDisposable
{
    private const int Threads = 2;
    private const int MostKept = 16;
    private const long TableMemory = 32 << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostWaiting = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim free = new(Threads);
    private readonly Lock mutex = new();
    private readonly LinkedList<(string Key, LabRun Run)> kept = [];

    /// <summary>Does steps to a VM.</summary>
    /// <exception cref="RefusedException">All threads are busy, or the table memory is in use; the message says so.</exception>
    public async Task<LabRun> RunAsync(VmConfiguration vm, IReadOnlyList<VmStep> steps, CancellationToken cancellation)
    {
        string key = ReplayWriter.Write(new ReplayCase("", vm, [.. steps.Select(step => new ReplayStep(step, null))]));
        if (Kept(key) is { } known)
            return known;

        if (!await free.WaitAsync(MostWaiting, cancellation))
            throw new RefusedException("The VM lab of this silo is busy with other VMs. Try again in a few seconds.");

        bool isReserved = memory.TryReserve(TableMemory);
        if (!isReserved)
        {
            free.Release();
            throw new RefusedException(
                $"Runs are using the silo's table memory: {ByteSize.Format(TableMemory)} for the VM lab are not free. Try again later, or "
                + "use 's2grid vm', which runs on your machine.");
        }

        // What has begun is done also where nobody waits for it any more: a walk cannot be left half way.
        return await StartAsync(key, vm, steps).WaitAsync(MostWaiting, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private async Task<LabRun> StartAsync(string key, VmConfiguration vm, IReadOnlyList<VmStep> steps)
    {
        try
        {
            using var thread = new WorkThread("vm lab");
            long begin = settings.Clock.GetTimestamp();
            LabRun run = await thread.Run(() => LabRun.Of(vm, steps, TableMemory, () => settings.Clock.GetElapsedTime(begin) > MostTime));
            Keep(key, run);
            return run;
        }
        finally
        {
            memory.Release(TableMemory);
            free.Release();
        }
    }

    private LabRun? Kept(string key)
    {
        lock (mutex)
        {
            if (kept.FirstOrDefault(one => one.Key == key) is not { Run: { } run } found)
                return null;

            kept.Remove(found);
            kept.AddFirst(found);
            return run;
        }
    }

    private void Keep(string key, LabRun run)
    {
        lock (mutex)
        {
            kept.AddFirst((key, run));
            if (kept.Count > MostKept)
                kept.RemoveLast();
        }
    }
}
