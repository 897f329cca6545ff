using System.Numerics;

namespace S2Grid.Agent.Measuring;

/// <summary>The dirty pages of a slot, a bit each. Pages are counted from the slot's start.</summary>
internal sealed unsafe class DirtyBitmap(ulong pages) : IDisposable
{
    private readonly nuint words = (nuint)((pages + 63) / 64);
    private readonly ulong* bits = (ulong*)NativeMemory.AllocZeroed((nuint)((pages + 63) / 64), sizeof(ulong));

    /// <summary>The bits.</summary>
    internal ulong* Bits => bits;

    /// <summary>Number of pages that the slot has.</summary>
    internal ulong Pages => pages;

    /// <summary>Number of dirty pages.</summary>
    internal long Count
    {
        get
        {
            long count = 0;
            for (nuint i = 0; i < words; i++)
                count += BitOperations.PopCount(bits[i]);

            return count;
        }
    }

    /// <summary>Marks a page; several threads may.</summary>
    internal void Mark(ulong page)
    {
        if (page < pages)
            Interlocked.Or(ref bits[page / 64], 1UL << (int)(page % 64));
    }

    /// <summary>Forgets all pages.</summary>
    internal void Clear() => NativeMemory.Clear(bits, words * sizeof(ulong));

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(bits);
}
