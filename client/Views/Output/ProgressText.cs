using static System.FormattableString;

namespace S2Grid.Views.Output;

/// <summary>Says in words how far a sweep is.</summary>
public static class ProgressText
{
    /// <summary>Counts, rate and the time left, as far as they are known.</summary>
    public static string Describe(SweepProgress progress)
    {
        List<string> parts = [Invariant($"{progress.DoneRuns:N0} of {progress.TotalRuns:N0} runs ({Percent(progress)} %)")];
        if (progress.FailedRuns > 0)
            parts.Add(Invariant($"{progress.FailedRuns:N0} failed"));

        if (progress.ReusedRuns > 0)
            parts.Add(Invariant($"{progress.ReusedRuns:N0} reused"));

        if (progress.RunsPerSecond > 0)
            parts.Add(Invariant($"{progress.RunsPerSecond:N0} runs/s"));

        if (progress.State == SweepState.Draining)
            parts.Add("finishing batches in flight");
        else if (progress.State == SweepState.Running && progress.Remaining is { } remaining)
            parts.Add($"{Duration(remaining)} left");

        if (progress.State == SweepState.Running && progress.Fault is { } fault)
            parts.Add($"waiting: {fault.TrimEnd('.')}");

        return string.Join(", ", parts);
    }

    /// <summary>The share that is done, rounded down so that 100 % means all.</summary>
    public static long Percent(SweepProgress progress) =>
        progress.TotalRuns == 0 ? 100 : (long)(100m * progress.DoneRuns / progress.TotalRuns);

    /// <summary>A span of time as people say it: <c>0.4 s</c>, <c>12 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => Invariant($"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => Invariant($"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => Invariant($"{time.Hours} h {time.Minutes} min"),
        _ => Invariant($"{time.Days} d {time.Hours} h"),
    };
}
