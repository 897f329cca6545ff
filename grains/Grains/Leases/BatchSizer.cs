namespace S2Grid.Grains.Leases;

/// <summary>
/// Chooses how many runs a batch has, so that it takes about <see cref="TargetSeconds"/>: long enough that leasing and storing cost
/// little beside it, short enough that progress is seen and little is lost with it.
/// </summary>
/// <param name="repeats">Runs in a row that share a configuration, and so are best done together.</param>
internal sealed class BatchSizer(int repeats)
{
    /// <summary>What a batch is meant to take, in seconds of a processor.</summary>
    public const double TargetSeconds = 0.5;

    /// <summary>The most runs of a batch, which bounds what a slot keeps in memory.</summary>
    public const int MaxRuns = 4000;

    private const int InitialRuns = 32;
    private const int MaxGrowth = 8;
    private const double Memory = 0.5;

    private double secondsPerRun;
    private int last = InitialRuns / MaxGrowth;

    /// <summary>The next batch's number of runs.</summary>
    public int Next()
    {
        double wanted = secondsPerRun > 0 ? TargetSeconds / secondsPerRun : InitialRuns;
        int size = (int)Math.Clamp(wanted, 1, Math.Min(MaxRuns, (double)last * MaxGrowth));
        return Math.Clamp(size / repeats * repeats, Math.Min(repeats, MaxRuns), MaxRuns);
    }

    /// <summary>Learns from a batch that is done.</summary>
    /// <param name="runs">How many runs it had.</param>
    /// <param name="seconds">What it took, in seconds of a processor: on a busy machine it may have waited for that much longer.</param>
    public void Learn(int runs, double seconds)
    {
        if (runs == 0)
            return;
        double latest = Math.Max(seconds / runs, double.Epsilon);
        secondsPerRun = secondsPerRun > 0 ? (Memory * secondsPerRun) + ((1 - Memory) * latest) : latest;
        last = Math.Max(last, runs);
    }
}
