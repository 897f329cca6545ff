using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps delete</c>: forgets a sweep and its results.</summary>
public sealed class DeleteCommand(CliEnvironment environment)
    : SweepCommand(environment, "delete", "Delete a sweep that is at rest, with its results")
{
    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps delete chunks", "Its results are gone; its name is free again."),
    ];

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(
        GridSession grid, SweepStatus sweep, SweepSettings settings, CancellationToken cancellation)
    {
        await grid.TellAsync(grains => grains.Directory.Delete(sweep.Id), cancellation);
        string size = HumanSize.Describe(sweep.StoredBytes);
        World.Error.WriteLine(Invariant($"Deleted {sweep.Name} ({sweep.Id}): {sweep.Progress.DoneRuns:N0} runs, {size}."));
        return ExitCode.Done;
    }
}
