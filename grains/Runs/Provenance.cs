namespace S2Grid.Runs;

/// <summary>Where a figure comes from. Figures of unlike provenance are never compared.</summary>
public enum Provenance
{
    /// <summary>Counted by the simulated MMU.</summary>
    Simulated,

    /// <summary>Measured on an emulated machine, whose time says nothing about hardware.</summary>
    Emulated,

    /// <summary>Measured in a virtual machine that runs KVM itself.</summary>
    Nested,

    /// <summary>Measured on hardware.</summary>
    Hardware,

    /// <summary>Played back from a recording.</summary>
    Replayed,
}
