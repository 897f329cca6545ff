using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Walks;

/// <summary>The walk over a range of the tree, ascending, for all operations that visit more than one entry.</summary>
internal static unsafe class TableWalk
{
    private const int BlockLevel = Stage2Geometry.LastLevel - 1;

    /// <summary>Where a walk has ended that the visitor stopped: no address.</summary>
    private const ulong Stopped = ulong.MaxValue;

    /// <summary>Walks [start, end) from the root.</summary>
    /// <returns>False if the visitor stopped the walk.</returns>
    internal static bool Run<TVisitor>(Stage2Tables tables, ref TVisitor visitor, ulong start, ulong end)
        where TVisitor : struct, ITableVisitor, allows ref struct =>
        Visit(tables, ref visitor, tables.Root, tables.StartLevel, start, end) != Stopped;

    /// <summary>Walks [address, end) as far as it lies in one table.</summary>
    /// <returns>Where the walk has ended.</returns>
    internal static ulong Visit<TVisitor>(Stage2Tables tables, ref TVisitor visitor, Descriptor* table, int level, ulong address, ulong end)
        where TVisitor : struct, ITableVisitor, allows ref struct
    {
        int index = tables.Index(address, level);
        if (level == Stage2Geometry.LastLevel)
        {
            ulong stop = Math.Min(end, tables.Next(address, level - 1));
            visitor.VisitPages(table + index, address, tables.CountEntries(address, stop, level));
            return stop;
        }

        for (int last = tables.TableEnd(level); index < last && address < end; index++)
        {
            Descriptor* entry = table + index;
            if (level == BlockLevel
                && tables.CountWhole(address, end, level) is var whole and > 1
                && visitor.VisitRow(entry, address, whole) is var row and > 0)
            {
                index += row - 1;
                address += (ulong)row << tables.Shift(level);
                continue;
            }

            ulong next = tables.Next(address, level);
            ulong stop = Math.Min(next, end);
            Visited visited = entry->IsTable(level)
                ? visitor.VisitTable(entry, level, address, stop)
                : visitor.VisitLeaf(entry, level, address, stop);
            if (visited == Visited.Stop)
                return Stopped;

            if (visited == Visited.Descend)
            {
                Descriptor* child = entry->IsUniform ? tables.Expand(entry, level) : entry->Table;
                if (Visit(tables, ref visitor, child, level + 1, address, end) == Stopped)
                    return Stopped;

                visitor.LeaveTable(entry, level, atEnd: stop == next);
            }

            address = stop;
        }

        return address;
    }
}
