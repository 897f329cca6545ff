using S2Grid.Contracts.Sweeps;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>What is said, and returned, when a sweep has come to rest.</summary>
internal static class SweepSummary
{
    /// <summary>Says on standard error what is left to do about a sweep at rest.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Write(CliEnvironment environment, string name, SweepProgress progress)
    {
        if (progress.FailedRuns > 0)
        {
            environment.WriteError(Invariant($"{progress.FailedRuns:N0} of {progress.DoneRuns:N0} runs failed"));
            environment.Error.WriteLine($"Why: s2grid results {name} --where \"state = 'failed'\"");
            environment.Error.WriteLine($"Once the cause is gone: s2grid sweeps resume {name} --failed");
        }

        if (progress.DoneRuns == progress.TotalRuns)
        {
            return progress.FailedRuns > 0 ? ExitCode.Failed : ExitCode.Done;
        }

        if (progress.Fault is { } fault)
        {
            environment.WriteError(fault);
        }

        environment.Error.WriteLine(Invariant($"{progress.DoneRuns:N0} of {progress.TotalRuns:N0} runs are done and stored."));
        environment.Error.WriteLine($"To continue: s2grid sweeps resume {name}");
        return progress.Fault is null ? ExitCode.Interrupted : ExitCode.Failed;
    }
}
