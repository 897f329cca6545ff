namespace S2Grid.Experiments.Planning;

/// <summary>The exclusions of a sweep overlap in too many ways to be counted.</summary>
internal sealed class PlanTooComplexException()
    : Exception("The exclusions overlap in too many ways to be counted; use fewer of them, with several values each.");
