using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps pause</c>: drains a sweep that is to go on later.</summary>
public sealed class PauseCommand(CliEnvironment environment)
    : SweepCommand(environment, "pause", "Let a sweep finish what is in flight, then wait until it is resumed")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps pause chunks --cluster lab", "Make room for another sweep; 's2grid sweeps resume chunks' goes on."),
    ];

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation) =>
        CancelCommand.DrainAsync(World, grid, sweep, grain => grain.Pause(), cancellation);
}
