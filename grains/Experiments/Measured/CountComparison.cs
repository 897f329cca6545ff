namespace S2Grid.Experiments.Measured;

/// <summary>Something that a machine counted, beside what the simulator counts of the same configuration.</summary>
/// <param name="Step">The measured step.</param>
/// <param name="What"><see cref="Tables"/>, <see cref="DirtyPages"/>, or a kernel function.</param>
/// <param name="Measured">What the machine counted.</param>
/// <param name="Simulated">What the simulator counts.</param>
public sealed record CountComparison(string Step, string What, long Measured, long Simulated)
{
    /// <summary>New table pages.</summary>
    public const string Tables = "table pages";

    /// <summary>Pages in the dirty log.</summary>
    public const string DirtyPages = "dirty pages";

    /// <summary>Whether a kernel function was counted.</summary>
    public bool IsFunction => What is not (Tables or DirtyPages);

    /// <summary>Whether they agree.</summary>
    public bool IsEqual => Measured == Simulated;
}
