using S2Grid.Mmu.Tables;

namespace S2Grid.Mmu.Mapping;

/// <summary>Gives the valid leaves of a tree by ascending IPA, in the longest runs, however the tree keeps them.</summary>
internal unsafe ref struct LeafRuns<TVisitor>
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
        runs.Visit(tables.Root, tables.StartLevel, 0, tables.Geometry.RootEntries);
        runs.Flush();
    }

    private void Visit(Descriptor* table, int level, ulong address, int entries)
    {
        ulong size = 1UL << tables.Shift(level);
        for (int i = 0; i < entries; i++, address += size)
        {
            Descriptor entry = table[i];
            if (!entry.IsValid)
            {
                continue;
            }

            if (entry.IsExpanded(level))
            {
                Visit(entry.Table, level + 1, address, tables.Entries);
                continue;
            }

            int leafLevel = entry.LeafLevel(level);
            Append(new LeafRun(address, leafLevel, entry.OutputAddress, entry.Attributes, tables.EntriesBelow(level, leafLevel)));
        }
    }

    private void Append(in LeafRun run)
    {
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
        {
            visitor.Visit(in pending);
        }
    }
}
