using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>Gives every mapped page of a range its write permission back, without counting anything; blocks are left alone.</summary>
internal readonly unsafe struct Redirty(Stage2Tables tables) : ITableVisitor
{
    internal static void Run(Stage2Mmu mmu)
    {
        var visitor = new Redirty(mmu.Tables);
        TableWalk.Run(mmu.Tables, ref visitor, mmu.Configuration.Base, mmu.Configuration.End);
    }

    public int VisitRow(Descriptor* first, ulong address, int count) => 0;

    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop) => Visited.Next;

    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (!entry->IsUniform)
            return Visited.Descend;

        if (entry->LeafLevel(level) != Stage2Geometry.LastLevel || entry->IsWritable)
            return Visited.Next;

        if (stop - address != 1UL << tables.Shift(level))
            return Visited.Descend;

        *entry = entry->With(Descriptor.WriteBit);
        return Visited.Next;
    }

    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        for (long i = 0; i < count; i++)
            first[i] = first[i].With(first[i].IsValid ? Descriptor.WriteBit : 0);
    }

    public void LeaveTable(Descriptor* entry, int level, bool atEnd) => tables.TryFold(entry, level);
}
