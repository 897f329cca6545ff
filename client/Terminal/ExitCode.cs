namespace S2Grid.Terminal;

/// <summary>What a process returns.</summary>
public static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>Some runs failed, a check found differences, a strategy leaves blocks that mainline splits, or the machine refused (disk,
    /// memory, permissions, KVM).</summary>
    public const int Failed = 1;

    /// <summary>The command line, a setting or a specification is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted; completed work is kept.</summary>
    public const int Interrupted = 130;
}
