using S2Grid.Cli.Clusters;

namespace S2Grid.Cli.Reading;

/// <summary>A sweep whose stored results are read.</summary>
/// <param name="Status">Its state.</param>
/// <param name="Request">What it was started with.</param>
/// <param name="Specification">Its effective specification.</param>
/// <param name="Runs">The runs that were stored when it was opened.</param>
internal sealed record StoredSweep(SweepStatus Status, SweepRequest Request, SweepSpecification Specification, SegmentReader Runs)
    : IDisposable
{
    public string Name => Status.Name;

    public static async Task<StoredSweep> OpenAsync(GridSession grid, SweepStatus status, CancellationToken cancellation)
    {
        SweepRequest request = await grid.AskAsync(grains => grains.Sweep(status.Id).GetRequest(), cancellation);
        SweepSpecification specification = SweepPlans.Read(request);
        SegmentReader runs = await grid.OpenResultsAsync(status.Id, specification.Plan, cancellation);
        runs.AddFigures(specification);
        return new StoredSweep(status, request, specification, runs);
    }

    /// <summary>The configurations of the runs that meet a condition, the first ones if there are more than people read.</summary>
    /// <param name="where">The condition; null for all.</param>
    /// <param name="compared">Axes whose values are compared: their configurations are kept or left out together.</param>
    public (ComparedSweep Sweep, bool IsCut) Group(string? where, IReadOnlyCollection<string> compared)
    {
        GroupedRuns grouped = Runs.Group(where, compared, SweepComparison.MaxConfigurations);
        return (new ComparedSweep(Name, Specification, grouped.Groups), grouped.IsCut);
    }

    /// <summary>Warns of strategies that leave blocks which mainline splits, in runs that meet a condition.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Judge(CliEnvironment terminal, string? where)
    {
        string[] strategies =
        [
            .. BlocksLeft.Of(Runs.GroupWithBlocks(where, SweepComparison.MaxConfigurations).Groups)
                .Select(left => left.Group.Configuration[Axes.Strategy.Name]!).Distinct(),
        ];
        foreach (string strategy in strategies)
            terminal.WriteWarning($"{strategy} leaves blocks that mainline splits: its savings are for work not done");

        return strategies.Length > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    public void Dispose() => Runs.Dispose();
}
