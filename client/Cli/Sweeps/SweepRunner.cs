using S2Grid.Cli.Clusters;
using S2Grid.Cli.Results;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Sweeps;

/// <summary>
/// Follows a sweep to its end, then shows its results. Ctrl-C drains a sweep of this process; of one that a cluster runs it ends the
/// watching only.
/// </summary>
internal sealed class SweepRunner(CliEnvironment environment, GridSession grid)
{
    /// <summary>Follows the sweep and writes its results once all are there.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> ToEndAsync(SweepStatus sweep, Format format, bool quiet, CancellationToken interrupt)
    {
        SweepProgress last = sweep.Progress;
        if (!last.State.IsAtRest())
        {
            last = await FollowAsync(sweep, quiet, interrupt);
        }

        if (last.DoneRuns == last.TotalRuns)
        {
            await ResultWriter.WriteAsync(environment, grid, sweep, format, where: null, interrupt);
            await environment.Out.FlushAsync(CancellationToken.None);
            if (!quiet)
            {
                await environment.Error.WriteLineAsync(
                    $"Kept in {grid.Place} as {sweep.Name} ({sweep.Id}). Full results: s2grid results {sweep.Name} --format csv");
            }
        }

        if (!last.State.IsAtRest())
        {
            await environment.Error.WriteLineAsync($"{sweep.Name} continues without this command. To stop it: s2grid sweeps cancel {sweep.Name}");
            return ExitCode.Interrupted;
        }

        return SweepSummary.Write(environment, sweep.Name, last);
    }

    private async Task<SweepProgress> FollowAsync(SweepStatus sweep, bool quiet, CancellationToken interrupt)
    {
        if (grid.IsCluster)
        {
            return await ProgressDisplay.FollowAsync(
                environment, sweep.Name, grid.WatchAsync(sweep.Id, ProgressDisplay.Interval, CancellationToken.None), quiet, interrupt);
        }

        Task drained = Task.CompletedTask;
        using CancellationTokenRegistration registration = interrupt.Register(() => drained = DrainAsync(sweep, quiet));
        IAsyncEnumerable<SweepProgress> progress = grid.WatchAsync(sweep.Id, ProgressDisplay.Interval, CancellationToken.None);
        SweepProgress last = await ProgressDisplay.FollowAsync(environment, sweep.Name, progress, quiet, CancellationToken.None);
        await drained;
        return last;
    }

    private async Task DrainAsync(SweepStatus sweep, bool quiet)
    {
        if (!quiet && !environment.Colour)
        {
            await environment.Error.WriteLineAsync($"{sweep.Name}: interrupted, finishing batches in flight; Ctrl-C again kills");
        }

        await grid.TellAsync(grains => grains.Sweep(sweep.Id).Cancel(), CancellationToken.None);
    }
}
