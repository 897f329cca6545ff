namespace S2Grid.Experiments.Published;

/// <summary>The published figures that presets are printed beside.</summary>
public static class PublishedFigures
{
    private const ulong GiB = 1UL << 30;
    private const string Rfc = "RFC 0/2 'Optimize S2 page splitting', 15 May 2026, linux-arm-kernel";
    private const string V1 = "v1 0/2, 10 June 2026, linux-arm-kernel";
    private const string V2 = "v2 0/3, 18 June 2026, linux-arm-kernel";

    /// <summary>All figures.</summary>
    public static IReadOnlyList<PublishedFigure> All { get; } =
    [
        RfcFigure("4k", -97.33, 172, "20 runs"),
        RfcFigure("thp", -19.82, 153, "10 runs"),
        RfcFigure("hugetlb-1g", -20.65, 150, "10 runs"),
        V1Figure(Scenario.Enable, "4k", -35.47, 5.63),
        V1Figure(Scenario.Enable, "thp", -11.94, null),
        V1Figure(Scenario.Enable, "hugetlb-1g", -14.46, null),
        V1Figure(Scenario.Clear, "4k", -26.36, null),
        V1Figure(Scenario.Clear, "thp", -12.05, null),
        V1Figure(Scenario.Clear, "hugetlb-1g", -13.87, null),
        V2Figure(Scenario.Enable, "4k", -44.01, 2.80),
        V2Figure(Scenario.Enable, "thp", -24.66, 1.21),
        V2Figure(Scenario.Enable, "hugetlb-1g", -24.78, 0.85),
        V2Figure(Scenario.Clear, "4k", -38.98, 1.91),
        V2Figure(Scenario.Clear, "thp", -25.49, 0.65),
        V2Figure(Scenario.Clear, "hugetlb-1g", -24.24, 0.65),
    ];

    /// <summary>Versions of the series whose text and figures are not public here, by the name that their figures would have.</summary>
    public static IReadOnlyDictionary<string, string> Unknown { get; } = new Dictionary<string, string>
    {
        ["v3-2026-07"] = "v3 of 8 July 2026",
        ["v4-2026-09"] = "v4 of 30 September 2026",
    };

    /// <summary>The names of the series.</summary>
    public static IReadOnlyList<string> Series { get; } = [.. All.Select(f => f.Series).Distinct()];

    /// <summary>The figures of one series.</summary>
    public static IReadOnlyList<PublishedFigure> Of(string series) => [.. All.Where(f => f.Series == series)];

    /// <summary>What the figures of one series are of.</summary>
    public static Scope ScopeOf(string series) => All.First(figure => figure.Series == series).Scope;

    private static PublishedFigure RfcFigure(string backing, double change, double saved, string runs) => new(
        "rfc-2026-05", Scenario.Enable, backing, "rfc", change, null, saved, "a software model", Provenance.Emulated, Scope.SplitCall,
        $"in the kernel, around the split, {runs}", Rfc)
    {
        Memory = GiB,

        // With smaller chunks THP and 1G would need equally many invalidations and could not differ as they do.
        SmallestChunk = GiB,
    };

    private static PublishedFigure V1Figure(Scenario scenario, string backing, double change, double? deviation) => new(
        "v1-2026-06", scenario, backing, "skip-level3", change, deviation, null, "hardware (said to be AmpereOne)", Provenance.Hardware,
        Scope.Ioctl,
        scenario == Scenario.Enable ? "the enable ioctl, from user space" : "CLEAR_DIRTY_LOG in 64-page pieces, mean of 2 iterations", V1)
    {
        Memory = 64 * GiB,
    };

    private static PublishedFigure V2Figure(Scenario scenario, string backing, double change, double deviation) => new(
        "v2-2026-06", scenario, backing, "skip-level3", change, deviation, null, "hardware (ThunderX2, 32 GB)", Provenance.Hardware,
        Scope.Ioctl,
        scenario == Scenario.Enable ? "the enable ioctl, from user space" : "CLEAR_DIRTY_LOG, from user space", V2)
    {
        Memory = 16 * GiB,
    };
}
