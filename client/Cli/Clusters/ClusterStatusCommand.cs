using System.CommandLine;
using S2Grid.Cli.Output;
using S2Grid.Contracts.Cluster;
using static System.FormattableString;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster status</c>: silos, slots, load and versions of a cluster.</summary>
internal sealed class ClusterStatusCommand : CliCommand
{
    private readonly GridOptions grid;
    private readonly Option<Format> format = FormatOption.OfList();

    public ClusterStatusCommand(GridOptions grid)
        : base(
            grid.Terminal,
            "status",
            "Show a cluster's silos, slots, load and versions",
            new("s2grid cluster status", "The selected cluster."),
            new("s2grid cluster status --cluster silo1:30000 --format json", "Another one, for a program."))
    {
        this.grid = grid;
        AddAll([format, .. grid.All]);
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        await using ClusterSession session = await grid.ClusterAsync(parse, cancellation);
        ClusterStatus status = await session.AskAsync(grains => grains.Cluster.Status(), cancellation);
        Format chosen = parse.GetRequiredValue(format);
        if (chosen == Format.Json)
        {
            JsonOutput.Write(
                Terminal.Out, new { status.ClusterId, status.ActiveSweeps, status.Catalogue, status.Segments, Silos = status.Silos.Select(Json) });
        }
        else
        {
            Write(status, chosen);
        }

        Warn(status);
        return ExitCode.Done;
    }

    private static object Json(SiloOverview silo) => silo.Report is not { } report
        ? new { silo.Silo, silo.State }
        : new
        {
            silo.Silo,
            silo.State,
            report.Host,
            Pid = report.ProcessId,
            report.Version,
            Engine = report.EngineVersion,
            report.Slots,
            report.BusySlots,
            report.MemoryBudget,
            report.MemoryInUse,
            report.StartedAt,
        };

    private void Write(ClusterStatus status, Format chosen)
    {
        SiloReport[] reports = [.. status.Silos.Select(silo => silo.Report).OfType<SiloReport>()];
        string silos = Invariant($"{status.Silos.Count} {(status.Silos.Count == 1 ? "silo" : "silos")}");
        string slots = Invariant($"{reports.Sum(silo => silo.BusySlots)} of {reports.Sum(silo => silo.Slots)} slots busy");
        string sweeps = Invariant($"{status.ActiveSweeps} active {(status.ActiveSweeps == 1 ? "sweep" : "sweeps")}");
        Terminal.Out.WriteLine($"{status.ClusterId}: {silos}, {slots}, {sweeps}");
        Terminal.Out.WriteLine($"catalogue: {status.Catalogue}");
        Terminal.Out.WriteLine($"segments: {status.Segments}");
        new Listing<SiloOverview>(
            Json,
            new("silo", silo => silo.Silo),
            new("state", silo => silo.State.ToString().ToLowerInvariant()),
            new("host", silo => silo.Report?.Host ?? ""),
            new(" pid", silo => Invariant($"{silo.Report?.ProcessId}")),
            new("version", silo => silo.Report?.Version ?? ""),
            new("engine", silo => silo.Report?.EngineVersion ?? ""),
            new(" slots", silo => Invariant($"{silo.Report?.Slots}")),
            new(" busy", silo => Invariant($"{silo.Report?.BusySlots}")),
            new(" table memory", silo => silo.Report is { } report ? HumanSize.Describe(report.MemoryBudget) : ""),
            new(" in use", silo => silo.Report is { } report ? HumanSize.Describe(report.MemoryInUse) : "")).Write(Terminal.Out, chosen, status.Silos);
    }

    private void Warn(ClusterStatus status)
    {
        SiloReport[] reports = [.. status.Silos.Select(silo => silo.Report).OfType<SiloReport>()];
        string[] engines = [.. reports.Select(silo => silo.EngineVersion).Distinct().Order(StringComparer.Ordinal)];
        string[] versions = [.. reports.Select(silo => silo.Version).Distinct().Order(StringComparer.Ordinal)];
        if (engines.Length > 1)
        {
            Terminal.WriteWarning($"silos have different engines ({string.Join(", ", engines)}): a sweep runs only on silos with its own engine");
        }
        else if (versions.Length > 1)
        {
            Terminal.WriteWarning($"silos have different versions: {string.Join(", ", versions)}");
        }

        foreach (SiloOverview silo in status.Silos.Where(silo => silo.State == SiloState.Silent))
        {
            Terminal.WriteWarning($"{silo.Silo} does not report: it is starting, hangs, or is about to be declared dead");
        }
    }
}
