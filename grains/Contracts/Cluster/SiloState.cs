namespace S2Grid.Contracts.Cluster;

/// <summary>Where a silo is in its life, as the others see it.</summary>
public enum SiloState
{
    /// <summary>It works.</summary>
    Active,

    /// <summary>It finishes what is in flight and then stops.</summary>
    Draining,

    /// <summary>It is a member, but has not reported for a while: it starts, hangs, or is about to be declared dead.</summary>
    Silent,
}
