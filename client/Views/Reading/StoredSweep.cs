using S2Grid.Views.Grids;

namespace S2Grid.Views.Reading;

/// <summary>A sweep whose stored results are read.</summary>
/// <param name="Status">Its state.</param>
/// <param name="Request">What it was started with.</param>
/// <param name="Specification">Its effective specification.</param>
/// <param name="Runs">The runs that were stored when it was opened.</param>
public sealed record StoredSweep(SweepStatus Status, SweepRequest Request, SweepSpecification Specification, SegmentReader Runs)
    : IDisposable
{
    /// <summary>Whether <see cref="Group"/> reads only the counters of <see cref="StandardCounters"/>, of several hundred.</summary>
    public bool IsBrief { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Status.Name;

    /// <summary>Opens what is stored of a sweep now.</summary>
    public static async Task<StoredSweep> OpenAsync(GridSession grid, SweepStatus status, CancellationToken cancellation)
    {
        SweepRequest request = await grid.AskAsync(grains => grains.Sweep(status.Id).GetRequest(), cancellation);
        SweepSpecification specification = SweepPlans.Read(request);
        SegmentReader runs = await grid.OpenResultsAsync(status.Id, specification.Plan, cancellation);
        runs.AddFigures(specification);
        return new StoredSweep(status, request, specification, runs);
    }

    private (string Asked, (ComparedSweep Sweep, bool IsCut) Answer)? last;

    /// <summary>The configurations of the runs that meet a condition, the first ones if there are more than people read.</summary>
    /// <param name="where">The condition; null for all.</param>
    /// <param name="compared">Axes whose values are compared: their configurations are kept or left out together.</param>
    public (ComparedSweep Sweep, bool IsCut) Group(string? where, IReadOnlyCollection<string> compared)
    {
        string asked = $"{string.Join(',', compared)}: {where}";
        if (last is { } known && known.Asked == asked)
            return known.Answer;

        GroupedRuns grouped = Runs.Group(
            where, compared, SweepComparison.MaxConfigurations, counters: IsBrief ? StandardCounters.Of(Specification) : null);
        last = (asked, (new ComparedSweep(Name, Specification, grouped.Groups), grouped.IsCut));
        return last.Value.Answer;
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

    /// <summary>Closes its files.</summary>
    public void Dispose() => Runs.Dispose();
}
