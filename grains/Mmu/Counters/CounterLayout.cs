namespace S2Grid.Mmu.Counters;

/// <summary>
/// The counters of a step. Each is declared here, once; its place in <see cref="StepCounters.Values"/>, its name in JSON, tables and
/// files and its part in comparisons follow from that. They are written in the order in which they are declared.
/// </summary>
public static class CounterLayout
{
    /// <summary>Room for counters; raise it when a declaration finds none.</summary>
    internal const int MaxLength = 160;

    private static readonly List<CounterField> Declared = [];

    internal static readonly int Walk = DeclareWalk("", "the step's own walks", visitsTablesFirst: true);
    internal static readonly int UnlinkedWalk = DeclareWalk("unlinked_", "walks that build a table before it is linked");
    internal static readonly int WriteProtectWalk = DeclareWalk("wp_", "write-protect walks");
    internal static readonly int FreedWalk = DeclareWalk("freed_", "walks that free a table after it was unlinked");
    internal static readonly int BbmBlock =
        PerLevel("bbm_block", "entries", "valid blocks and pages replaced in the live tree, by break-before-make");
    internal static readonly int TlbiIpa = PerLevel("tlbi_ipa", "invalidations", "TLB invalidations by IPA with a level hint");
    internal static readonly int Walks = Single("walks", "walks", "page-table walks that begin at the root");
    internal static readonly int SplitWalks = Single("split_walks", "walks", "walks of the eager split, one per call; part of walks");
    internal static readonly int BbmTable =
        Single("bbm_table", "entries", "tables replaced by a block in the live tree, by break-before-make");
    internal static readonly int BbmInvalid =
        Single("bbm_invalid", "entries", "invalid entries made valid in the live tree; nothing to invalidate");
    internal static readonly int TlbiIpaUnknown =
        Single("tlbi_ipa_unknown", "invalidations", "TLB invalidations by IPA without a level hint");
    internal static readonly int TlbiIpaNsh =
        Single("tlbi_ipa_nsh", "invalidations", "TLB invalidations by IPA on the local CPU only (non-shareable)");
    internal static readonly int TlbiVmid = Single("tlbi_vmid", "invalidations", "TLB invalidations of the whole VMID");
    internal static readonly int SplitL1Full = Single("split_l1_full", "blocks", "level-1 blocks split down to pages in one go");
    internal static readonly int SplitL1Partial =
        Single("split_l1_partial", "blocks", "level-1 blocks split into level-2 blocks for lack of table pages");
    internal static readonly int SplitL2 = Single("split_l2", "blocks", "level-2 blocks split into pages");
    internal static readonly int BbmUnlinked = Single("bbm_unlinked", "entries", "entries made valid in tables that are not linked yet");
    internal static readonly int TlbiRange = Single("tlbi_range", "invalidations", "TLB range invalidations (FEAT_TLBIRANGE)");
    internal static readonly int TlbiRangePages = Single("tlbi_range_pages", "pages", "pages that TLB range invalidations cover");
    internal static readonly int DsbIshst = Single("dsb_ishst", "barriers", "DSB ISHST barriers of the generic page-table code");
    internal static readonly int Enomem = Single("enomem", "calls", "split calls that stop because the split cache is empty (-ENOMEM)");
    internal static readonly int Topups = Single("topups", "top-ups", "top-ups of the vCPU's and the split loop's cache of table pages");
    internal static readonly int TopupPages = Single("topup_pages", "pages", "table pages allocated by top-ups");
    internal static readonly int LockDrops =
        Single("lock_drops", "times", "times that the split loop drops the MMU lock to top up its cache");
    internal static readonly int SplitChunks = Single("split_chunks", "chunks", "chunks that the split loop works through");
    internal static readonly int WpChunks =
        Single("wp_chunks", "ranges", "ranges that write-protect works through, each at most one largest block");
    internal static readonly int SkipChildren =
        Single("skip_children", "callbacks", "callbacks that ask the walker to skip the entry's children");
    internal static readonly int SkipSiblings =
        Single("skip_siblings", "callbacks", "callbacks that ask the walker to skip the rest of the table");
    internal static readonly int Eagain = Single("eagain", "callbacks", "callbacks that return -EAGAIN");
    internal static readonly int UnmapChunks =
        Single("unmap_chunks", "ranges", "ranges that unmap works through, each at most one largest block");
    internal static readonly int IcacheCalls = Single("icache_calls", "calls", "calls to invalidate the instruction cache");
    internal static readonly int IcacheBytes = Single("icache_bytes", "bytes", "memory whose instruction cache lines are invalidated");
    internal static readonly int DcacheCalls = Single("dcache_calls", "calls", "calls to clean the data cache");
    internal static readonly int DcacheBytes = Single("dcache_bytes", "bytes", "memory whose data cache lines are cleaned");
    internal static readonly int TablesAllocated = Single("tables_allocated", "pages", "table pages taken from a cache and put to use");
    internal static readonly int TablesFreed = Single("tables_freed", "pages", "table pages freed");
    internal static readonly int GetPage = Single("get_page", "references", "references taken on table pages, one per entry made valid");
    internal static readonly int PutPage = Single("put_page", "references", "references dropped on table pages");
    internal static readonly int CacheLeft = Single("cache_left", "pages", "table pages left in the split cache after the step");
    internal static readonly int ReplacedBlock = PerLevel("replaced_block", "entries",
        "valid blocks replaced by a table in one store, without break-before-make (proposed)");
    internal static readonly int HdbssEntries =
        Single("hdbss_entries", "entries", "entries that the CPU appends to dirty buffers (proposed)");
    internal static readonly int HdbssFullExits =
        Single("hdbss_full_exits", "exits", "exits of a vCPU whose dirty buffer is full (proposed)");
    internal static readonly int CleanBatches =
        Single("clean_batches", "batches", "batches of at most 512 pages that the CPU makes clean in a CLEAR (proposed)");
    internal static readonly int Leaves = PerLevel("leaves", "entries", "valid blocks and pages after the step");

    private static readonly Dictionary<string, CounterField> ByName = Declared.ToDictionary(field => field.Name);

    /// <summary>How many values a step's counters have.</summary>
    public static int Length { get; } = Declared.Sum(field => field.Width);

    /// <summary>All counters in their order in JSON and files. A value that is missing there is zero.</summary>
    public static IReadOnlyList<CounterField> Fields => Declared;

    /// <summary>The counter with that name, or null.</summary>
    public static CounterField? Find(string name) => ByName.GetValueOrDefault(name);

    private static int Single(string name, string unit, string description) => Declare(name, perLevel: false, unit, description);

    private static int PerLevel(string name, string unit, string description) => Declare(name, perLevel: true, unit, description);

    private static int Declare(string name, bool perLevel, string unit, string description)
    {
        int offset = Declared is [.., var last] ? last.Offset + last.Width : 0;
        var field = new CounterField(name, offset, perLevel, unit, description);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + field.Width, MaxLength, name);
        Declared.Add(field);
        return offset;
    }

    /// <summary>The counters of one kind of walk, in the order of <see cref="WalkCounters"/>; only map walks visit tables before their
    /// entries.</summary>
    private static int DeclareWalk(string prefix, string walks, bool visitsTablesFirst = false)
    {
        int first = PerLevel(prefix + "reads", "entries", $"entries read by {walks} on reaching them");
        PerLevel(prefix + "reloads", "entries", $"entries read again by {walks} after a callback that may have changed them");
        PerLevel(prefix + "leaf_callbacks", "callbacks",
            $"leaf callbacks of {walks}: one per entry that is not a table, even if it is invalid");
        if (visitsTablesFirst)
            PerLevel(prefix + "table_pre_callbacks", "callbacks", $"pre-order table callbacks of {walks}, before the table's entries");

        PerLevel(prefix + "table_post_callbacks", "callbacks", $"post-order table callbacks of {walks}, after the table's entries");
        PerLevel(prefix + "pte_writes", "stores", $"stores to entries by {walks}, the marker of break-before-make included");
        return first;
    }
}
