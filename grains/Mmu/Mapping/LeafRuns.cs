using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Mapping;

/// <summary>Gives the valid leaves of a tree by ascending IPA, in the longest runs, however the tree keeps them.</summary>
internal unsafe ref struct LeafRuns<TVisitor> : ITableVisitor
    where TVisitor : struct, ILeafVisitor
{
    private readonly Stage2Tables tables;
    private readonly ref TVisitor visitor;
    private LeafRun pending;

    private LeafRuns(Stage2Tables tables, ref TVisitor visitor)
    {
        this.tables = tables;
        this.visitor = ref visitor;
    }

    internal static void Visit(Stage2Tables tables, ref TVisitor visitor)
    {
        var runs = new LeafRuns<TVisitor>(tables, ref visitor);
        TableWalk.Run(tables, ref runs, 0, tables.Geometry.Limit);
        runs.Flush();
    }

    public readonly int VisitRow(Descriptor* first, ulong address, int count) => 0;

    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (entry->IsValid)
            Append(*entry, level, address);

        return Visited.Next;
    }

    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop) =>
        entry->IsUniform ? VisitLeaf(entry, level, address, stop) : Visited.Descend;

    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        ulong size = tables.Geometry.PageSize;
        for (long i = 0; i < count; i++, address += size)
            VisitLeaf(first + i, Stage2Geometry.LastLevel, address, address + size);
    }

    public readonly void LeaveTable(Descriptor* entry, int level, bool atEnd)
    {
    }

    private void Append(Descriptor entry, int level, ulong address)
    {
        int leafLevel = entry.LeafLevel(level);
        var run = new LeafRun(address, leafLevel, entry.OutputAddress, entry.Attributes, tables.EntriesBelow(level, leafLevel));
        ulong covered = (ulong)pending.Count << tables.Shift(pending.Level);
        if (pending.Count > 0
            && pending.Level == run.Level
            && pending.Attributes == run.Attributes
            && pending.Ipa + covered == run.Ipa
            && pending.OutputAddress + covered == run.OutputAddress)
        {
            pending = pending with { Count = pending.Count + run.Count };
            return;
        }

        Flush();
        pending = run;
    }

    private readonly void Flush()
    {
        if (pending.Count > 0)
            visitor.Visit(in pending);
    }
}
