using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>For how long a command waits for agents, and for which. A sweep that is given up is stopped and can be resumed.</summary>
internal sealed class Patience
{
    private readonly Option<bool> skip = CliOption.Flag(
        "--skip-impossible", "Stop once only runs are left that no registered agent can do, and show the results of the others");

    private readonly Option<TimeSpan?> wait = CliOption.OptionalTime(
        "--wait", "How long to wait while no agent can begin any of the runs left, as in 90s, 5m or 2h; then stop and fail", "365d",
        "for ever");

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [skip, wait];

    /// <summary>Passes progress on, and gives the sweep up, once, when nothing more is to be waited for.</summary>
    /// <param name="progress">The sweep's progress.</param>
    /// <param name="parse">What was given.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="giveUp">Stops the sweep.</param>
    public async IAsyncEnumerable<SweepProgress> UntilAsync(
        IAsyncEnumerable<SweepProgress> progress, ParseResult parse, TimeProvider clock, Func<GivenUp, Task> giveUp)
    {
        long? since = null;
        bool isGivenUp = false;
        await foreach (SweepProgress now in progress)
        {
            yield return now;
            since = now is { IsWaiting: true, State: SweepState.Running } ? since ?? clock.GetTimestamp() : null;
            if (isGivenUp || since is null)
                continue;

            if (parse.GetValue(skip) && now.IsImpossible)
            {
                isGivenUp = true;
                await giveUp(new(Invariant($"{Runs(now)} skipped, because no agent can do them: {now.Fault}"), IsSkip: true));
            }
            else if (parse.GetValue(wait) is { } most && clock.GetElapsedTime(since.Value) >= most)
            {
                isGivenUp = true;
                await giveUp(new($"waited for {ProgressText.Duration(most)}: {now.Fault}", IsSkip: false));
            }
        }
    }

    private static string Runs(SweepProgress now) =>
        now.WaitingRuns == 1 ? "1 run is" : Invariant($"{now.WaitingRuns:N0} runs are");
}
