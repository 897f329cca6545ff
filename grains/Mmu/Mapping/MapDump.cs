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

    private static void Append(List<MapRun> runs, Stage2Tables tables, Descriptor* table, int level, ulong address, int entries)
    {
        ulong size = 1UL << tables.Shift(level);
        for (int i = 0; i < entries;)
        {
            MapRun run = Describe(table[i], level, address);
            if (run.Kind == MapRunKind.ExpandedTable)
            {
                runs.Add(run);
                Append(runs, tables, table[i].Table, level + 1, address, tables.Entries);
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

    private static MapRun Describe(Descriptor entry, int level, ulong address)
    {
        if (!entry.IsValid)
        {
            return new MapRun(level, address, 1, MapRunKind.Hole, level, 0, false);
        }

        if (entry.IsExpanded(level))
        {
            return new MapRun(level, address, 1, MapRunKind.ExpandedTable, level, 0, false);
        }

        MapRunKind kind = entry.IsUniform ? MapRunKind.UniformTable : MapRunKind.Leaf;
        return new MapRun(level, address, 1, kind, entry.LeafLevel(level), entry.Attributes, entry.IsWritable);
    }
}
