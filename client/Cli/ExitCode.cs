namespace S2Grid.Cli;

/// <summary>What the process returns.</summary>
public static class ExitCode
{
    /// <summary>All done.</summary>
    public const int Done = 0;

    /// <summary>Some runs failed, a check found differences, or the machine refused (disk, memory, permissions).</summary>
    public const int Failed = 1;

    /// <summary>The command line or a specification is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted; what had been done is kept.</summary>
    public const int Interrupted = 130;
}
