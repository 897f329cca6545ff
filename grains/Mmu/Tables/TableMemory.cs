using System.Runtime.InteropServices;

namespace S2Grid.Mmu.Tables;

/// <summary>Native memory for the tables of one VM, handed out a table at a time and given back as a whole.</summary>
/// <remarks>
/// Tables are cut from slabs that double in size up to <see cref="LargestSlab"/>, so that small VMs stay small and large ones
/// sit in huge pages. A freed table's first word links to the next freed table.
/// </remarks>
internal sealed unsafe partial class TableMemory : IDisposable
{
    /// <summary>Also the alignment of slabs: that of the largest table.</summary>
    private const long SmallestSlab = 64 << 10;

    private const long LargestSlab = 4 << 20;
    private const long HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    /// <summary>Slabs that are kept over <see cref="Reset"/>, so that a run need not ask the system for memory again.</summary>
    private const long KeptOverReset = 32 << 20;

    private readonly List<Slab> slabs = [];
    private readonly long limit;
    private long tableBytes;
    private int current;
    private long used;
    private Descriptor* free;
    private long resets;

    internal TableMemory(long limit) => this.limit = limit;

    ~TableMemory() => Release(keep: 0);

    /// <summary>Bytes taken from the system.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Bytes from the first to the last table that was handed out, freed ones included.</summary>
    internal long UsedBytes
    {
        get
        {
            long bytes = used;
            for (int i = 0; i < current && i < slabs.Count; i++)
                bytes += slabs[i].Bytes;

            return bytes;
        }
    }

    /// <summary>A table whose entries have any value.</summary>
    internal Descriptor* Allocate()
    {
        if (free != null)
        {
            Descriptor* table = free;
            free = table->Table;
            return table;
        }

        return AllocateRange(tableBytes);
    }

    /// <summary>A table whose entries are all invalid.</summary>
    internal Descriptor* AllocateEmpty()
    {
        Descriptor* table = Allocate();
        NativeMemory.Clear(table, (nuint)tableBytes);
        return table;
    }

    /// <summary>Neighbouring tables whose entries are all invalid.</summary>
    internal Descriptor* AllocateEmptyRange(int tables)
    {
        Descriptor* range = AllocateRange(tables * tableBytes);
        NativeMemory.Clear(range, (nuint)(tables * tableBytes));
        return range;
    }

    /// <summary>Takes back one table.</summary>
    internal void Free(Descriptor* table)
    {
        *table = Descriptor.Expanded(free);
        free = table;
    }

    /// <summary>Takes back everything; what follows are tables of <paramref name="bytesPerTable"/> bytes.</summary>
    internal void Reset(long bytesPerTable)
    {
        Release(KeptOverReset);
        tableBytes = bytesPerTable;
        resets++;
    }

    /// <summary>Copies all tables that are handed out.</summary>
    internal void Save(TableCopy copy)
    {
        copy.Begin(this, resets, current, used, free);
        for (int i = 0; i <= current && i < slabs.Count; i++)
            copy.Append((void*)slabs[i].Address, i == current ? used : slabs[i].Bytes);
    }

    /// <summary>Whether a copy was made of this memory, and after its last <see cref="Reset"/>.</summary>
    internal bool IsOwn(TableCopy copy) => copy.Owner == (this, resets);

    /// <summary>Puts tables back to where they were; what was handed out since then is taken back.</summary>
    /// <exception cref="InvalidOperationException">They are of another memory, or of a time before its last
    /// <see cref="Reset"/>.</exception>
    internal void Restore(TableCopy copy)
    {
        if (!IsOwn(copy))
            throw new InvalidOperationException("A VM's state can be put back into that VM only, and only until the VM is reset.");

        current = copy.Slab;
        used = copy.UsedOfSlab;
        free = copy.Free;
        long done = 0;
        for (int i = 0; i <= current && i < slabs.Count; i++)
        {
            long bytes = i == current ? used : slabs[i].Bytes;
            copy.CopyTo((void*)slabs[i].Address, done, bytes);
            done += bytes;
        }
    }

    public void Dispose()
    {
        Release(keep: 0);
        GC.SuppressFinalize(this);
    }

    private Descriptor* AllocateRange(long bytes)
    {
        while (current < slabs.Count && used + bytes > slabs[current].Bytes)
        {
            current++;
            used = 0;
        }

        if (current == slabs.Count)
            AddSlab(bytes);

        Descriptor* range = (Descriptor*)(slabs[current].Address + used);
        used += bytes;
        return range;
    }

    private void AddSlab(long atLeast)
    {
        long size = Math.Clamp(Bytes, SmallestSlab, LargestSlab);
        if (Bytes + size > limit)
            size = atLeast;

        size = Math.Max(size, atLeast);
        if (Bytes + size > limit)
        {
            throw new TableMemoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"The VM's tables need more than the {limit} bytes they may use ({Bytes} are in use). Use a smaller VM, fewer scattered "
                + $"writes, or a higher limit."));
        }

        bool huge = size >= HugePage;
        byte* address;
        try
        {
            address = (byte*)NativeMemory.AlignedAlloc((nuint)size, (nuint)(huge ? HugePage : SmallestSlab));
        }
        catch (OutOfMemoryException cause)
        {
            throw new TableMemoryException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The system gives no more memory for the VM's tables ({Bytes} bytes are in use)."), cause);
        }

        if (huge && OperatingSystem.IsLinux())
            _ = Advise((nint)address, (nuint)size, AdviseHugePages);

        slabs.Add(new Slab((nint)address, size));
        Bytes += size;
    }

    private void Release(long keep)
    {
        long kept = 0;
        int count = 0;
        while (count < slabs.Count && kept + slabs[count].Bytes <= keep)
            kept += slabs[count++].Bytes;

        for (int i = count; i < slabs.Count; i++)
            NativeMemory.AlignedFree((void*)slabs[i].Address);

        slabs.RemoveRange(count, slabs.Count - count);
        Bytes = kept;
        current = 0;
        used = 0;
        free = null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    private sealed record Slab(nint Address, long Bytes);
}
