using System.CommandLine;
using S2Grid.Cli.Clusters;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>--detach</c>: leaves a sweep to a cluster and does not wait for it.</summary>
internal static class DetachOption
{
    private const string Name = "--detach";

    /// <summary>Creates the option.</summary>
    public static Option<bool> Create() => CliOption.Flag(Name, "Leave the sweep running in a cluster and do not wait for it");

    /// <summary>Refuses to detach from a grid that ends with this process.</summary>
    /// <exception cref="UsageException">It would.</exception>
    public static void Check(GridSession session, bool detach)
    {
        if (detach && !session.IsCluster)
        {
            throw new UsageException(new UsageError("--detach needs a cluster (--cluster): without one, this process does the work", Name));
        }
    }

    /// <summary>Says where the sweep is, and how to watch it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Leave(CliEnvironment terminal, GridSession session, SweepStatus sweep)
    {
        terminal.Error.WriteLine(sweep.Progress.State.IsAtRest()
            ? $"{sweep.Name} ({sweep.Id}) in {session.Place} has no runs left. Results: s2grid results {sweep.Name}"
            : $"{sweep.Name} ({sweep.Id}) runs in {session.Place}. To watch it: s2grid sweeps watch {sweep.Name}");
        return ExitCode.Done;
    }
}
