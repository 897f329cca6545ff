using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>
/// Guest writes while dirty logging is on. A write to a writable leaf does nothing. On a write-protected page the permission is
/// relaxed; on a write-protected block or a hole one page is mapped, and the block becomes a table of which only that page is mapped.
/// With HDBSS a leaf without write permission is writable-clean: the CPU makes it dirty as it is and appends an entry to its buffer.
/// </summary>
/// <remarks>
/// Faults that need no table page only count themselves here and are added up by <see cref="Finish"/>: all of them count alike, and
/// the top-up before a fault may wait for the next one, or for the end where there is none: nothing takes a page from the cache without
/// topping it up first. Behind the last fault there is no top-up.
/// </remarks>
internal unsafe ref struct GuestWrites : ITableVisitor
{
    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private readonly bool appends;
    private long relaxed;
    private long installed;

    /// <summary>How many of these faults came before the last one that may have taken a table page.</summary>
    private long beforeTable;

    internal GuestWrites(Stage2Mmu mmu)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
        appends = mmu.Configuration.DirtyTracking == DirtyTracking.Hdbss;
    }

    internal static void Run(Stage2Mmu mmu, PageSelection pages)
    {
        var writes = new GuestWrites(mmu);
        writes.Select(pages);
        writes.Finish();
    }

    /// <summary>Counts the faults that have only been noted so far.</summary>
    internal readonly void Finish()
    {
        if (Faults > beforeTable)
            mmu.TopUpVcpuCache();

        if (appends)
        {
            mmu.Count(CounterLayout.HdbssEntries) += relaxed;
            mmu.Count(CounterLayout.HdbssFullExits) += relaxed / mmu.Configuration.HdbssEntries;
        }
        else
        {
            AttributeFault.CountRelaxed(mmu, relaxed);
        }

        MapWalk.CountInstalledPages(mmu, installed);
    }

    /// <summary>One write to the page at <paramref name="address"/>.</summary>
    internal void Write(ulong address)
    {
        Descriptor* entry = tables.FindDeepest(address, out int level);
        if (level == Stage2Geometry.LastLevel)
        {
            WriteEntry(entry, address);
            return;
        }

        Descriptor value = *entry;
        if (value.Has(Descriptor.WriteBit | Descriptor.ValidBit))
            return;

        int leafLevel = value.IsUniform ? value.LeafLevel(level) : level;
        if (leafLevel == Stage2Geometry.LastLevel || (appends && value.IsValid))
        {
            for (; level < leafLevel; level++)
                entry = tables.Expand(entry, level) + tables.Index(address, level + 1);

            WriteEntry(entry, address);
        }
        else
        {
            MapPage(address);
        }
    }

    public readonly int VisitRow(Descriptor* first, ulong address, int count) => 0;

    /// <summary>Writes every page below a block or a hole.</summary>
    public Visited VisitLeaf(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (entry->Has(Descriptor.WriteBit | Descriptor.ValidBit))
            return Visited.Next;

        if (appends && entry->IsValid)
        {
            WriteEntry(entry, address);
            return Visited.Next;
        }

        if (stop - address == 1UL << tables.Shift(level))
        {
            MapWalk.FillEntry(mmu, entry, level, Stage2Geometry.LastLevel, address);
            return Visited.Next;
        }

        MapPage(address);
        return Visited.Descend;
    }

    public Visited VisitTable(Descriptor* entry, int level, ulong address, ulong stop)
    {
        if (!entry->IsUniform)
            return Visited.Descend;

        if (entry->IsWritable)
            return Visited.Next;

        int leafLevel = entry->LeafLevel(level);
        if (stop - address != 1UL << tables.Shift(level) || (leafLevel != Stage2Geometry.LastLevel && !appends))
            return Visited.Descend;

        relaxed += tables.EntriesBelow(level, leafLevel);
        *entry = entry->With(Descriptor.WriteBit);
        return Visited.Next;
    }

    public void VisitPages(Descriptor* first, ulong address, long count)
    {
        for (long i = 0; i < count; i++)
            WriteEntry(first + i, address + ((ulong)i * mmu.PageSize));
    }

    public readonly void LeaveTable(Descriptor* entry, int level, bool atEnd) => tables.TryFold(entry, level);

    /// <summary>One write to a page that has a level-3 entry, or a block that the CPU makes dirty as a whole.</summary>
    private void WriteEntry(Descriptor* entry, ulong address)
    {
        Descriptor value = *entry;
        if (!value.IsValid)
        {
            *entry = Descriptor.Leaf(Stage2Geometry.LastLevel, address + Descriptor.OutputOffset, mmu.FreshAttributes);
            installed++;
        }
        else if (!value.IsWritable)
        {
            *entry = value.With(Descriptor.WriteBit);
            relaxed++;
        }
    }

    /// <summary>The faults that are counted at the end; what a CPU with HDBSS makes dirty is none.</summary>
    private readonly long Faults => installed + (appends ? 0 : relaxed);

    private void MapPage(ulong address)
    {
        beforeTable = Faults;
        MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
    }

    private void Select(PageSelection pages)
    {
        VmConfiguration configuration = mmu.Configuration;
        switch (pages.Kind)
        {
            case PageSelectionKind.All:
                TableWalk.Run(tables, ref this, configuration.Base, configuration.End);
                break;
            case PageSelectionKind.Page:
                Write(configuration.Base + (pages.Value * mmu.PageSize));
                break;
            case PageSelectionKind.Stride when pages.Value % mmu.PageSize == 0:
                for (ulong offset = 0; offset < configuration.Memory; offset += pages.Value)
                    Write(configuration.Base + offset);

                break;
            default:
                WriteWords(pages, configuration.Base, configuration.Memory / mmu.PageSize);
                break;
        }
    }

    /// <summary>Writes the selected pages of the first <paramref name="count"/>, ascending.</summary>
    private void WriteWords(PageSelection pages, ulong start, ulong count)
    {
        for (ulong first = 0; first < count; first += PageSelection.WordPages)
        {
            for (ulong word = pages.Word(first, count, mmu.PageSize); word != 0;)
                word = WriteFirst(start + (first * mmu.PageSize), word);
        }
    }

    /// <summary>Writes the first selected page of a word, and with it those that have an entry in the same level-3 table.</summary>
    /// <returns>What of the word is left.</returns>
    private ulong WriteFirst(ulong start, ulong word)
    {
        int page = BitOperations.TrailingZeroCount(word);
        Descriptor* entry = tables.FindDeepest(start + ((ulong)page * mmu.PageSize), out int level);
        if (level < Stage2Geometry.LastLevel)
        {
            Write(start + ((ulong)page * mmu.PageSize));
            return word & (word - 1);
        }

        int pagesOfTable = tables.Entries - tables.Index(start + ((ulong)page * mmu.PageSize), level);
        Descriptor* wordEntries = entry - page;
        for (int end = page + pagesOfTable; page < end; page = BitOperations.TrailingZeroCount(word))
        {
            WriteEntry(wordEntries + page, start + ((ulong)page * mmu.PageSize));
            word &= word - 1;
            if (word == 0)
                break;
        }

        return word;
    }
}
