using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>Gives every mapped page of a range its write permission back, without counting anything; blocks are left alone.</summary>
internal readonly unsafe struct Redirty(Stage2Tables tables) : ITableVisitor
{
    /// <inheritdoc/>
    public int DeepestLevel => Stage2Geometry.LastLevel;

    internal static void Run(Stage2Mmu mmu)
    {
        var visitor = new Redirty(mmu.Tables);
        TableWalk.Run(mmu.Tables, ref visitor, mmu.Configuration.Base, mmu.Configuration.End);
    }

    /// <inheritdoc/>
    public void Read(int level)
    {
    }

    /// <inheritdoc/>
    public int VisitRow(Descriptor* first, int count) => 0;

    /// <inheritdoc/>
    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop) => Visited.Next;

    /// <inheritdoc/>
    public bool TryUniform(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (entry->LeafLevel(level) != Stage2Geometry.LastLevel || entry->IsWritable)
        {
            return true;
        }

        bool whole = stop - address == 1UL << tables.Shift(level);
        *entry = whole ? entry->With(Descriptor.WriteBit) : *entry;
        return whole;
    }

    /// <inheritdoc/>
    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        for (long i = 0; i < count; i++)
        {
            first[i] = first[i].With(first[i].IsValid ? Descriptor.WriteBit : 0);
        }
    }

    /// <inheritdoc/>
    public void LeaveTable(Descriptor* entry, int level, bool atEnd) => tables.TryFold(entry, level);
}
