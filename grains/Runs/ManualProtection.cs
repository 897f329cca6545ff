namespace S2Grid.Runs;

/// <summary>How KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 is set before a measured run.</summary>
public enum ManualProtection
{
    /// <summary>By scenario: on with everything initially dirty for clear, else off.</summary>
    Auto,

    /// <summary>Off: reading the log protects the pages again.</summary>
    Off,

    /// <summary>On: only CLEAR_DIRTY_LOG protects pages again.</summary>
    On,

    /// <summary>On, with everything initially dirty: enabling splits nothing, the first CLEAR_DIRTY_LOG does.</summary>
    InitiallySet,
}
