using S2Grid.Agent.Guests;
using S2Grid.Agent.Kvm;
using S2Grid.Agent.Machines;

namespace S2Grid.Agent.Measuring;

/// <summary>A VM made for one sample: its slots, its vCPUs and their threads. Slot 0 is the guest's own, the others are under
/// test.</summary>
internal sealed class MeasuredVm : IDisposable
{
    private const ulong OwnGranule = 0x1_0000;
    private const int MaxRingEntries = 65536;

    private readonly Stack<IDisposable> parts = new();
    private readonly Guest guest = Guest.Here;
    private readonly KvmVm vm;
    private readonly VcpuThread[] threads;
    private readonly DirtyRing[] rings = [];
    private readonly AccessList list;
    private readonly ulong listAddress;
    private readonly CountdownEvent finished;
    private readonly Lock ringResets = new();
    private readonly DirtyBitmap[] bitmaps;
    private readonly MemoryRegion[] slots;
    private ulong value;

    /// <summary>Makes the VM; nothing is mapped in it yet.</summary>
    /// <exception cref="KvmException">The kernel refuses.</exception>
    internal MeasuredVm(KvmDevice device, Experiment experiment)
    {
        try
        {
            vm = Own(device.CreateVm());
            SetCapabilities(experiment);
            ulong pageSize = (ulong)Environment.SystemPageSize;
            ulong start = GuestLayout.Memory + (ulong)experiment.BaseOffset;
            ulong size = (ulong)experiment.MemoryBytes;
            list = new AccessList(start, size / pageSize, pageSize, experiment.Vcpus);
            Memory = Own(new GuestMemory(size, experiment.Backing, start % (1UL << 30)));
            slots = Slots(start, size, pageSize, experiment.Memslots);
            bitmaps = Array.ConvertAll(slots, slot => Own(new DirtyBitmap(slot.Size / pageSize)));
            listAddress = AddOwnSlot(start + size);
            Array.ForEach(slots, vm.SetRegion);
            KvmVcpu[] vcpus = [.. Enumerable.Range(0, experiment.Vcpus).Select(number => Own(vm.CreateVcpu(number)))];
            Array.ForEach(vcpus, vcpu => guest.Prepare(vm, vcpu));
            if (experiment.DirtyRing)
                rings = Array.ConvertAll(vcpus, vcpu => Own(new DirtyRing(vm, vcpu, RingEntries(), bitmaps, ringResets)));

            finished = Own(new CountdownEvent(experiment.Vcpus));
            IReadOnlyList<int> cpus = Affinity.Allowed;
            threads = [.. vcpus.Select(vcpu => Own(new VcpuThread(
                vcpu, guest, Affinity.Choose(cpus, vcpu.Number), rings.ElementAtOrDefault(vcpu.Number), finished)))];
            Statistics = Own(new VmStatistics(vm, vcpus));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>In which mode the VM is: what KVM says that it can, and what it was set to, by name.</summary>
    internal ModeProof Mode { get; } = new();

    /// <summary>Pages that the vCPUs write in the planned pass.</summary>
    internal ulong WrittenPages { get; private set; }

    /// <summary>The memory under test.</summary>
    internal GuestMemory Memory { get; }

    /// <summary>The kernel's counters of this VM.</summary>
    internal VmStatistics Statistics { get; }

    /// <summary>Number of slots under test.</summary>
    internal int SlotCount => slots.Length;

    /// <summary>Dirty pages in all bitmaps.</summary>
    internal long DirtyPages => bitmaps.Sum(bitmap => bitmap.Count);

    /// <summary>How long each vCPU's last pass took; nanoseconds.</summary>
    internal IEnumerable<long> VcpuTimes => threads.Select(thread => thread.Took);

    /// <summary>Pages of a slot.</summary>
    internal ulong PagesOf(int slot) => bitmaps[slot].Pages;

    /// <summary>Writes down what the vCPUs access in the next pass.</summary>
    internal void Plan(PageSelection pages, int writePercent, bool random, ulong seed)
    {
        WrittenPages = list.Write(pages, writePercent, random, seed);
        value++;
        foreach ((int vcpu, VcpuThread thread) in threads.Index())
            thread.Aim(list.Part(vcpu, listAddress), value);
    }

    /// <summary>Lets all vCPUs make the planned pass.</summary>
    /// <returns>Nanoseconds from the start signal until the last one was through.</returns>
    internal long Pass()
    {
        finished.Reset();
        long began = Native.Now();
        foreach (VcpuThread thread in threads)
            thread.Go();

        finished.Wait();
        long ended = threads.Max(thread => thread.Ended);
        Exception? error = threads.Select(thread => thread.Error).FirstOrDefault(error => error is not null);
        return error is null ? ended - began : throw error;
    }

    /// <summary>Switches the dirty log of a slot on or off.</summary>
    /// <returns>Nanoseconds of the ioctl.</returns>
    internal unsafe long SetLogging(int slot, bool on)
    {
        MemoryRegion region = slots[slot];
        region.Flags = on ? MemoryRegion.LogDirtyPages : 0;
        return Time(KvmRequest.SetUserMemoryRegion, (nuint)(&region), on ? "enabling the dirty log" : "disabling the dirty log");
    }

    /// <summary>Reads the dirty log of a slot.</summary>
    /// <returns>Nanoseconds of the ioctl.</returns>
    internal unsafe long GetLog(int slot)
    {
        var request = new DirtyLogRequest { Slot = slots[slot].Slot, Bitmap = bitmaps[slot].Bits };
        return Time(KvmRequest.GetDirtyLog, (nuint)(&request), "KVM_GET_DIRTY_LOG");
    }

    /// <summary>Clears some pages in the dirty log of a slot: those that the last read said were dirty.</summary>
    /// <returns>Nanoseconds of the ioctl.</returns>
    internal unsafe long ClearLog(int slot, ulong firstPage, uint pages)
    {
        var request = new ClearLogRequest
        {
            Slot = slots[slot].Slot,
            FirstPage = firstPage,
            Pages = pages,
            Bitmap = bitmaps[slot].Bits + (firstPage / 64),
        };
        return Time(KvmRequest.ClearDirtyLog, (nuint)(&request), "KVM_CLEAR_DIRTY_LOG");
    }

    /// <summary>Collects what the dirty rings have.</summary>
    /// <returns>Nanoseconds.</returns>
    internal long CollectRings()
    {
        long began = Native.Now();
        foreach (DirtyRing ring in rings)
            ring.Collect();

        return Native.Now() - began;
    }

    /// <summary>Protects the pages of all collected entries anew.</summary>
    /// <returns>Nanoseconds of the ioctl.</returns>
    internal long ResetRings() => Time(KvmRequest.ResetDirtyRings, 0, "KVM_RESET_DIRTY_RINGS");

    /// <summary>Forgets what has been collected.</summary>
    internal void ForgetDirtyPages() => Array.ForEach(bitmaps, bitmap => bitmap.Clear());

    /// <inheritdoc/>
    public void Dispose()
    {
        while (parts.TryPop(out IDisposable? part))
            part.Dispose();
    }

    private long Time(nuint request, nuint argument, string name)
    {
        long began = Native.Now();
        int result = Native.Ioctl(vm.Descriptor, request, argument);
        long ended = Native.Now();
        KvmException.Check(result, name);
        return ended - began;
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        parts.Push(part);
        return part;
    }

    private void SetCapabilities(Experiment experiment)
    {
        if (experiment.ChunkBytes > 0 || vm.Check(KvmCapability.ArmEagerSplitChunkSize) > 0)
            vm.Enable(KvmCapability.ArmEagerSplitChunkSize, (ulong)experiment.ChunkBytes);
        if (vm.Check(KvmCapability.ArmSupportedBlockSizes) is var sizes and > 0)
            Mode.SetChunk(sizes, experiment.ChunkBytes, vm.Check(KvmCapability.ArmEagerSplitChunkSize));

        ulong manual = experiment.EffectiveManualProtect() switch
        {
            ManualProtect.Off => 0,
            ManualProtect.InitiallySet => 3,
            _ => 1,
        };
        if (manual > 0)
            vm.Enable(KvmCapability.ManualDirtyLogProtect, manual);
        Mode.Set("manual_protect", vm.Check(KvmCapability.ManualDirtyLogProtect), (long)manual);

        if (experiment.DirtyRing)
        {
            int capability = vm.Check(KvmCapability.DirtyLogRingAcquireRelease) > 0
                ? KvmCapability.DirtyLogRingAcquireRelease
                : KvmCapability.DirtyLogRing;
            int bytes = RingEntries() * DirtyRing.EntrySize;
            vm.Enable(capability, (ulong)bytes);
            Mode.Set("dirty_ring", vm.Check(capability), bytes);
        }
    }

    private int RingEntries()
    {
        int bytes = Math.Max(vm.Check(KvmCapability.DirtyLogRingAcquireRelease), vm.Check(KvmCapability.DirtyLogRing));
        return Math.Min(MaxRingEntries, bytes / DirtyRing.EntrySize);
    }

    private MemoryRegion[] Slots(ulong start, ulong size, ulong pageSize, int count)
    {
        var regions = new MemoryRegion[count];
        ulong share = size / pageSize / (ulong)count * pageSize;
        for (int i = 0; i < count; i++)
        {
            ulong offset = (ulong)i * share;
            regions[i] = new MemoryRegion
            {
                Slot = (uint)i + 1,
                GuestAddress = start + offset,
                Size = i == count - 1 ? size - offset : share,
                HostAddress = Memory.Start + offset,
            };
        }

        return regions;
    }

    private unsafe ulong AddOwnSlot(ulong end)
    {
        ulong listOffset = RoundUp(GuestLayout.CodeSize + guest.TableSize(end));
        GuestMemory own = Own(new GuestMemory(RoundUp(listOffset + list.Size), ExperimentBacking.Pages, 0));
        guest.Write((byte*)own.Start, end);
        list.Entries = (ulong*)(own.Start + listOffset);
        vm.SetRegion(new MemoryRegion { Slot = 0, GuestAddress = GuestLayout.Own, Size = own.Size, HostAddress = own.Start });
        return GuestLayout.Own + listOffset;
    }

    private static ulong RoundUp(ulong bytes) => (bytes + OwnGranule - 1) / OwnGranule * OwnGranule;
}
