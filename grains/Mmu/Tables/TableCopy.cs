namespace S2Grid.Mmu.Tables;

/// <summary>The contents of a <see cref="TableMemory"/>, and up to where it was handed out.</summary>
internal sealed unsafe class TableCopy
{
    private ulong[] words = [];

    internal int Slab { get; private set; }

    internal long UsedOfSlab { get; private set; }

    internal Descriptor* Free { get; private set; }

    /// <summary>Whose contents these are: tables hold each other's addresses, so they fit nowhere else.</summary>
    internal (TableMemory Memory, long Reset) Owner { get; private set; }

    /// <summary>How many bytes were copied.</summary>
    internal long Bytes { get; private set; }

    internal void Begin(TableMemory memory, long reset, int slab, long usedOfSlab, Descriptor* free)
    {
        Owner = (memory, reset);
        Slab = slab;
        UsedOfSlab = usedOfSlab;
        Free = free;
        Bytes = 0;
        long count = memory.UsedBytes / sizeof(ulong);
        if (words.Length < count)
            words = GC.AllocateUninitializedArray<ulong>((int)count);
    }

    internal void Append(void* from, long bytes)
    {
        fixed (ulong* to = words)
            Buffer.MemoryCopy(from, to + (Bytes / sizeof(ulong)), (words.Length * sizeof(ulong)) - Bytes, bytes);

        Bytes += bytes;
    }

    internal void CopyTo(void* to, long offset, long bytes)
    {
        fixed (ulong* from = words)
            Buffer.MemoryCopy(from + (offset / sizeof(ulong)), to, bytes, bytes);
    }
}
