using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using static S2Grid.Mmu.Tests.Plain.PlainCodes;

namespace S2Grid.Mmu.Tests.Plain;

/// <summary>
/// A deliberately plain stage 2: every table expanded, one entry at a time, one recursive walker with callbacks. It shares with the
/// engine only the words of a configuration, a step and a counter; it is what the engine is compared with.
/// </summary>
public sealed partial class PlainVm
{
    private const ulong Valid = 1;
    private const ulong TableType = 3;
    private const ulong Read = 1 << 6;
    private const ulong Write = 1 << 7;
    private const ulong Young = 1 << 10;
    private const ulong AddressMask = 0x0000_FFFF_FFFF_F000;
    private const ulong Permissions = Read | Write | (1UL << 54);

    private readonly VmConfiguration slot;
    private readonly Stage2Geometry shape;
    private readonly int entries;
    private PlainTable root;
    private StepCounters counters = new();
    private long splitCache;
    private long vcpuCache;
    private long hostPages = long.MaxValue;

    public PlainVm(VmConfiguration configuration)
    {
        slot = configuration;
        shape = configuration.Geometry;
        entries = shape.EntriesPerTable;
        root = new PlainTable(entries * shape.RootPages);
    }

    private ulong Fresh => (slot.Fwb ? 6UL << 2 : 0xfUL << 2) | Read | Write | (3UL << 8) | Young;

    public void Run(VmStep step, StepCounters into)
    {
        into.Clear();
        counters = into;
        ulong page = shape.PageSize;
        switch (step.Kind)
        {
            case VmStepKind.Populate:
                Populate();
                break;
            case VmStepKind.WriteProtect:
                WriteProtect(slot.Base, slot.End);
                FlushRange(slot.Memory);
                break;
            case VmStepKind.Split:
                hostPages = step.HostPages ?? long.MaxValue;
                SplitLoop(slot.Base, slot.End);
                hostPages = long.MaxValue;
                break;
            case VmStepKind.SplitRange:
                splitCache = step.CachePages;
                Split(slot.Base + step.Offset, step.Size ?? (slot.Memory - step.Offset));
                break;
            case VmStepKind.Clear:
                Clear(step.Pages);
                break;
            case VmStepKind.Redirty:
                Uncounted(() => Walk(slot.Base, slot.Memory, new PlainWalk(c => Redirty(c), "")));
                break;
            case VmStepKind.Write:
                for (ulong n = 0; n < slot.Memory / page; n++)
                {
                    if (step.Pages.Contains(n, page))
                        GuestWrite(slot.Base + (n * page));
                }

                Count("hdbss_full_exits", counters["hdbss_entries"] / slot.HdbssEntries);

                break;
            case VmStepKind.Map:
                Fault(slot.Base + (step.Page * page), 3);
                break;
            case VmStepKind.CollapseFirst or VmStepKind.CollapseEach:
                Collapse(step);
                break;
            case VmStepKind.Age:
                Walk(slot.Base, slot.Memory, new PlainWalk(Age, ""));
                break;
            case VmStepKind.MakeYoung:
                int result = Walk(slot.Base + (step.Page * page), 1, new PlainWalk(c => SetBits(c, Young), "") { HandlesFault = true });
                Count("dsb_ishst", result == 0 ? 1 : 0);
                break;
            case VmStepKind.Unmap:
                Unmap();
                break;
            case VmStepKind.FreeSplitCache:
                splitCache = 0;
                break;
            default:
                for (ulong a = 0, size = slot.Kernel.Name == "7.3" ? shape.LargestBlock : shape.Limit; a < shape.Limit; a += size)
                    Walk(a, size, new PlainWalk(c => Free(c, ""), "") { TablesAfter = true });

                root = new PlainTable(root.Words.Length);
                break;
        }

        Count("cache_left", splitCache);
        CountLeaves(root, shape.StartLevel);
    }

    private void Uncounted(Action action)
    {
        StepCounters saved = counters;
        counters = new StepCounters();
        action();
        counters = saved;
    }

    /// <summary>FNV-1a 64, byte by byte.</summary>
    public ulong MappingHash()
    {
        ulong hash = 0xcbf29ce484222325;
        Hash(root, shape.StartLevel, 0, ref hash);
        return hash;
    }

    private void Hash(PlainTable table, int level, ulong address, ref ulong hash)
    {
        for (int i = 0; i < table.Words.Length; i++, address += shape.GranuleSize(level))
        {
            if (table.Children[i] is { } child)
            {
                Hash(child, level + 1, address, ref hash);
            }
            else if ((table.Words[i] & Valid) != 0)
            {
                Append(ref hash, address, 8);
                Append(ref hash, (ulong)level, 1);
                Append(ref hash, table.Words[i] & AddressMask, 8);
                Append(ref hash, table.Words[i] & (0xffcUL | (0x3fffUL << 50)), 8);
            }
        }

        static void Append(ref ulong hash, ulong value, int bytes)
        {
            for (int i = 0; i < bytes; i++)
                hash = (hash ^ (byte)(value >> (8 * i))) * 0x100000001b3;
        }
    }

    private void CountLeaves(PlainTable table, int level)
    {
        for (int i = 0; i < table.Words.Length; i++)
        {
            if (table.Children[i] is { } child)
                CountLeaves(child, level + 1);
            else if ((table.Words[i] & Valid) != 0)
                Count("leaves", level, 1);
        }
    }

    /// <summary>Walks [start, start + size), rounded out to pages.</summary>
    private int Walk(ulong start, ulong size, PlainWalk walk)
    {
        ulong page = shape.PageSize;
        ulong address = start & ~(page - 1);
        ulong end = (address + size + page - 1) & ~(page - 1);
        Count("walks", 1);
        int result = WalkTable(root, shape.StartLevel, ref address, end, walk);
        return result > 0 ? 0 : result;
    }

    private int WalkTable(PlainTable table, int level, ref ulong address, ulong end, PlainWalk walk)
    {
        int result = 0;
        ulong shifted = address >> shape.GranuleShift(level);
        int first = (int)(table == root ? shifted : shifted & (ulong)(entries - 1));
        for (int i = first; i < table.Words.Length && address < end; i++)
        {
            result = Visit(table, i, level, ref address, end, walk);
            if (result != 0)
                break;
        }

        return result;
    }

    private int Visit(PlainTable table, int index, int level, ref ulong address, ulong end, PlainWalk walk)
    {
        Count(walk.Prefix + "reads", level, 1);
        PlainContext context = new(table, index, level, address, end, table.Words[index], PlainMoment.Leaf);
        bool isTable = table.Children[index] is not null;
        int result = 0;
        bool reload = false;
        if (isTable && walk.TablesBefore)
        {
            Count(walk.Prefix + "table_pre_callbacks", level, 1);
            result = walk.Visitor(context with { Moment = PlainMoment.TableBefore });
            reload = true;
        }
        else if (!isTable && walk.Leaves && !(level == 3 && walk.Level3 == Level3Visit.ReadOnly))
        {
            Count(walk.Prefix + "leaf_callbacks", level, 1);
            result = walk.Visitor(context);
            reload = true;
        }

        if (reload)
        {
            Count(walk.Prefix + "reloads", level, 1);
            isTable = table.Children[index] is not null;
        }

        Count("eagain", result == Eagain ? 1 : 0);
        if (!Continues(result, walk))
            return result;

        ulong granule = shape.GranuleSize(level);
        if (result == SkipSiblingsHint)
        {
            ulong parent = shape.GranuleSize(level - 1);
            address = (address & ~(parent - 1)) + parent;
            return SkipSiblingsHint;
        }

        if (!isTable || result == SkipChildrenHint || level >= walk.MaxLevel || (level == 2 && walk.Level3 == Level3Visit.Never))
        {
            address = (address & ~(granule - 1)) + granule;
            return 0;
        }

        result = WalkTable(table.Children[index]!, level + 1, ref address, end, walk);
        result = result == SkipSiblingsHint ? 0 : result;
        if (Continues(result, walk) && walk.TablesAfter)
        {
            Count(walk.Prefix + "table_post_callbacks", level, 1);
            result = walk.Visitor(context with { Old = table.Words[index], Moment = PlainMoment.TableAfter });
        }

        return Continues(result, walk) ? 0 : result;
    }

    private static bool Continues(int result, PlainWalk walk) => result >= 0 || (result == Eagain && !walk.HandlesFault);

    private void Store(PlainContext at, ulong word, string prefix = "")
    {
        Count(prefix + "pte_writes", at.Level, 1);
        at.Table.Words[at.Index] = word;
        at.Table.Children[at.Index] = null;
    }

    private void Reference(PlainTable table)
    {
        Count("get_page", 1);
        table.References++;
    }

    private bool Release(PlainTable table)
    {
        Count("put_page", 1);
        bool last = --table.References == 0;
        Count("tables_freed", last ? 1 : 0);
        return last;
    }

    private void FlushRange(ulong bytes)
    {
        if (!slot.TlbiRange)
        {
            Count("tlbi_vmid", 1);
            return;
        }

        for (ulong pages = bytes >> shape.PageShift; pages > 0;)
        {
            ulong piece = Math.Min(pages, 1UL << 21);
            Count("tlbi_range", 1);
            Count("tlbi_range_pages", (long)piece);
            pages -= piece;
        }
    }

    private void Count(string name, long amount) => Count(name, 0, amount);

    private void Count(string name, int level, long amount) => counters.Values[Offsets[name] + level] += amount;
}
