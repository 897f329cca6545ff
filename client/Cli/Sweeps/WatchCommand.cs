
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps watch</c>: follows a sweep that this or another process runs.</summary>
public sealed class WatchCommand(CliEnvironment environment)
    : SweepCommand(environment, "watch", "Follow a sweep that another process runs, until it is at rest")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps watch chunks", "Progress until the sweep is at rest; Ctrl-C stops watching, not the sweep."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation)
    {
        IAsyncEnumerable<SweepProgress> progress = grid.WatchAsync(sweep.Id, ProgressDisplay.Interval, cancellation);
        SweepProgress last = await ProgressDisplay.FollowAsync(World, sweep.Name, progress, quiet: false, CancellationToken.None);
        return SweepEnd.Tell(World, sweep.Name, last);
    }
}
