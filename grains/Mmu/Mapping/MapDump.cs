using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Mapping;

/// <summary>Lists a tree table by table, with equal neighbours as one line.</summary>
internal readonly unsafe struct MapDump(Stage2Tables tables) : ITableVisitor
{
    private readonly List<MapRun> runs = [];

    internal static List<MapRun> List(Stage2Tables tables)
    {
        var dump = new MapDump(tables);
        TableWalk.Run(tables, ref dump, 0, tables.Geometry.Limit);
        return dump.runs;
    }

    public int VisitRow(Descriptor* first, ulong address, int count) => 0;

    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        Append(entry->IsValid ? MapRunKind.Leaf : MapRunKind.Hole, *entry, level, address);
        return Visited.Next;
    }

    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (entry->IsUniform)
        {
            Append(MapRunKind.UniformTable, *entry, level, address);
            return Visited.Next;
        }

        runs.Add(new MapRun(level, address, 1, MapRunKind.ExpandedTable, level, 0, false));
        return Visited.Descend;
    }

    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        ulong size = tables.Geometry.PageSize;
        for (long i = 0; i < count; i++)
            VisitLeaf(first + i, Stage2Geometry.LastLevel, address + ((ulong)i * size), address + ((ulong)(i + 1) * size));
    }

    public void LeaveTable(Descriptor* entry, int level, bool atEnd)
    {
    }

    /// <summary>Appends an entry, to the last run if that is of the same table and alike: between those of two tables stands the
    /// second.</summary>
    private void Append(MapRunKind kind, Descriptor entry, int level, ulong address)
    {
        var run = new MapRun(level, address, 1, kind, entry.LeafLevel(level), entry.Attributes, entry.IsWritable);
        if (runs is [.., var last] && run == last with { Ipa = address, Count = 1 })
            runs[^1] = last with { Count = last.Count + 1 };
        else
            runs.Add(run);
    }
}
