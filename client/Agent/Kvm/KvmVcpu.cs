namespace S2Grid.Agent.Kvm;

/// <summary>A vCPU and the structure that the kernel shares with its thread. One thread at a time may use it.</summary>
internal sealed unsafe class KvmVcpu : IDisposable
{
    /// <summary>The vCPU's guest stored to an address without memory.</summary>
    internal const uint ExitMmio = 6;

    /// <summary>The vCPU's dirty ring is full.</summary>
    internal const uint ExitDirtyRingFull = 31;

    private const int ExitReasonOffset = 8;
    private const int MmioAddressOffset = 32;
    private const int MmioIsWriteOffset = 32 + 8 + 8 + 4;

    private readonly int mapSize;
    private readonly byte* shared;

    internal KvmVcpu(int number, int descriptor, int mapSize)
    {
        Number = number;
        Descriptor = descriptor;
        this.mapSize = mapSize;
        nint map = Native.Map(0, (nuint)mapSize, Native.ProtectReadWrite, Native.MapShared, descriptor, 0);
        if (map == Native.MapFailed)
        {
            KvmException error = KvmException.Last("mmap of a vCPU");
            _ = Native.Close(descriptor);
            throw error;
        }

        shared = (byte*)map;
    }

    /// <summary>Its number in the VM.</summary>
    internal int Number { get; }

    /// <summary>The vCPU's descriptor.</summary>
    internal int Descriptor { get; }

    /// <summary>Why the guest last stopped.</summary>
    internal uint ExitReason => *(uint*)(shared + ExitReasonOffset);

    /// <summary>The address of the access that had no memory.</summary>
    internal ulong MmioAddress => *(ulong*)(shared + MmioAddressOffset);

    /// <summary>Whether that access was a store.</summary>
    internal bool MmioIsWrite => shared[MmioIsWriteOffset] != 0;

    /// <summary>Runs the guest until it stops for a reason other than a signal.</summary>
    /// <exception cref="KvmException">The kernel refuses to run it.</exception>
    internal void Run()
    {
        while (Native.Ioctl(Descriptor, KvmRequest.Run, 0) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Native.Interrupted)
                throw new KvmException($"KVM_RUN of vCPU {Number}", error);
        }
    }

    /// <summary>Makes a call that takes a structure.</summary>
    internal void Call<T>(nuint request, ref T argument, string name)
        where T : unmanaged
    {
        fixed (T* pointer = &argument)
            KvmException.Check(Native.Ioctl(Descriptor, request, (nuint)pointer), $"{name} of vCPU {Number}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Native.Unmap((nint)shared, (nuint)mapSize);
        _ = Native.Close(Descriptor);
    }
}
