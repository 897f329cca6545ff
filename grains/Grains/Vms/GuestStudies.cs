using Microsoft.Extensions.Logging;
using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Results;
using S2Grid.Grains.Telemetry;

namespace S2Grid.Grains.Vms;

/// <summary>
/// What runs come to for a guest by the cost models of their sweep, for metrics. Where a run takes a millisecond its study may take a
/// second, so studies are made beside the runs. Safe for use by several threads.
/// </summary>
internal sealed partial class GuestStudies(GuestInstruments instruments, TableMemoryBudget budget, ILogger<GuestStudies> logger)
    : IDisposable
{
    /// <summary>The most configurations that wait to be studied. What comes on top is counted as left out.</summary>
    private const int MostWaiting = 1000;

    private const int MostKept = 8;

    private readonly WorkAside work = new("guest studies", MostWaiting);
    private readonly Dictionary<(Consequence Kind, CostModel Model), Func<RunConfiguration, PredictedStudy>> known = [];

    /// <summary>Whether a sweep asks for any, and anyone reads what comes of it.</summary>
    public bool AreAskedForBy(SweepSpecification sweep) => instruments.AreRead && AskedBy(sweep).Any();

    /// <summary>Studies the configurations of a sweep's runs, some time after this returns.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="runs">The configurations, and how many runs have each.</param>
    public void Study(SweepSpecification sweep, IReadOnlyDictionary<RunConfiguration, int> runs)
    {
        (Consequence, CostModel)[] asked = [.. AskedBy(sweep)];
        foreach ((RunConfiguration run, int times) in runs)
        {
            if (TableEstimate.Bytes(run) > budget.Bytes || !work.TryAdd(stop => Study(asked, run, times, stop)))
                instruments.NotStudied(times);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();

    private static IEnumerable<(Consequence Kind, CostModel Model)> AskedBy(SweepSpecification sweep) =>
        from kind in Consequence.All
        where kind.IsAskedBy(sweep)
        from model in sweep.CostModels
        where PredictedStudy.IsPredictedBy(model)
        select (kind, model);

    private void Study((Consequence Kind, CostModel Model)[] asked, RunConfiguration run, int times, CancellationToken stop)
    {
        long bytes = TableEstimate.Bytes(run);
        budget.Reserve(bytes, stop);
        try
        {
            foreach ((Consequence kind, CostModel model) in asked)
                instruments.Add(kind, model, run, times, StudiesOf(kind, model)(run));
        }
        catch (Exception e) when (e is not OutOfMemoryException and not OperationCanceledException)
        {
            instruments.NotStudied(times);
            LogFault(run.Canonical, e.Message);
        }
        finally
        {
            budget.Release(bytes);
        }
    }

    /// <summary>Studies that know what was counted before. On the thread only.</summary>
    private Func<RunConfiguration, PredictedStudy> StudiesOf(Consequence kind, CostModel model)
    {
        if (!known.TryGetValue((kind, model), out Func<RunConfiguration, PredictedStudy>? studies))
        {
            if (known.Count == MostKept)
                known.Clear();
            known.Add((kind, model), studies = kind.Study(model));
        }

        return studies;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Configuration} comes to for a guest is in no metric: {Reason}")]
    private partial void LogFault(string configuration, string reason);
}
