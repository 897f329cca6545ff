using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;

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
    protected override async Task<int> ExecuteAsync(
        GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation)
    {
        if (sweep.Progress.State.IsAtRest())
        {
            World.Error.WriteLine($"{sweep.Name} is at rest already.");
            SweepEnd.Tell(World, sweep.Name, sweep.Progress);
            return ExitCode.Done;
        }

        ISweepGrain grain = grid.Sweep(sweep.Id);
        await grain.Cancel();
        IAsyncEnumerable<SweepProgress> progress = grain.Watch(ProgressDisplay.Interval, cancellation);
        SweepProgress last = await ProgressDisplay.FollowAsync(World, sweep.Name, progress, quiet: false);
        SweepEnd.Tell(World, sweep.Name, last);
        return ExitCode.Done;
    }
}
