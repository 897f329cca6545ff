namespace S2Grid.Contracts.Sweeps;

/// <summary>Which runs a resume runs.</summary>
public enum ResumeScope
{
    /// <summary>Those that have no result.</summary>
    Missing,

    /// <summary>Those whose result is a failure, and those that have no result.</summary>
    Failed,
}
