namespace S2Grid.Experiments;

/// <summary>What may stand in one comparison: figures of one provenance and one scope.</summary>
public static class Comparison
{
    /// <summary>Why figures cannot be compared, in a sentence; null if they can.</summary>
    /// <param name="first">Provenance and scope of one.</param>
    /// <param name="second">Provenance and scope of the other.</param>
    public static string? Refusal((Provenance Provenance, Scope Scope) first, (Provenance Provenance, Scope Scope) second) => (first, second) switch
    {
        _ when first.Provenance != second.Provenance =>
            $"{first.Provenance} and {second.Provenance} results cannot stand in one comparison: their times and counts do not mean the same.",
        _ when first.Scope != second.Scope =>
            $"Figures of the {first.Scope.Describe()} and of the {second.Scope.Describe()} cannot stand in one comparison: "
            + "they are not of the same work.",
        _ => null,
    };

    /// <summary>Refuses what cannot be compared.</summary>
    /// <exception cref="ComparisonException">The figures have unlike provenance or scope.</exception>
    public static void Check((Provenance Provenance, Scope Scope) first, (Provenance Provenance, Scope Scope) second)
    {
        if (Refusal(first, second) is { } refusal)
        {
            throw new ComparisonException(refusal);
        }
    }
}
