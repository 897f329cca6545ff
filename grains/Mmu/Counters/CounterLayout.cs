namespace S2Grid.Mmu.Counters;

/// <summary>Where each counter stands in <see cref="StepCounters.Values"/>, and what it means.</summary>
public static class CounterLayout
{
    internal const int Reads = 0;
    internal const int Reloads = 4;
    internal const int LeafCallbacks = 8;
    internal const int TablePreCallbacks = 12;
    internal const int TablePostCallbacks = 16;
    internal const int PteWrites = 20;
    internal const int WpReads = 24;
    internal const int WpReloads = 28;
    internal const int WpLeafCallbacks = 32;
    internal const int WpTablePostCallbacks = 36;
    internal const int WpPteWrites = 40;
    internal const int UnlinkedReads = 44;
    internal const int UnlinkedReloads = 48;
    internal const int UnlinkedLeafCallbacks = 52;
    internal const int UnlinkedTablePostCallbacks = 56;
    internal const int UnlinkedPteWrites = 60;
    internal const int FreedReads = 64;
    internal const int FreedReloads = 68;
    internal const int FreedLeafCallbacks = 72;
    internal const int FreedTablePostCallbacks = 76;
    internal const int FreedPteWrites = 80;
    internal const int BbmBlock = 84;
    internal const int TlbiIpa = 88;
    internal const int Walks = 92;
    internal const int SplitWalks = 93;
    internal const int BbmTable = 94;
    internal const int BbmInvalid = 95;
    internal const int BbmUnlinked = 96;
    internal const int TlbiIpaUnknown = 97;
    internal const int TlbiIpaNsh = 98;
    internal const int TlbiVmid = 99;
    internal const int TlbiRange = 100;
    internal const int TlbiRangePages = 101;
    internal const int SplitL1Full = 102;
    internal const int SplitL1Partial = 103;
    internal const int SplitL2 = 104;
    internal const int SkipChildren = 105;
    internal const int SkipSiblings = 106;
    internal const int Eagain = 107;
    internal const int Enomem = 108;
    internal const int DsbIshst = 109;
    internal const int Topups = 110;
    internal const int TopupPages = 111;
    internal const int LockDrops = 112;
    internal const int SplitChunks = 113;
    internal const int WpChunks = 114;
    internal const int UnmapChunks = 115;
    internal const int CacheLeft = 116;
    internal const int TablesAllocated = 117;
    internal const int TablesFreed = 118;
    internal const int GetPage = 119;
    internal const int PutPage = 120;
    internal const int IcacheCalls = 121;
    internal const int IcacheBytes = 122;
    internal const int DcacheCalls = 123;
    internal const int DcacheBytes = 124;
    internal const int Leaves = 125;

    /// <summary>How many values a step's counters have.</summary>
    public const int Length = 129;

    /// <summary>All counters in their order in JSON and files. A value that is missing there is zero.</summary>
    public static IReadOnlyList<CounterField> Fields { get; } =
    [
        new("reads", Reads, true, "entries read when first visited of the walk the caller asked for"),
        new("reloads", Reloads, true, "entries read again after a pre-order or leaf callback of the walk the caller asked for"),
        new("leaf_callbacks", LeafCallbacks, true, "visitor calls for entries that are not tables, invalid ones included of the walk the caller asked for"),
        new("table_pre_callbacks", TablePreCallbacks, true, "visitor calls for tables before their entries of the walk the caller asked for"),
        new("table_post_callbacks", TablePostCallbacks, true, "visitor calls for tables after their entries of the walk the caller asked for"),
        new("pte_writes", PteWrites, true, "stores to entries, markers included of the walk the caller asked for"),
        new("wp_table_post_callbacks", WpTablePostCallbacks, true, "visitor calls for tables after their entries of write-protect walks"),
        new("unlinked_reads", UnlinkedReads, true, "entries read when first visited while building unlinked tables"),
        new("unlinked_reloads", UnlinkedReloads, true, "entries read again after a pre-order or leaf callback while building unlinked tables"),
        new("unlinked_leaf_callbacks", UnlinkedLeafCallbacks, true, "visitor calls for entries that are not tables, invalid ones included while building unlinked tables"),
        new("unlinked_table_post_callbacks", UnlinkedTablePostCallbacks, true, "visitor calls for tables after their entries while building unlinked tables"),
        new("unlinked_pte_writes", UnlinkedPteWrites, true, "stores to entries, markers included while building unlinked tables"),
        new("wp_reads", WpReads, true, "entries read when first visited of write-protect walks"),
        new("wp_reloads", WpReloads, true, "entries read again after a pre-order or leaf callback of write-protect walks"),
        new("wp_leaf_callbacks", WpLeafCallbacks, true, "visitor calls for entries that are not tables, invalid ones included of write-protect walks"),
        new("wp_pte_writes", WpPteWrites, true, "stores to entries, markers included of write-protect walks"),
        new("freed_reads", FreedReads, true, "entries read when first visited while tearing down detached tables"),
        new("freed_reloads", FreedReloads, true, "entries read again after a pre-order or leaf callback while tearing down detached tables"),
        new("freed_leaf_callbacks", FreedLeafCallbacks, true, "visitor calls for entries that are not tables, invalid ones included while tearing down detached tables"),
        new("freed_table_post_callbacks", FreedTablePostCallbacks, true, "visitor calls for tables after their entries while tearing down detached tables"),
        new("freed_pte_writes", FreedPteWrites, true, "stores to entries, markers included while tearing down detached tables"),
        new("bbm_block", BbmBlock, true, "breaks of valid blocks or pages in the live tree"),
        new("tlbi_ipa", TlbiIpa, true, "TLB invalidations of one IPA at a known level"),
        new("walks", Walks, false, "table walks from the root"),
        new("split_walks", SplitWalks, false, "of these, walks of a split call"),
        new("bbm_table", BbmTable, false, "breaks of valid tables in the live tree"),
        new("bbm_invalid", BbmInvalid, false, "entries replaced that were invalid and needed no invalidation"),
        new("tlbi_ipa_unknown", TlbiIpaUnknown, false, "TLB invalidations of one IPA at an unknown level"),
        new("tlbi_ipa_nsh", TlbiIpaNsh, false, "non-shareable TLB invalidations of one IPA"),
        new("tlbi_vmid", TlbiVmid, false, "TLB invalidations of the whole VMID"),
        new("split_l1_full", SplitL1Full, false, "level-1 blocks split to pages at once"),
        new("split_l1_partial", SplitL1Partial, false, "level-1 blocks split into level-2 blocks"),
        new("split_l2", SplitL2, false, "level-2 blocks split to pages"),
        new("bbm_unlinked", BbmUnlinked, false, "entries set in unlinked tables"),
        new("tlbi_range", TlbiRange, false, "TLB invalidations of a range"),
        new("tlbi_range_pages", TlbiRangePages, false, "pages covered by range invalidations"),
        new("dsb_ishst", DsbIshst, false, "barriers in the generic page-table code"),
        new("enomem", Enomem, false, "split calls ended by an empty cache"),
        new("topups", Topups, false, "times a cache of table pages was filled up"),
        new("topup_pages", TopupPages, false, "pages taken to fill caches"),
        new("lock_drops", LockDrops, false, "times the split loop dropped the MMU lock"),
        new("split_chunks", SplitChunks, false, "chunks of the split loop"),
        new("wp_chunks", WpChunks, false, "pieces of write-protect"),
        new("skip_children", SkipChildren, false, "times the visitor asked to skip children"),
        new("skip_siblings", SkipSiblings, false, "times the visitor asked to skip siblings"),
        new("eagain", Eagain, false, "visitor calls that ended with -EAGAIN"),
        new("unmap_chunks", UnmapChunks, false, "pieces of unmap"),
        new("icache_calls", IcacheCalls, false, "instruction cache invalidations"),
        new("icache_bytes", IcacheBytes, false, "bytes of instruction cache invalidated"),
        new("dcache_calls", DcacheCalls, false, "data cache cleans"),
        new("dcache_bytes", DcacheBytes, false, "bytes of data cache cleaned"),
        new("tables_allocated", TablesAllocated, false, "table pages taken into use"),
        new("tables_freed", TablesFreed, false, "table pages given back"),
        new("get_page", GetPage, false, "references taken on table pages"),
        new("put_page", PutPage, false, "references dropped on table pages"),
        new("cache_left", CacheLeft, false, "pages left in the split cache after the step"),
        new("leaves", Leaves, true, "valid leaves after the step"),
    ];

    private static readonly Dictionary<string, CounterField> ByName = Fields.ToDictionary(f => f.Name);

    /// <summary>The counter with that name, or null.</summary>
    public static CounterField? Find(string name) => ByName.GetValueOrDefault(name);
}
