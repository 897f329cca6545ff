using S2Grid.Cli.Results;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;

namespace S2Grid.Cli.Sweeps;

/// <summary>Follows a sweep that this process runs to its end, then shows its results. Ctrl-C drains it.</summary>
public sealed class SweepRunner(CliEnvironment environment, GridSession grid)
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
                    $"Kept in {grid.Data.Path} as {sweep.Name} ({sweep.Id}). All of it: s2grid results {sweep.Name} --format csv");
            }
        }

        return SweepEnd.Tell(environment, sweep.Name, last);
    }

    private async Task<SweepProgress> FollowAsync(SweepStatus sweep, bool quiet, CancellationToken interrupt)
    {
        ISweepGrain grain = grid.Sweep(sweep.Id);
        Task drained = Task.CompletedTask;
        using CancellationTokenRegistration registration = interrupt.Register(() => drained = DrainAsync(grain, sweep.Name, quiet));
        IAsyncEnumerable<SweepProgress> progress = grain.Watch(ProgressDisplay.Interval, CancellationToken.None);
        SweepProgress last = await ProgressDisplay.FollowAsync(environment, sweep.Name, progress, quiet);
        await drained;
        return last;
    }

    private async Task DrainAsync(ISweepGrain grain, string name, bool quiet)
    {
        if (!quiet && !environment.Colour)
        {
            await environment.Error.WriteLineAsync($"{name}: interrupted, finishing what is in flight; Ctrl-C again kills");
        }

        await grain.Cancel();
    }
}
