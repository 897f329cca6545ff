namespace S2Grid.Experiments.Measured;

/// <summary>
/// What the simulator counts of a measured run's configuration, by the names that the machine has for it: table pages, pages in the
/// dirty log, and calls of KVM's functions on arm64. Steps that the simulator has no counterpart for are left out.
/// </summary>
public static class SimulatedCounts
{
    /// <summary>The architecture whose second stage the simulator builds, and the published changes are about.</summary>
    public const string Architecture = "arm64";

    private const string SplitWalker = "stage2_split_walker";
    private const string AttrWalker = "stage2_attr_walker";
    private const string RangeFlush = "__kvm_tlb_flush_vmid_range";

    /// <summary>The kernel's functions that are compared.</summary>
    public static IReadOnlyList<string> Functions { get; } =
    [
        SplitWalker,
        AttrWalker,
        "kvm_pgtable_stage2_split",
        "kvm_pgtable_stage2_create_unlinked",
        "__kvm_tlb_flush_vmid_ipa",
        "__kvm_tlb_flush_vmid_ipa_nsh",
        RangeFlush,
    ];

    /// <summary>Simulates a configuration.</summary>
    /// <param name="run">A measured run's configuration.</param>
    /// <param name="strategy">The strategy to simulate, where the run splits eagerly.</param>
    /// <param name="pageBytes">The measured kernel's page size.</param>
    /// <returns>Counts by step and name. Functions are there only where one memslot and one vCPU make them comparable.</returns>
    public static IReadOnlyDictionary<(string Step, string What), long> Of(RunConfiguration run, string strategy, int pageBytes)
    {
        KvmSettings kvm = run.Kvm ?? throw new ArgumentException("Only a measured run has a simulated counterpart.", nameof(run));
        var counts = new Dictionary<(string Step, string What), long>();
        if (kvm.WritePercent == 100)
            AddDirtyPages();

        foreach ((string step, VmStep part, StepCounters counters) in SimulatedSteps.Of(run, strategy, pageBytes))
            Add(step, part, counters);

        return counts;

        void AddDirtyPages()
        {
            long all = (long)run.Memory / pageBytes;
            long chosen = (long)run.Dirty.Count((ulong)all, (ulong)pageBytes);

            // Pages are taken from rings as they are written; a ring has none of those that are dirty from the beginning.
            bool beginsFull = run.ManualProtect == ManualProtection.InitiallySet && !kvm.DirtyRing;
            for (int iteration = 1; iteration <= kvm.Iterations; iteration++)
                counts[($"get-{iteration}", CountComparison.DirtyPages)] = iteration == 1 && beginsFull ? all : chosen;
        }

        void Add(string step, VmStep part, StepCounters counters)
        {
            Count(CountComparison.Tables, Sum("tables_allocated"));

            // A write fault on a block that is split lazily maps a page; on a page it relaxes permissions, which changes attributes.
            bool isLazyWrite = part.Kind == VmStepKind.Write && run.Chunk == SplitChunk.None && run.Backing.Kind != BackingKind.Pages;
            if (kvm.Vcpus > 1 || kvm.Memslots > 1 || isLazyWrite)
                return;

            bool isSplit = part.Kind is VmStepKind.Split or VmStepKind.Clear;
            Count(SplitWalker, isSplit ? Sum("leaf_callbacks") : 0);
            Count(AttrWalker, Sum("wp_leaf_callbacks") + (isSplit ? 0 : Sum("leaf_callbacks")));
            Count("kvm_pgtable_stage2_split", Sum("split_walks"));
            Count("kvm_pgtable_stage2_create_unlinked", Sum("split_l1_full") + Sum("split_l1_partial") + Sum("split_l2"));
            Count("__kvm_tlb_flush_vmid_ipa", Sum("tlbi_ipa") + Sum("tlbi_ipa_unknown"));
            Count("__kvm_tlb_flush_vmid_ipa_nsh", Sum("tlbi_ipa_nsh"));
            Count(RangeFlush, Sum("tlbi_range") * SimulatedSteps.Ioctls(run, kvm, part, pageBytes));

            long Sum(string counter) => counters.Total(CounterLayout.Find(counter)!);

            void Count(string what, long count) => counts[(step, what)] = counts.GetValueOrDefault((step, what)) + count;
        }
    }
}
