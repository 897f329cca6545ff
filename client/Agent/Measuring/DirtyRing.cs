using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Measuring;

/// <summary>A vCPU's dirty ring. What it says is collected in bitmaps, one for each slot.</summary>
/// <remarks>Source of the protocol: Documentation/virt/kvm/api.rst of Linux, 8.29.</remarks>
internal sealed unsafe class DirtyRing : IDisposable
{
    /// <summary>Bytes of an entry: flags, slot, page.</summary>
    internal const int EntrySize = 16;

    private const int FirstPage = 64;
    private const uint Dirty = 1;
    private const uint Reset = 2;

    private readonly KvmVm vm;
    private readonly Lock resets;
    private readonly IReadOnlyList<DirtyBitmap> bitmaps;
    private readonly int entries;
    private readonly Entry* ring;
    private uint next;

    /// <summary>Maps a vCPU's ring.</summary>
    /// <param name="vm">The VM, with rings of <paramref name="entries"/> entries.</param>
    /// <param name="vcpu">The vCPU.</param>
    /// <param name="entries">A power of two.</param>
    /// <param name="bitmaps">Where pages are marked, by slot number less one.</param>
    /// <param name="resets">Held while the VM's rings are reset.</param>
    internal DirtyRing(KvmVm vm, KvmVcpu vcpu, int entries, IReadOnlyList<DirtyBitmap> bitmaps, Lock resets)
    {
        (this.vm, this.entries, this.bitmaps, this.resets) = (vm, entries, bitmaps, resets);
        nint map = Native.Map(
            0,
            (nuint)(entries * EntrySize),
            Native.ProtectReadWrite,
            Native.MapShared,
            vcpu.Descriptor,
            FirstPage * Environment.SystemPageSize);
        ring = map == Native.MapFailed ? throw KvmException.Last($"mmap of the dirty ring of vCPU {vcpu.Number}") : (Entry*)map;
    }

    /// <summary>Marks what the ring has in the bitmaps.</summary>
    internal void Collect()
    {
        while (true)
        {
            Entry* entry = ring + (next % (uint)entries);
            if ((Volatile.Read(ref entry->Flags) & Dirty) == 0)
                return;

            if (entry->Slot > 0)
                bitmaps[(int)(entry->Slot & 0xFFFF) - 1].Mark(entry->Page);

            Volatile.Write(ref entry->Flags, Reset);
            next++;
        }
    }

    /// <summary>Makes room in a full ring: its entries are collected, and its pages protected anew.</summary>
    internal void CollectAndReset()
    {
        lock (resets)
        {
            Collect();
            KvmException.Check(KvmDevice.Retry(vm.Descriptor, KvmRequest.ResetDirtyRings, 0), "KVM_RESET_DIRTY_RINGS");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Native.Unmap((nint)ring, (nuint)(entries * EntrySize));

    // The kernel writes it.
#pragma warning disable CS0649
    private struct Entry
    {
        internal uint Flags;
        internal uint Slot;
        internal ulong Page;
    }
#pragma warning restore CS0649
}
