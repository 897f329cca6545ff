using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>Gives every mapped page of a range its write permission back, without counting anything; blocks are left alone.</summary>
internal static unsafe class Redirty
{
    internal static void Run(Stage2Mmu mmu) =>
        Visit(mmu.Tables, mmu.Tables.Root, mmu.StartLevel, mmu.Configuration.Base, mmu.Configuration.End);

    private static void Visit(Stage2Tables tables, ulong* table, int level, ulong start, ulong end)
    {
        while (start < end)
        {
            ulong* entry = table + tables.Index(start, level);
            ulong stop = Math.Min(end, tables.Next(start, level));
            if (level == Stage2Geometry.LastLevel)
            {
                *entry |= (*entry & Descriptor.ValidBit) != 0 ? Descriptor.WriteBit : 0;
            }
            else if (Stage2Tables.IsExpanded(*entry, level))
            {
                Visit(tables, Stage2Tables.Child(*entry), level + 1, start, stop);
            }
            else if (Stage2Tables.IsTable(*entry, level)
                && Stage2Tables.LeafLevel(*entry) == Stage2Geometry.LastLevel
                && (*entry & Descriptor.WriteBit) == 0)
            {
                if (stop - start == 1UL << tables.Shift(level))
                {
                    *entry |= Descriptor.WriteBit;
                }
                else
                {
                    Visit(tables, tables.Expand(entry, level), level + 1, start, stop);
                }
            }

            tables.TryFold(entry, level);
            start = stop;
        }
    }
}
