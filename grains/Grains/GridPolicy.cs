namespace S2Grid.Grains;

/// <summary>In what a cluster of silos differs from a grid that is one process. Chosen once, when the grid starts.</summary>
public sealed record GridPolicy
{
    /// <summary>A grid in one process: what goes wrong ends the sweep with a sentence, and who reads it resumes the sweep.</summary>
    public static GridPolicy Embedded { get; } = new();

    /// <summary>Silos that come and go while sweeps go on.</summary>
    public static GridPolicy Cluster { get; } = new()
    {
        HasManySilos = true,
        RecoversSweeps = true,
        WritesLeases = true,
        WaitsForStorage = true,
        DeletePatience = TimeSpan.FromSeconds(3),
        ReportAttempts = 120,
    };

    /// <summary>Whether there may be other silos, of other versions, too: they are watched, and each does the sweeps that it can.</summary>
    public bool HasManySilos { get; private init; }

    /// <summary>Whether a sweep that was started, and whose coordinator is gone, is taken up again by itself.</summary>
    public bool RecoversSweeps { get; private init; }

    /// <summary>Whether it is written down which runs silos have begun, so that it is known what a process did when it died.</summary>
    public bool WritesLeases { get; private init; }

    /// <summary>Whether storage that cannot be used for a while is waited for.</summary>
    public bool WaitsForStorage { get; private init; }

    /// <summary>How long who deletes a sweep waits for its segments to be gone: tens of thousands of files take longer than calls between
    /// processes last.</summary>
    public TimeSpan DeletePatience { get; private init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How many times, a second apart, a batch that was done is reported before it is given up.</summary>
    public int ReportAttempts { get; private init; } = 1;

    /// <summary>Whether a fault of storage is waited out, and does not end the sweep.</summary>
    internal bool WaitsOut(StorageException fault) => WaitsForStorage && fault.IsTransient;
}
