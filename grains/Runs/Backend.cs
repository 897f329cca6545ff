namespace S2Grid.Runs;

/// <summary>What carries a run out.</summary>
public enum Backend
{
    /// <summary>The simulated stage-2 MMU: exact counts.</summary>
    Simulated,

    /// <summary>A real /dev/kvm, timed from user space.</summary>
    Kvm,
}
