using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Measuring;

/// <summary>Memory of this process that a VM is given, aligned so that the kernel can map it in the largest blocks its backing
/// has.</summary>
internal sealed class GuestMemory : IDisposable
{
    private const ulong GiB = 1UL << 30;
    private const string Statistics = "/proc/self/smaps";

    private readonly nint reservation;
    private readonly nuint reserved;
    private readonly ulong mapped;
    private readonly ulong mappedSize;

    /// <summary>Maps memory; nothing of it is touched.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="backing">What stands behind it.</param>
    /// <param name="phase">Distance from a multiple of 1 GiB at which it begins, as the guest has it.</param>
    /// <exception cref="KvmException">The kernel gives no such memory.</exception>
    internal GuestMemory(ulong size, ExperimentBacking backing, ulong phase)
    {
        Size = size;
        reserved = (nuint)(size + (2 * GiB));
        reservation = Native.Map(
            0, reserved, Native.ProtectNone, Native.MapPrivate | Native.MapAnonymous | Native.MapNoReserve, -1, 0);
        if (reservation == Native.MapFailed)
            throw KvmException.Last($"mmap of {reserved} bytes of address space");

        ulong huge = backing.Describe().HugePageBytes;
        ulong block = Math.Max(huge, (ulong)Environment.SystemPageSize);
        ulong aligned = ((ulong)reservation + GiB - 1) & ~(GiB - 1);
        Start = aligned + phase;
        mapped = aligned + (phase / block * block);
        mappedSize = (Start + size + block - 1 - mapped) / block * block;
        try
        {
            Map(backing, huge);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Address of the first byte in this process.</summary>
    internal ulong Start { get; }

    /// <summary>Bytes.</summary>
    internal ulong Size { get; }

    /// <summary>Bytes that are in transparent huge pages now, of all that has been touched.</summary>
    internal long TransparentHugeBytes => Sum("AnonHugePages:", "ShmemPmdMapped:");

    /// <summary>The page size of the mapping, as the kernel has it; bytes.</summary>
    internal long KernelPageBytes => Sum("KernelPageSize:");

    /// <inheritdoc/>
    public void Dispose() => _ = Native.Unmap(reservation, reserved);

    private void Map(ExperimentBacking backing, ulong huge)
    {
        string name = backing.Describe().Name;
        int flags = Native.MapFixed;
        int file = -1;
        switch (backing)
        {
            case var _ when huge > 0:
                flags |= Native.MapPrivate | Native.MapAnonymous | Native.MapHugeTlb | (int)ulong.Log2(huge) << Native.MapHugeShift;
                break;
            case ExperimentBacking.Shmem:
                flags |= Native.MapShared;
                file = SharedFile();
                break;
            default:
                flags |= Native.MapPrivate | Native.MapAnonymous;
                break;
        }

        nint got = Native.Map((nint)mapped, (nuint)mappedSize, Native.ProtectReadWrite, flags, file, 0);
        KvmException? error = got == Native.MapFailed ? KvmException.Last($"mmap of {mappedSize} bytes of {name}") : null;
        if (file >= 0)
            _ = Native.Close(file);

        if (error is not null)
            throw error;

        int advice = backing switch
        {
            ExperimentBacking.Pages => Native.AdviseNoHugePage,
            ExperimentBacking.Thp => Native.AdviseHugePage,
            _ => 0,
        };
        if (advice != 0)
            KvmException.Check(Native.Advise((nint)mapped, (nuint)mappedSize, advice), $"madvise for {name}");
    }

    private int SharedFile()
    {
        int file = KvmException.Check(Native.CreateMemoryFile("s2grid", 1), "memfd_create");
        if (Native.Truncate(file, (nint)mappedSize) < 0)
        {
            KvmException error = KvmException.Last($"ftruncate of a memfd to {mappedSize} bytes");
            _ = Native.Close(file);
            throw error;
        }

        return file;
    }

    /// <summary>Sums a line of the mapping's statistics; bytes. A page size is not summed: the first counts.</summary>
    private long Sum(params ReadOnlySpan<string> names)
    {
        long sum = 0;
        bool inside = false;
        foreach (string line in File.ReadLines(Statistics))
        {
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (dash > 0 && dash < space && ulong.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, null, out ulong start))
            {
                inside = start >= mapped && start < mapped + mappedSize;
                continue;
            }

            foreach (string name in names)
            {
                if (inside && line.StartsWith(name, StringComparison.Ordinal))
                {
                    long value = 1024
                        * long.Parse(line.AsSpan(name.Length, line.Length - name.Length - 2).Trim(), CultureInfo.InvariantCulture);
                    if (name == "KernelPageSize:")
                        return value;

                    sum += value;
                }
            }
        }

        return sum;
    }
}
