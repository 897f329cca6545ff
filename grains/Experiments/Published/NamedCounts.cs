namespace S2Grid.Experiments.Published;

/// <summary>The sums of counters that tables, metrics and labels have by name; each is declared here, once.</summary>
public static class NamedCounts
{
    /// <summary>Visitor calls at level 3: of an ioctl those of its split walks.</summary>
    public static NamedCount PageVisits { get; } =
        new("level-3-visits", "level-3 visits", "level3_visits", counters => counters["leaf_callbacks", Stage2Geometry.LastLevel])
        {
            TitleOfIoctl = "split level-3 visits",
        };

    /// <summary>Visitor calls at level 3 of an ioctl's write-protect walks.</summary>
    public static NamedCount ProtectedPageVisits { get; } =
        new("wp-level-3-visits", "WP level-3 visits", "wp_level3_visits",
            counters => counters["wp_leaf_callbacks", Stage2Geometry.LastLevel])
        {
            IsOfIoctl = true,
        };

    /// <summary>Visitor calls at all levels, write-protect walks included.</summary>
    public static NamedCount Callbacks { get; } =
        Sum("callbacks", "leaf_callbacks", "table_pre_callbacks", "table_post_callbacks", "wp_leaf_callbacks");

    /// <summary>TLB invalidations of all kinds.</summary>
    public static NamedCount Tlbis { get; } =
        Sum("tlbis", "tlbi_ipa", "tlbi_ipa_unknown", "tlbi_ipa_nsh", "tlbi_vmid", "tlbi_range") with { Title = "TLBIs" };

    /// <summary>Table pages taken into use.</summary>
    public static NamedCount Tables { get; } = Sum("tables", "tables_allocated");

    /// <summary>All of them in the order of tables.</summary>
    public static IReadOnlyList<NamedCount> All { get; } = [PageVisits, ProtectedPageVisits, Callbacks, Tlbis, Tables];

    private static NamedCount Sum(string name, params string[] counters)
    {
        CounterField[] fields = [.. counters.Select(counter => CounterLayout.Find(counter)!)];
        return new NamedCount(name, name, name, values => fields.Sum(field => values.Total(field)));
    }
}
