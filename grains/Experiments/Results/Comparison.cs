using S2Grid.Experiments.Runs;

namespace S2Grid.Experiments.Results;

/// <summary>What may stand in one comparison: figures of one provenance, one scope, one machine and one kernel.</summary>
public static class Comparison
{
    /// <summary>Why figures cannot be compared and which could be, in a few sentences; null if they can.</summary>
    /// <param name="first">Where the one comes from.</param>
    /// <param name="second">Where the other comes from.</param>
    public static string? Refusal(FigureOrigin first, FigureOrigin second) => (first, second) switch
    {
        _ when first.Provenance != second.Provenance =>
            $"{first.Provenance} and {second.Provenance} results cannot stand in one comparison: "
            + "their times and counts do not mean the same. Comparable are results of one provenance.",
        _ when first.Scope != second.Scope =>
            $"Figures of the {first.Scope.Describe()} and of the {second.Scope.Describe()} cannot stand in one comparison: "
            + "they are not of the same work. Comparable are figures of one scope, so of one scenario.",
        _ when first.Agent != second.Agent =>
            $"Results of the agents {Name(first.Agent)} and {Name(second.Agent)} cannot stand in one comparison: "
            + "their machines differ in more than what is compared. Comparable are both sides measured by one agent.",
        _ when first.Kernel != second.Kernel =>
            $"Results with the kernels {Name(first.Kernel)} and {Name(second.Kernel)} cannot stand in one comparison of anything else: "
            + "the kernel differs too. Comparable are results with one kernel; to compare the kernels themselves, run the same "
            + "configurations as two sweeps and compare those.",
        _ => null,
    };

    /// <summary>Refuses what cannot be compared.</summary>
    /// <exception cref="RefusedException">The figures do not come from the same.</exception>
    public static void Check(FigureOrigin first, FigureOrigin second)
    {
        if (Refusal(first, second) is { } refusal)
            throw new RefusedException(RefusalKind.Incomparable, refusal);
    }

    private static string Name(string? name) => name is null ? "unknown" : $"'{name}'";
}
