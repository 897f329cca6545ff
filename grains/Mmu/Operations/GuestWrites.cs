using System.Numerics;
using S2Grid.Mmu.Tables;
using S2Grid.Mmu.Walks;

namespace S2Grid.Mmu.Operations;

/// <summary>
/// Guest writes while dirty logging is on. A write to a writable leaf does nothing. On a write-protected page the permission is
/// relaxed; on a write-protected block or a hole one page is mapped, and the block becomes a table of which only that page is mapped.
/// </summary>
/// <remarks>
/// Faults that need no table page only count themselves here and are added up by <see cref="Finish"/>: all of them count alike, and
/// the top-up before a fault may wait, because nothing takes a page from the cache without topping it up first.
/// </remarks>
internal unsafe ref struct GuestWrites
{
    private readonly Stage2Mmu mmu;
    private readonly Stage2Tables tables;
    private long relaxed;
    private long installed;

    internal GuestWrites(Stage2Mmu mmu)
    {
        this.mmu = mmu;
        tables = mmu.Tables;
    }

    internal static void Run(Stage2Mmu mmu, PageSelection pages)
    {
        var writes = new GuestWrites(mmu);
        writes.Select(pages);
        writes.Finish();
    }

    /// <summary>Counts the faults that have only been noted so far.</summary>
    internal void Finish()
    {
        AttributeFault.CountRelaxed(mmu, relaxed);
        MapWalk.CountInstalledPages(mmu, installed);
        relaxed = 0;
        installed = 0;
    }

    /// <summary>One write to the page at <paramref name="address"/>.</summary>
    internal void Write(ulong address)
    {
        ulong* entry = tables.FindDeepest(address, out int level);
        if (level == Stage2Geometry.LastLevel)
        {
            WriteEntry(entry, address);
            return;
        }

        ulong value = *entry;
        if ((value & (Descriptor.WriteBit | Descriptor.ValidBit)) == (Descriptor.WriteBit | Descriptor.ValidBit))
        {
            return;
        }

        if (Stage2Tables.IsTable(value, level) && Stage2Tables.LeafLevel(value) == Stage2Geometry.LastLevel)
        {
            for (; level < Stage2Geometry.LastLevel; level++)
            {
                entry = tables.Expand(entry, level) + tables.Index(address, level + 1);
            }

            WriteEntry(entry, address);
        }
        else
        {
            MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
        }
    }

    /// <summary>One write to a page that has a level-3 entry.</summary>
    private void WriteEntry(ulong* entry, ulong address)
    {
        ulong value = *entry;
        if ((value & Descriptor.ValidBit) == 0)
        {
            *entry = Descriptor.Leaf(Stage2Geometry.LastLevel, address + Descriptor.OutputOffset, mmu.FreshAttributes);
            installed++;
        }
        else if ((value & Descriptor.WriteBit) == 0)
        {
            *entry = value | Descriptor.WriteBit;
            relaxed++;
        }
    }

    private void Select(PageSelection pages)
    {
        VmConfiguration configuration = mmu.Configuration;
        switch (pages.Kind)
        {
            case PageSelectionKind.All:
                WriteAll(tables.Root, mmu.StartLevel, configuration.Base, configuration.End);
                break;
            case PageSelectionKind.Page:
                Write(configuration.Base + (pages.Value * mmu.PageSize));
                break;
            case PageSelectionKind.Stride when pages.Value % mmu.PageSize == 0:
                for (ulong offset = 0; offset < configuration.Memory; offset += pages.Value)
                {
                    Write(configuration.Base + offset);
                }

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
            {
                word = WriteFirst(start + (first * mmu.PageSize), word);
            }
        }
    }

    /// <summary>Writes the first selected page of a word, and with it those that have an entry in the same level-3 table.</summary>
    /// <returns>What of the word is left.</returns>
    private ulong WriteFirst(ulong start, ulong word)
    {
        int page = BitOperations.TrailingZeroCount(word);
        ulong* entry = tables.FindDeepest(start + ((ulong)page * mmu.PageSize), out int level);
        if (level < Stage2Geometry.LastLevel)
        {
            Write(start + ((ulong)page * mmu.PageSize));
            return word & (word - 1);
        }

        int pagesOfTable = tables.Entries - tables.Index(start + ((ulong)page * mmu.PageSize), level);
        ulong* wordEntries = entry - page;
        for (int end = page + pagesOfTable; page < end; page = BitOperations.TrailingZeroCount(word))
        {
            WriteEntry(wordEntries + page, start + ((ulong)page * mmu.PageSize));
            word &= word - 1;
            if (word == 0)
            {
                break;
            }
        }

        return word;
    }

    /// <summary>Writes every page of [start, end), ascending.</summary>
    private void WriteAll(ulong* table, int level, ulong start, ulong end)
    {
        while (start < end)
        {
            ulong* entry = table + tables.Index(start, level);
            ulong stop = Math.Min(end, tables.Next(start, level));
            bool whole = stop - start == 1UL << tables.Shift(level);
            bool valid = (*entry & Descriptor.ValidBit) != 0;
            if (Stage2Tables.IsExpanded(*entry, level))
            {
                WriteAll(Stage2Tables.Child(*entry), level + 1, start, stop);
            }
            else if (valid && Stage2Tables.IsTable(*entry, level))
            {
                WriteUniform(entry, level, start, stop, whole);
            }
            else if (level == Stage2Geometry.LastLevel)
            {
                WriteEntry(entry, start);
            }
            else if (!valid || (*entry & Descriptor.WriteBit) == 0)
            {
                WriteBlock(entry, level, start, stop, whole);
            }

            tables.TryFold(entry, level);
            start = stop;
        }
    }

    private void WriteUniform(ulong* entry, int level, ulong start, ulong stop, bool whole)
    {
        if ((*entry & Descriptor.WriteBit) != 0)
        {
            return;
        }

        if (whole && Stage2Tables.LeafLevel(*entry) == Stage2Geometry.LastLevel)
        {
            relaxed += tables.EntriesBelow(level, Stage2Geometry.LastLevel);
            *entry |= Descriptor.WriteBit;
            return;
        }

        WriteAll(tables.Expand(entry, level), level + 1, start, stop);
    }

    private void WriteBlock(ulong* entry, int level, ulong start, ulong stop, bool whole)
    {
        if (whole)
        {
            MapWalk.FillEntry(mmu, entry, level, Stage2Geometry.LastLevel, start);
            return;
        }

        MapWalk.Fault(mmu, start, Stage2Geometry.LastLevel);
        WriteAll(Stage2Tables.Child(*entry), level + 1, start, stop);
    }
}
