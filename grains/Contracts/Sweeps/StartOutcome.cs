namespace S2Grid.Contracts.Sweeps;

/// <summary>What starting a sweep under a name led to.</summary>
public enum StartOutcome
{
    /// <summary>No sweep had that name: a new one runs.</summary>
    Created,

    /// <summary>A sweep of that name and an equal specification was not complete: what is missing runs.</summary>
    Continued,

    /// <summary>A sweep of that name and an equal specification runs in this grid already.</summary>
    AlreadyRunning,

    /// <summary>A sweep of that name and an equal specification has all its runs: nothing was started.</summary>
    AlreadyComplete,
}
