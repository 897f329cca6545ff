using S2Grid.Agent.Guests;
using S2Grid.Agent.Kvm;
using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Measuring;

/// <summary>A thread of its own for a vCPU, bound to a CPU. It makes a pass whenever it is told to.</summary>
internal sealed class VcpuThread : IDisposable
{
    private readonly KvmVcpu vcpu;
    private readonly Guest guest;
    private readonly DirtyRing? ring;
    private readonly CountdownEvent finished;
    private readonly SemaphoreSlim start = new(0);
    private readonly Thread thread;
    private (ulong Start, ulong End) part;
    private ulong value;
    private bool ending;

    /// <summary>Starts the thread.</summary>
    /// <param name="vcpu">The vCPU, prepared.</param>
    /// <param name="guest">What it runs.</param>
    /// <param name="cpu">The CPU to run on.</param>
    /// <param name="ring">Its dirty ring, if the VM has rings.</param>
    /// <param name="finished">Signalled at the end of each pass.</param>
    internal VcpuThread(KvmVcpu vcpu, Guest guest, int cpu, DirtyRing? ring, CountdownEvent finished)
    {
        (this.vcpu, this.guest, this.ring, this.finished) = (vcpu, guest, ring, finished);
        thread = new Thread(() => Loop(cpu)) { IsBackground = true, Name = $"vCPU {vcpu.Number}" };
        thread.Start();
    }

    /// <summary>When the last pass ended; nanoseconds of CLOCK_MONOTONIC_RAW.</summary>
    internal long Ended { get; private set; }

    /// <summary>How long the last pass took, seen from this thread; nanoseconds.</summary>
    internal long Took { get; private set; }

    /// <summary>What went wrong in the last pass.</summary>
    internal Exception? Error { get; private set; }

    /// <summary>Says what the next pass is.</summary>
    internal void Aim((ulong Start, ulong End) nextPart, ulong nextValue) => (part, value) = (nextPart, nextValue);

    /// <summary>Lets the thread make a pass.</summary>
    internal void Go() => start.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        ending = true;
        start.Release();
        thread.Join();
        start.Dispose();
    }

    private void Loop(int cpu)
    {
        try
        {
            Affinity.Bind(cpu);
        }
        catch (KvmException exception)
        {
            Error = exception;
        }

        while (true)
        {
            start.Wait();
            if (ending)
                return;

            try
            {
                Pass();
            }
#pragma warning disable CA1031 // The thread that waits for the pass throws it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Error ??= exception;
            }

            finished.Signal();
        }
    }

    private void Pass()
    {
        guest.Aim(vcpu, part.Start, part.End, value);
        long began = Native.Now();
        while (true)
        {
            vcpu.Run();
            switch (vcpu.ExitReason)
            {
                case KvmVcpu.ExitMmio when vcpu.MmioIsWrite && vcpu.MmioAddress == GuestLayout.Bell:
                    Ended = Native.Now();
                    Took = Ended - began;
                    return;
                case KvmVcpu.ExitDirtyRingFull when ring is not null:
                    ring.CollectAndReset();
                    break;
                default:
                    throw new InvalidOperationException(
                        $"The guest on vCPU {vcpu.Number} stopped with exit reason {vcpu.ExitReason} at address 0x{vcpu.MmioAddress:x}.");
            }
        }
    }
}
