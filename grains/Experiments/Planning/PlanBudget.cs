namespace S2Grid.Experiments.Planning;

/// <summary>How much work the exclusions of a sweep may cause before the sweep is refused.</summary>
/// <param name="steps">Steps of some nanoseconds and at most 16 bytes each.</param>
internal sealed class PlanBudget(int steps)
{
    /// <summary>Enough for one plan.</summary>
    internal const int OfPlan = 2_000_000;

    private int left = steps;

    /// <exception cref="RefusedException">Nothing is left.</exception>
    internal void Spend(int count)
    {
        left -= count;
        if (left < 0)
        {
            throw new RefusedException(
                "The exclusions overlap in too many ways to be counted; use fewer of them, with several values each.");
        }
    }
}
