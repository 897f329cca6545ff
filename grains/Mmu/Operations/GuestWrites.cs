namespace S2Grid.Mmu;

/// <summary>
/// Guest writes while dirty logging is on. A write to a writable leaf does nothing. On a write-protected page the permission is
/// relaxed; on a write-protected block or a hole one page is mapped, and the block becomes a table of which only that page is mapped.
/// </summary>
internal static unsafe class GuestWrites
{
    internal static void Run(Stage2Mmu mmu, PageSelection pages)
    {
        VmConfiguration configuration = mmu.Configuration;
        ulong count = configuration.Memory / mmu.PageSize;
        switch (pages.Kind)
        {
            case PageSelectionKind.All:
                WriteAll(mmu, mmu.Tables.Root, mmu.StartLevel, configuration.Base, configuration.End);
                break;
            case PageSelectionKind.Page:
                WritePage(mmu, configuration.Base + (pages.Value * mmu.PageSize));
                break;
            case PageSelectionKind.Stride when pages.Value % mmu.PageSize == 0:
                for (ulong offset = 0; offset < configuration.Memory; offset += pages.Value)
                {
                    WritePage(mmu, configuration.Base + offset);
                }

                break;
            default:
                for (ulong page = 0; page < count; page++)
                {
                    if (pages.Contains(page, mmu.PageSize))
                    {
                        WritePage(mmu, configuration.Base + (page * mmu.PageSize));
                    }
                }

                break;
        }
    }

    /// <summary>One write to the page at <paramref name="address"/>.</summary>
    internal static void WritePage(Stage2Mmu mmu, ulong address)
    {
        Stage2Tables tables = mmu.Tables;
        ulong* entry = tables.FindDeepest(address, out int level);
        if ((*entry & Descriptor.WriteBit) != 0 && (*entry & Descriptor.ValidBit) != 0)
        {
            return;
        }

        if (level < Stage2Geometry.LastLevel && Stage2Tables.IsTable(*entry, level) && Stage2Tables.LeafLevel(*entry) == Stage2Geometry.LastLevel)
        {
            for (; level < Stage2Geometry.LastLevel; level++)
            {
                entry = tables.Expand(entry, level) + tables.Index(address, level + 1);
            }
        }

        if (level == Stage2Geometry.LastLevel)
        {
            WriteEntry(mmu, entry, address);
        }
        else
        {
            MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
        }
    }

    /// <summary>One write to a page that has a level-3 entry.</summary>
    private static void WriteEntry(Stage2Mmu mmu, ulong* entry, ulong address)
    {
        if ((*entry & Descriptor.ValidBit) == 0)
        {
            MapWalk.Fault(mmu, address, Stage2Geometry.LastLevel);
        }
        else if ((*entry & Descriptor.WriteBit) == 0)
        {
            *entry |= Descriptor.WriteBit;
            AttributeFault.CountRelaxed(mmu, 1);
        }
    }

    /// <summary>Writes every page of [start, end), ascending.</summary>
    private static void WriteAll(Stage2Mmu mmu, ulong* table, int level, ulong start, ulong end)
    {
        Stage2Tables tables = mmu.Tables;
        while (start < end)
        {
            ulong* entry = table + tables.Index(start, level);
            ulong stop = Math.Min(end, tables.Next(start, level));
            bool whole = stop - start == 1UL << tables.Shift(level);
            bool valid = (*entry & Descriptor.ValidBit) != 0;
            if (Stage2Tables.IsExpanded(*entry, level))
            {
                WriteAll(mmu, Stage2Tables.Child(*entry), level + 1, start, stop);
            }
            else if (valid && Stage2Tables.IsTable(*entry, level))
            {
                WriteUniform(mmu, entry, level, start, stop, whole);
            }
            else if (level == Stage2Geometry.LastLevel)
            {
                WriteEntry(mmu, entry, start);
            }
            else if (!valid || (*entry & Descriptor.WriteBit) == 0)
            {
                WriteBlock(mmu, entry, level, start, stop, whole);
            }

            tables.TryFold(entry, level);
            start = stop;
        }
    }

    private static void WriteUniform(Stage2Mmu mmu, ulong* entry, int level, ulong start, ulong stop, bool whole)
    {
        if ((*entry & Descriptor.WriteBit) != 0)
        {
            return;
        }

        if (whole && Stage2Tables.LeafLevel(*entry) == Stage2Geometry.LastLevel)
        {
            AttributeFault.CountRelaxed(mmu, mmu.Tables.EntriesBelow(level, Stage2Geometry.LastLevel));
            *entry |= Descriptor.WriteBit;
            return;
        }

        WriteAll(mmu, mmu.Tables.Expand(entry, level), level + 1, start, stop);
    }

    private static void WriteBlock(Stage2Mmu mmu, ulong* entry, int level, ulong start, ulong stop, bool whole)
    {
        if (whole)
        {
            MapWalk.FillEntry(mmu, entry, level, Stage2Geometry.LastLevel, start);
            return;
        }

        MapWalk.Fault(mmu, start, Stage2Geometry.LastLevel);
        WriteAll(mmu, Stage2Tables.Child(*entry), level + 1, start, stop);
    }
}
