using S2Grid.Experiments.Planning;

namespace S2Grid.Contracts.Sweeps;

/// <summary>A <see cref="SweepPolicy"/> as it travels.</summary>
/// <param name="Weight">Its weight.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Parallelism">The most batches in work at once, or null.</param>
/// <param name="FailFast">Whether a failure drains the sweep.</param>
[GenerateSerializer]
internal readonly record struct SweepPolicySurrogate(
    [property: Id(0)] int Weight,
    [property: Id(1)] int Priority,
    [property: Id(2)] int? Parallelism,
    [property: Id(3)] bool FailFast);
