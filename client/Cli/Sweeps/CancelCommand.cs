
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps cancel</c>: drains a sweep.</summary>
public sealed class CancelCommand(CliEnvironment environment)
    : SweepCommand(environment, "cancel", "Let the process that runs a sweep finish what is in flight, then stop")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps cancel chunks", "Stop it; what is done stays, and 's2grid sweeps resume chunks' does the rest."),
    ];

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(
        GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation) =>
        DrainAsync(World, grid, sweep, grain => grain.Cancel(), cancellation);

    /// <summary>Asks for a sweep to be drained and waits until it is.</summary>
    internal static async Task<int> DrainAsync(
        CliEnvironment environment, GridSession grid, SweepStatus sweep, Func<ISweepGrain, Task> ask, CancellationToken cancellation)
    {
        if (sweep.Progress.State.IsAtRest())
        {
            environment.Error.WriteLine($"{sweep.Name} is at rest already.");
            SweepEnd.Tell(environment, sweep.Name, sweep.Progress);
            return ExitCode.Done;
        }

        await grid.TellAsync(grains => ask(grains.Sweep(sweep.Id)), cancellation);
        IAsyncEnumerable<SweepProgress> progress = grid.WatchAsync(sweep.Id, ProgressDisplay.Interval, cancellation);
        SweepProgress last = await ProgressDisplay.FollowAsync(environment, sweep.Name, progress, quiet: false, CancellationToken.None);
        SweepEnd.Tell(environment, sweep.Name, last);
        return ExitCode.Done;
    }
}
