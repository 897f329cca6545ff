using S2Grid.Mmu.Strategies;
using static S2Grid.Mmu.Tests.Plain.PlainCodes;

namespace S2Grid.Mmu.Tests.Plain;

public sealed partial class PlainVm
{
    private void Populate()
    {
        ulong page = shape.PageSize;
        ulong block = shape.GranuleSize(2);
        ulong large = shape.LargestBlock;
        BackingKind kind = slot.Backing.Kind;
        for (ulong a = slot.Base; a < slot.End;)
        {
            bool fits = a % block == 0 && a + block <= slot.End;
            bool huge = fits && slot.Backing.IsHuge(a / block)
                && kind is not (BackingKind.Pages or BackingKind.FirstAndLastPage or BackingKind.None);
            if (kind == BackingKind.Blocks1G && a % large == 0 && a + large <= slot.End)
            {
                Fault(a, shape.MinBlockLevel);
                a += large;
            }
            else if (kind == BackingKind.EvenBlocksOnly)
            {
                if (fits && (a - slot.Base) / block % 2 == 0)
                    Fault(a, 2);

                a = (a & ~(block - 1)) + block;
            }
            else if (huge)
            {
                Fault(a, 2);
                a += block;
            }
            else
            {
                bool edge = a == slot.Base || a + page == slot.End;
                if (kind != BackingKind.None && (kind != BackingKind.FirstAndLastPage || edge))
                    Fault(a, 3);

                a += page;
            }
        }
    }

    private void Fault(ulong address, int level)
    {
        TopUpVcpuCache();
        ulong size = shape.GranuleSize(level);
        Walk(address, size, new PlainWalk(c => Map(c, address + (1UL << 46), Fresh, address, level, "", live: true), "")
        {
            TablesBefore = true,
            HandlesFault = true,
        });
        Count("dsb_ishst", 1);
    }

    private void TopUpVcpuCache()
    {
        if (vcpuCache < shape.Levels - 1)
        {
            Count("topups", 1);
            Count("topup_pages", 40 - vcpuCache);
            vcpuCache = 40;
        }
    }

    /// <summary>The map visitor: installs the leaf of <paramref name="target"/>, or a table on the way to it.</summary>
    private int Map(PlainContext at, ulong output, ulong attributes, ulong start, int target, string prefix, bool live)
    {
        if (at.Level < target)
        {
            if (at.Moment == PlainMoment.Leaf)
            {
                var table = new PlainTable(entries);
                Count("tables_allocated", 1);
                Break(at, prefix, live);
                SetTable(at, table, prefix);
                if (live)
                    vcpuCache--;
                else
                    splitCache--;
            }

            return 0;
        }

        ulong leaf = (output + (at.Address - start)) | attributes | (target == 3 ? TableType : Valid);
        PlainTable? detached = at.Table.Children[at.Index];
        if (detached is null && (at.Old & Valid) != 0 && ((at.Old ^ leaf) & ~Permissions) == 0)
            return Eagain;

        Break(at, prefix, live);
        if (live)
        {
            long bytes = (long)shape.GranuleSize(at.Level);
            Count("icache_calls", 1);
            Count("icache_bytes", bytes);
            Count("dcache_calls", 1);
            Count("dcache_bytes", bytes);
        }

        Store(at, leaf, prefix);
        Reference(at.Table);
        if (detached is not null)
            FreeDetached(detached, at.Level);

        return 0;
    }

    private void Break(PlainContext at, string prefix, bool live)
    {
        bool table = at.Table.Children[at.Index] is not null;
        bool valid = (at.Old & Valid) != 0;
        Store(at, 0x400, prefix);
        if (!live)
        {
            Count("bbm_unlinked", 1);
        }
        else if (table)
        {
            Count("bbm_table", 1);
            FlushRange(shape.GranuleSize(at.Level));
        }
        else if (valid)
        {
            Count("bbm_block", at.Level, 1);
            Count("tlbi_ipa", at.Level, 1);
        }
        else
        {
            Count("bbm_invalid", 1);
        }

        if (at.Old != 0)
            Release(at.Table);
    }

    private void SetTable(PlainContext at, PlainTable table, string prefix)
    {
        Store(at, TableType, prefix);
        at.Table.Children[at.Index] = table;
        Reference(at.Table);
    }

    private void FreeDetached(PlainTable table, int level)
    {
        ulong address = 0;
        WalkTable(table, level + 1, ref address, shape.GranuleSize(level),
            new PlainWalk(c => Free(c, "freed_"), "freed_") { TablesAfter = true });
        Release(table);
    }

    private int Free(PlainContext at, string prefix)
    {
        PlainTable? child = at.Table.Children[at.Index];
        if (at.Old == 0 || child is { References: not 1 })
            return 0;

        Release(at.Table);
        if (child is not null)
        {
            Release(child);
            if (slot.Kernel.Name != "6.12")
                Store(at, 0, prefix);
        }

        return 0;
    }

    private bool SplitLoop(ulong start, ulong end)
    {
        ulong chunk = slot.Strategy.Hints.Eager ? slot.Chunk.Bytes : 0;
        if (chunk == 0)
            return true;

        ulong reach = slot.Chunk.IsWhole ? slot.Memory : chunk;
        long capacity = 0;
        for (int level = shape.MinBlockLevel; level <= 2; level++)
        {
            ulong block = shape.GranuleSize(level);
            capacity += (long)((reach / block) + (reach % block != 0 ? 1UL : 0));
        }

        for (ulong a = start; a < end;)
        {
            if (splitCache < capacity)
            {
                long pages = Math.Min(capacity - splitCache, hostPages);
                Count("lock_drops", 1);
                Count("topups", 1);
                Count("topup_pages", pages);
                splitCache += pages;
                hostPages -= hostPages == long.MaxValue ? 0 : pages;
                if (splitCache < capacity)
                    return false;
            }

            ulong next = slot.Chunk.IsWhole ? end : Math.Min(end, (a / chunk * chunk) + chunk);
            Count("split_chunks", 1);
            if (Split(a, next - a) != 0)
                return false;

            a = next;
        }

        return true;
    }

    private int Split(ulong start, ulong size)
    {
        Count("split_walks", 1);
        int result =
            Walk(start, size,
                new PlainWalk(SplitEntry, "") { Level3 = slot.Strategy.Hints.Level3, MaxLevel = slot.Strategy.Hints.MaxLevel });
        Count("dsb_ishst", 1);
        return result;
    }

    private int SplitEntry(PlainContext at)
    {
        if (at.Level == 3)
        {
            bool skips = slot.Strategy.Hints.Level3 == Level3Visit.First;
            Count("skip_siblings", skips ? 1 : 0);
            return skips ? SkipSiblingsHint : 0;
        }

        if ((at.Old & Valid) == 0)
            return 0;

        bool full = splitCache >= (at.Level == 1 ? entries + 1 : 1);
        if (!full && splitCache < 1)
        {
            Count("enomem", 1);
            return Enomem;
        }

        var table = new PlainTable(entries);
        splitCache--;
        Count("tables_allocated", 1);
        ulong attributes = (Fresh & ~Permissions) | (at.Old & Permissions);
        ulong output = at.Old & AddressMask;
        int target = full ? 3 : at.Level + 1;
        ulong address = 0;
        WalkTable(table, at.Level + 1, ref address, shape.GranuleSize(at.Level), new PlainWalk(
            c => Map(c, output, attributes, 0, target, "unlinked_", live: false), "unlinked_"));
        if (slot.NeedsBreakBeforeMake)
        {
            Break(at, "", live: true);
        }
        else
        {
            Count("replaced_block", at.Level, 1);
            Count("tlbi_ipa", at.Level, 1);
            Release(at.Table);
        }

        SetTable(at, table, "");
        Count(at.Level == 2 ? "split_l2" : full ? "split_l1_full" : "split_l1_partial", 1);
        SkipChildren skip = slot.Strategy.Hints.SkipChildren;
        bool skipsChildren = skip == SkipChildren.Always || (full && skip == SkipChildren.Full);
        Count("skip_children", skipsChildren ? 1 : 0);
        return skipsChildren ? SkipChildrenHint : 0;
    }

    private void WriteProtect(ulong start, ulong end)
    {
        for (ulong a = start; a < end;)
        {
            ulong next = Math.Min(end, (a / shape.LargestBlock * shape.LargestBlock) + shape.LargestBlock);
            Count("wp_chunks", 1);
            Walk(a, next - a, new PlainWalk(ProtectEntry, "wp_"));
            a = next;
        }
    }

    private int ProtectEntry(PlainContext at)
    {
        if ((at.Old & Valid) == 0)
            return Eagain;

        if ((at.Old & Write) != 0)
            Store(at, at.Old & ~Write, "wp_");

        return 0;
    }

    private void Clear(PageSelection pages)
    {
        ulong count = slot.Memory / shape.PageSize;
        ulong ioctl = slot.ClearPages == 0 ? count : slot.ClearPages;
        for (ulong first = 0; first < count; first += ioctl)
            ClearIoctl(pages, first, Math.Min(count, first + ioctl));
    }

    private void ClearIoctl(PageSelection pages, ulong first, ulong count)
    {
        ulong page = shape.PageSize;
        ulong block = shape.GranuleSize(2);
        bool any = false;
        ulong mark = 0;
        int cleaned = 0;
        for (ulong word = first; word < count; word += 64)
        {
            ulong[] selected = [.. Enumerable.Range(0, 64).Select(i => word + (ulong)i).Where(n => n < count && pages.Contains(n, page))];
            if (selected.Length == 0)
                continue;

            any = true;
            ulong from = slot.Base + (selected[0] * page);
            ulong to = slot.Base + ((selected[^1] + 1) * page);
            if (slot.Clean == LogCleaning.Software)
                WriteProtect(from, to);

            bool skips = slot.Strategy.Hints.ClearSplit == ClearSplit.OncePerBlock && to <= mark;
            if (!skips && SplitLoop(from, to))
                mark = (to + block - 1) / block * block;

            cleaned += selected.Length;
            if (slot.Clean == LogCleaning.Hacdbs)
                Uncounted(() => Array.ForEach(selected, n => WriteProtect(slot.Base + (n * page), slot.Base + ((n + 1) * page))));
        }

        if (slot.Clean == LogCleaning.Hacdbs)
            Count("clean_batches", (cleaned + 511) / 512);

        if (any)
            FlushRange(slot.Memory);
    }

    private int Redirty(PlainContext at)
    {
        if (at.Level == 3 && (at.Old & Valid) != 0)
            Store(at, at.Old | Write);

        return 0;
    }

    private int Age(PlainContext at)
    {
        if ((at.Old & Valid) != 0 && (at.Old & Young) != 0)
            Store(at, at.Old & ~Young);

        return 0;
    }

    private int SetBits(PlainContext at, ulong bits)
    {
        if ((at.Old & Valid) == 0)
            return Eagain;

        if ((at.Old | bits) != at.Old)
            Store(at, at.Old | bits);

        return 0;
    }

    private void GuestWrite(ulong address)
    {
        PlainTable table = root;
        int level = shape.StartLevel;
        int index = (int)(address >> shape.GranuleShift(level));
        while (table.Children[index] is { } child)
        {
            table = child;
            level++;
            index = (int)(address >> shape.GranuleShift(level)) & (entries - 1);
        }

        ulong word = table.Words[index];
        if ((word & (Valid | Write)) == (Valid | Write))
            return;

        if (slot.DirtyTracking == DirtyTracking.Hdbss && (word & Valid) != 0)
        {
            table.Words[index] |= Write;
            Count("hdbss_entries", 1);
        }
        else if (level == 3 && (word & Valid) != 0)
        {
            TopUpVcpuCache();
            Walk(address, 1, new PlainWalk(c => SetBits(c, Write), "") { HandlesFault = true });
            Count("tlbi_ipa_nsh", 1);
        }
        else
        {
            Fault(address, 3);
        }
    }

    private void Collapse(VmStep step)
    {
        int level = shape.GranuleSize(2) == step.BlockSize ? 2 : 1;
        ulong block = step.BlockSize;
        for (ulong a = (slot.Base + block - 1) / block * block; a + block <= slot.End; a += block)
        {
            Fault(a, level);
            if (step.Kind == VmStepKind.CollapseFirst)
                return;
        }
    }

    private void Unmap()
    {
        bool defers = slot.TlbiRange && slot.Fwb;
        for (ulong a = slot.Base; a < slot.End;)
        {
            ulong next = Math.Min(slot.End, (a / shape.LargestBlock * shape.LargestBlock) + shape.LargestBlock);
            Count("unmap_chunks", 1);
            Walk(a, next - a, new PlainWalk(c => UnmapEntry(c, defers), "") { TablesAfter = true });
            if (defers)
                FlushRange(next - a);

            a = next;
        }
    }

    private int UnmapEntry(PlainContext at, bool defers)
    {
        if ((at.Old & Valid) == 0)
            return 0;

        PlainTable? child = at.Table.Children[at.Index];
        if (child is { References: not 1 })
            return 0;

        Store(at, 0);
        if (child is not null)
            Count("tlbi_ipa_unknown", 1);
        else if (!defers)
            Count("tlbi_ipa", at.Level, 1);

        Release(at.Table);
        if (child is not null)
        {
            Release(child);
        }
        else if (!slot.Fwb)
        {
            Count("dcache_calls", 1);
            Count("dcache_bytes", (long)shape.GranuleSize(at.Level));
        }

        return 0;
    }
}
