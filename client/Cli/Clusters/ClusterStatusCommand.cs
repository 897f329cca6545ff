using S2Grid.Views.Cluster;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster status</c>: silos, slots, load and versions of a cluster.</summary>
internal static class ClusterStatusCommand
{
    private static readonly Listing<SiloOverview> Silos = new(
        ClusterJson.Of,
        new("silo", silo => silo.Silo),
        new("state", silo => silo.State.ToString().ToLowerInvariant()),
        new("host", silo => silo.Report?.Host ?? ""),
        new(" pid", silo => Invariant($"{silo.Report?.ProcessId}")),
        new("version", silo => silo.Report?.Version ?? ""),
        new("engine", silo => silo.Report?.EngineVersion ?? ""),
        new(" slots", silo => Invariant($"{silo.Report?.Slots}")),
        new(" busy", silo => Invariant($"{silo.Report?.BusySlots}")),
        new(" table memory", silo => silo.Report is { } report ? HumanSize.Describe(report.MemoryBudget) : ""),
        new(" in use", silo => silo.Report is { } report ? HumanSize.Describe(report.MemoryInUse) : ""));

    public static CliCommand Of(GridOptions grid)
    {
        Option<Format> format = FormatOption.OfList();
        return new CliCommand(
            grid.Terminal,
            "status",
            "Show a cluster's silos, slots, load and versions",
            [
                new("s2grid cluster status", "The selected cluster."),
                new("s2grid cluster status --cluster silo1:30000 --format json", "Another one, for a program."),
            ],
            async (parse, cancellation) =>
            {
                await using GridSession session = await grid.ClusterAsync(parse, cancellation);
                ClusterStatus status = await session.AskAsync(grains => grains.Cluster.Status(), cancellation);
                Write(grid.Terminal, status, parse.GetRequiredValue(format));
                Warn(grid.Terminal, status);
                return ExitCode.Done;
            },
            [format, .. grid.All]);
    }

    private static void Write(CliEnvironment terminal, ClusterStatus status, Format format)
    {
        TextWriter output = terminal.Out;
        if (format == Format.Json)
        {
            JsonOutput.Write(output, ClusterJson.Of(status));
            return;
        }

        SiloReport[] reports = [.. status.Silos.Select(silo => silo.Report).OfType<SiloReport>()];
        string silos = Invariant($"{status.Silos.Count} {(status.Silos.Count == 1 ? "silo" : "silos")}");
        string slots = Invariant($"{reports.Sum(silo => silo.BusySlots)} of {reports.Sum(silo => silo.Slots)} slots busy");
        string sweeps = Invariant($"{status.ActiveSweeps} active {(status.ActiveSweeps == 1 ? "sweep" : "sweeps")}");
        output.WriteLine($"{status.ClusterId}: {silos}, {slots}, {sweeps}");
        output.WriteLine($"catalogue: {status.Catalogue}");
        output.WriteLine($"segments: {status.Segments}");
        Silos.Write(terminal, format, status.Silos);
    }

    private static void Warn(CliEnvironment terminal, ClusterStatus status)
    {
        SiloReport[] reports = [.. status.Silos.Select(silo => silo.Report).OfType<SiloReport>()];
        string[] engines = [.. reports.Select(silo => silo.EngineVersion).Distinct().Order(StringComparer.Ordinal)];
        string[] versions = [.. reports.Select(silo => silo.Version).Distinct().Order(StringComparer.Ordinal)];
        if (engines.Length > 1)
        {
            terminal.WriteWarning(
                $"silos have different engines ({string.Join(", ", engines)}): a sweep runs only on silos with its own engine");
        }
        else if (versions.Length > 1)
        {
            terminal.WriteWarning($"silos have different versions: {string.Join(", ", versions)}");
        }

        foreach (SiloOverview silo in status.Silos.Where(silo => silo.State == SiloState.Silent))
            terminal.WriteWarning($"{silo.Silo} does not report: it is starting, hangs, or is about to be declared dead");
    }
}
