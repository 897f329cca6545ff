using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Mapping;

/// <summary>Lists a tree table by table, with equal neighbours as one line.</summary>
internal static unsafe class MapDump
{
    internal static List<MapRun> List(Stage2Tables tables)
    {
        var runs = new List<MapRun>();
        Append(runs, tables, tables.Root, tables.StartLevel, 0, tables.Geometry.RootEntries);
        return runs;
    }

    private static void Append(List<MapRun> runs, Stage2Tables tables, ulong* table, int level, ulong address, int entries)
    {
        ulong size = 1UL << tables.Shift(level);
        for (int i = 0; i < entries;)
        {
            MapRun run = Describe(table[i], level, address);
            if (run.Kind == MapRunKind.ExpandedTable)
            {
                runs.Add(run);
                Append(runs, tables, Stage2Tables.Child(table[i]), level + 1, address, tables.Entries);
                i++;
                address += size;
                continue;
            }

            int alike = 1;
            while (i + alike < entries && Describe(table[i + alike], level, address) == run)
            {
                alike++;
            }

            runs.Add(run with { Count = alike });
            i += alike;
            address += (ulong)alike * size;
        }
    }

    private static MapRun Describe(ulong entry, int level, ulong address)
    {
        if ((entry & Descriptor.ValidBit) == 0)
        {
            return new MapRun(level, address, 1, MapRunKind.Hole, level, 0, false);
        }

        if (Stage2Tables.IsExpanded(entry, level))
        {
            return new MapRun(level, address, 1, MapRunKind.ExpandedTable, level, 0, false);
        }

        bool table = Stage2Tables.IsTable(entry, level);
        return new MapRun(
            level,
            address,
            1,
            table ? MapRunKind.UniformTable : MapRunKind.Leaf,
            table ? Stage2Tables.LeafLevel(entry) : level,
            Stage2Tables.Attributes(entry),
            (entry & Descriptor.WriteBit) != 0);
    }
}
