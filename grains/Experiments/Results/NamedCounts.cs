using S2Grid.Mmu;
using S2Grid.Mmu.Counters;

namespace S2Grid.Experiments.Results;

/// <summary>The sums of counters that tables show by name.</summary>
public static class NamedCounts
{
    private static readonly string[] CallbackCounters = ["leaf_callbacks", "table_pre_callbacks", "table_post_callbacks", "wp_leaf_callbacks"];
    private static readonly string[] TlbiCounters = ["tlbi_ipa", "tlbi_ipa_unknown", "tlbi_ipa_nsh", "tlbi_vmid", "tlbi_range"];

    /// <summary>Visitor calls at level 3.</summary>
    public static long PageVisits(StepCounters counters) => counters["leaf_callbacks", Stage2Geometry.LastLevel];

    /// <summary>Visitor calls at all levels, write-protect walks included.</summary>
    public static long Callbacks(StepCounters counters) => Sum(counters, CallbackCounters);

    /// <summary>TLB invalidations of all kinds.</summary>
    public static long Tlbis(StepCounters counters) => Sum(counters, TlbiCounters);

    /// <summary>Table pages taken into use.</summary>
    public static long Tables(StepCounters counters) => counters["tables_allocated"];

    private static long Sum(StepCounters counters, string[] names) => names.Sum(name => counters.Total(CounterLayout.Find(name)!));
}
