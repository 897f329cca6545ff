using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Reports;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts.Cluster;
using static System.FormattableString;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster status</c>: silos, slots, load and versions of a cluster.</summary>
public sealed class ClusterStatusCommand : CliCommand<ClusterStatusSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);
    private readonly GridOptions place;

    /// <summary>Creates the command.</summary>
    public ClusterStatusCommand(CliEnvironment environment)
        : base("status", "Show a cluster's silos, slots, load and versions")
    {
        this.environment = environment;
        place = new GridOptions(environment);
        AddAll([format, .. place.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid cluster status", "The cluster in use."),
        new("s2grid cluster status --cluster silo1:30000 --format json", "Another one, for a program."),
    ];

    /// <inheritdoc/>
    protected override ClusterStatusSettings Read(SettingsReader reader) =>
        new(place.Read(reader), reader.Choice(format, Formats.Names(FormatSettings.Formats)));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ClusterStatusSettings settings, CancellationToken cancellation)
    {
        ClusterContext context = ClusterChoice.Of(environment, settings.Place)
            ?? throw new UsageException("no cluster is meant: add --cluster, or choose one with 's2grid cluster use'");
        await using ClusterSession session = await ClusterSession.OpenAsync(environment, context, cancellation);
        ClusterStatus status = await session.AskAsync(grains => grains.Cluster.Status(), cancellation);
        if (settings.Format == Format.Json)
        {
            ClusterStatusJson.Write(environment.Out, status);
        }
        else
        {
            Write(status, settings.Format);
        }

        Warn(status);
        return ExitCode.Done;
    }

    private void Write(ClusterStatus status, Format chosen)
    {
        SiloReport[] reports = [.. status.Silos.Select(silo => silo.Report).OfType<SiloReport>()];
        int silos = status.Silos.Count;
        environment.Out.WriteLine(Invariant(
            $"{status.ClusterId}: {silos} {(silos == 1 ? "silo" : "silos")}, {reports.Sum(silo => silo.BusySlots)} of {reports.Sum(silo => silo.Slots)} slots busy, {status.ActiveSweeps} active {(status.ActiveSweeps == 1 ? "sweep" : "sweeps")}"));
        environment.Out.WriteLine($"catalogue: {status.Catalogue}");
        environment.Out.WriteLine($"segments: {status.Segments}");
        var table = new TextTable("silo", "state", "host", " pid", "version", "engine", " slots", " busy", " table memory", " in use");
        foreach (Contracts.Cluster.SiloStatus silo in status.Silos)
        {
            table.Add(
                silo.Silo,
                silo.State.ToString().ToLowerInvariant(),
                silo.Report?.Host ?? "",
                Invariant($"{silo.Report?.ProcessId}"),
                silo.Report?.Version ?? "",
                silo.Report?.EngineVersion ?? "",
                Invariant($"{silo.Report?.Slots}"),
                Invariant($"{silo.Report?.BusySlots}"),
                silo.Report is { } budget ? HumanSize.Describe(budget.MemoryBudget) : "",
                silo.Report is { } used ? HumanSize.Describe(used.MemoryInUse) : "");
        }

        table.Write(environment.Out, chosen);
    }

    private void Warn(ClusterStatus status)
    {
        SiloReport[] reports = [.. status.Silos.Select(silo => silo.Report).OfType<SiloReport>()];
        string[] engines = [.. reports.Select(silo => silo.EngineVersion).Distinct().Order(StringComparer.Ordinal)];
        string[] versions = [.. reports.Select(silo => silo.Version).Distinct().Order(StringComparer.Ordinal)];
        if (engines.Length > 1)
        {
            environment.WriteWarning($"silos have unlike engines ({string.Join(", ", engines)}): a sweep is done by silos of its own engine only");
        }
        else if (versions.Length > 1)
        {
            environment.WriteWarning($"silos have unlike versions: {string.Join(", ", versions)}");
        }

        foreach (Contracts.Cluster.SiloStatus silo in status.Silos.Where(silo => silo.State == SiloState.Silent))
        {
            environment.WriteWarning($"{silo.Silo} does not report: it starts, hangs, or is about to be declared dead");
        }
    }
}
