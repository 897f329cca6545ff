using System.Numerics;
using S2Grid.Mmu;

namespace S2Grid.Experiments;

/// <summary>
/// What the simulator counts of a measured run's configuration, by the names that the machine has for it: table pages, pages in the
/// dirty log, and calls of KVM's functions on arm64. Steps that the simulator has no counterpart for are left out.
/// </summary>
/// <remarks>
/// Enabling is the simulated write-protect and split; the first CLEAR with everything initially dirty is <c>clear</c>, what the guest
/// writes after it <c>write</c>, the second CLEAR <c>clear</c> of those pages. A CLEAR flushes once an ioctl, of which the machine does
/// one for each piece.
/// </remarks>
public static class SimulatedCounts
{
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
        AddDirtyPages(run, kvm, pageBytes, counts);
        using var vm = new SimulatedVm((run with
        {
            Strategy = run.Chunk == SplitChunk.None ? run.Strategy : strategy,
            PageShift = BitOperations.Log2((uint)pageBytes),
        }).ToVmConfiguration());
        vm.Run(VmStep.Parse("populate"), new StepCounters());
        foreach ((string step, VmStep[] parts) in StepsOf(run, kvm))
        {
            foreach (VmStep part in parts)
            {
                var counters = new StepCounters();
                vm.Run(part, counters);
                Add(counts, run, kvm, step, part, counters, pageBytes);
            }
        }

        return counts;
    }

    private static IEnumerable<(string Step, VmStep[] Parts)> StepsOf(RunConfiguration run, KvmSettings kvm)
    {
        VmStep protect = new() { Kind = VmStepKind.WriteProtect };
        VmStep split = new() { Kind = VmStepKind.Split };
        VmStep write = new() { Kind = VmStepKind.Write, Pages = run.Dirty };
        bool writesAll = kvm.WritePercent == 100;
        if (IsInitiallySet(run, kvm))
        {
            yield return ("enable", []);
            yield return ("clear-1", [new() { Kind = VmStepKind.Clear }]);
            if (kvm.Iterations > 1 && writesAll)
            {
                yield return ("dirty-2", [write]);
                yield return ("clear-2", [new() { Kind = VmStepKind.Clear, Pages = run.Dirty }]);
            }
        }
        else
        {
            yield return ("enable", run.Chunk == SplitChunk.None ? [protect] : [protect, split]);
            if (writesAll)
                yield return ("dirty-1", [write]);
        }
    }

    private static bool IsInitiallySet(RunConfiguration run, KvmSettings kvm) =>
        kvm.ManualProtect == ManualProtection.InitiallySet || (kvm.ManualProtect == ManualProtection.Auto && run.Scenario == Scenario.Clear);

    private static void Add(
        Dictionary<(string Step, string What), long> counts,
        RunConfiguration run,
        KvmSettings kvm,
        string step,
        VmStep part,
        StepCounters counters,
        int pageBytes)
    {
        Count(CountComparison.Tables, Sum("tables_allocated"));

        // A write fault on a block that is split lazily maps a page; on a page it relaxes permissions, which changes attributes.
        bool isLazyWrite = part.Kind == VmStepKind.Write && run.Chunk == SplitChunk.None && run.BackingName != "4k";
        if (kvm.Vcpus > 1 || kvm.Memslots > 1 || isLazyWrite)
            return;
        bool isSplit = part.Kind is VmStepKind.Split or VmStepKind.Clear;
        Count(SplitWalker, isSplit ? Sum("leaf_callbacks") : 0);
        Count(AttrWalker, Sum("wp_leaf_callbacks") + (isSplit ? 0 : Sum("leaf_callbacks")));
        Count("kvm_pgtable_stage2_split", Sum("split_walks"));
        Count("kvm_pgtable_stage2_create_unlinked", Sum("split_l1_full") + Sum("split_l1_partial") + Sum("split_l2"));
        Count("__kvm_tlb_flush_vmid_ipa", Sum("tlbi_ipa") + Sum("tlbi_ipa_unknown"));
        Count("__kvm_tlb_flush_vmid_ipa_nsh", Sum("tlbi_ipa_nsh"));
        Count(RangeFlush, Sum("tlbi_range") * (part.Kind == VmStepKind.Clear ? Pieces(run, kvm, part.Pages, pageBytes) : 1));

        long Sum(string counter) => counters.Total(CounterLayout.Find(counter)!);

        void Count(string what, long count) => counts[(step, what)] = counts.GetValueOrDefault((step, what)) + count;
    }

    /// <summary>How many CLEAR_DIRTY_LOG have any page to clear.</summary>
    private static long Pieces(RunConfiguration run, KvmSettings kvm, PageSelection pages, int pageBytes)
    {
        long all = (long)run.Memory / pageBytes;
        long pieces = 0;
        for (long first = 0; first < all; first += kvm.ClearPages)
        {
            long end = Math.Min(all, first + kvm.ClearPages);
            for (long page = first; page < end; page++)
            {
                if (pages.Contains((ulong)page, (ulong)pageBytes))
                {
                    pieces++;
                    break;
                }
            }
        }

        return pieces;
    }

    private static void AddDirtyPages(RunConfiguration run, KvmSettings kvm, int pageBytes, Dictionary<(string Step, string What), long> counts)
    {
        if (kvm.WritePercent != 100)
            return;
        long all = (long)run.Memory / pageBytes;
        long chosen = run.Dirty == PageSelection.All ? all : 0;
        for (long page = 0; run.Dirty != PageSelection.All && page < all; page++)
            chosen += run.Dirty.Contains((ulong)page, (ulong)pageBytes) ? 1 : 0;

        // Pages are taken from rings as they are written; a ring has none of those that are dirty from the beginning.
        bool beginsFull = IsInitiallySet(run, kvm) && !kvm.DirtyRing;
        for (int iteration = 1; iteration <= kvm.Iterations; iteration++)
            counts[($"get-{iteration}", CountComparison.DirtyPages)] = iteration == 1 && beginsFull ? all : chosen;
    }
}
