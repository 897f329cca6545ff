
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>--detach</c>: leaves a sweep to a cluster and does not wait for it.</summary>
public sealed class DetachOption() : FlagOption(Flag, "Leave the sweep to a cluster and do not wait for it")
{
    private const string Flag = "--detach";

    /// <summary>Refuses to detach from a grid that ends with this process.</summary>
    /// <exception cref="UsageException">It would.</exception>
    public static void Check(GridSession grid, bool detach)
    {
        if (detach && !grid.IsCluster)
        {
            throw new UsageException([new UsageError("--detach needs a cluster (--cluster): without one, this process does the work", Flag)]);
        }
    }

    /// <summary>Says where the sweep is, and how to watch it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Leave(CliEnvironment environment, GridSession grid, SweepStatus sweep)
    {
        environment.Error.WriteLine(sweep.Progress.State.IsAtRest()
            ? $"{sweep.Name} ({sweep.Id}) is in {grid.Place}, and nothing of it runs. To see it: s2grid results {sweep.Name}"
            : $"{sweep.Name} ({sweep.Id}) runs in {grid.Place}. To watch it: s2grid sweeps watch {sweep.Name}");
        return ExitCode.Done;
    }
}
