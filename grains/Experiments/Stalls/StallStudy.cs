using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Stalls;

/// <summary>The stalls of a run by a cost model, in nanoseconds.</summary>
public sealed class StallStudy : PredictedStudy
{
    private readonly RunConfiguration run;
    private readonly CostModel model;
    private readonly StallWork? work;

    /// <summary>Studies a run: its VM, what is written and by how many vCPUs, and how it is split.</summary>
    public StallStudy(RunConfiguration run, CostModel model)
        : this(run, model, of => StallWork.Of(of, model))
    {
    }

    /// <summary>Studies a run whose work may have been counted already.</summary>
    internal StallStudy(RunConfiguration run, CostModel model, Func<RunConfiguration, StallWork> count)
        : base(StallFigure.All)
    {
        (this.run, this.model, Refusal) = (run, model, RefusalOf(model, run));
        if (Refusal is not null)
            return;

        work = count(run);
        if ((Refusal = work.Refusal) is null)
            Corners = [.. AtCorners(work)];
    }

    /// <summary>A figure at the middle costs, with the extremes over the corners as its bounds.</summary>
    public Interval this[StallFigure figure] => Find(figure)!.Value;

    /// <summary>The time line of the run at the middle costs, until every page has been written.</summary>
    /// <param name="pieces">In how many pieces.</param>
    public Timeline Draw(int pieces)
    {
        var timeline = new Timeline(this[StallFigure.All.First(figure => figure.Name == "all-written")].Mid, pieces);
        Simulate(CostCorners.Middle(model), timeline);
        return timeline;
    }

    /// <summary>The figures at each corner; corners that differ in events alone that the work does not take are one.</summary>
    private IEnumerable<double?[]> AtCorners(StallWork of)
    {
        var known = new Dictionary<string, double?[]>();
        foreach (double[] costs in CostCorners.Of(model))
        {
            string taken = string.Join(' ', costs.Where((_, i) => of.Ioctl.Has(i) || of.Faults.Has(i)));
            yield return known.TryGetValue(taken, out double?[]? same) ? same : known[taken] = FiguresOf(Simulate(costs));
        }
    }

    private StallFigures Simulate(double[] costs, Timeline? timeline = null)
    {
        FaultTimes faults = work!.Faults.At(costs);
        return StallSimulation.Run(
            work.Ioctl.At(costs), run.Get(Axes.TlbiDomain) ? faults : faults with { Broadcast = 0 }, run.Get(Axes.Vcpus),
            run.Get(Axes.Lock), timeline);
    }

    private static double?[] FiguresOf(StallFigures of) => [.. StallFigure.All.Select(figure => (double?)figure.Of(of))];
}
