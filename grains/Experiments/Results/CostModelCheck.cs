using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Experiments.Results;

/// <summary>
/// How a cost model stands to the published figures that it was fitted to: it is asked for each of them, and for each of them once more
/// with its costs fitted to the others only.
/// </summary>
/// <param name="Comparison">The published figure and the model's prediction.</param>
/// <param name="LeftOut">
/// The prediction by the other figures as a fraction: of a relative model by <see cref="ChangeFit"/>, of an absolute one by the cost of a
/// level-3 visit that they imply, <see cref="LeaveOneOut"/>; null where the others do not determine it.
/// </param>
public sealed record CostModelCheck(PublishedComparison Comparison, Interval? LeftOut)
{
    private const double Percent = 100;

    /// <summary>Whether the published change lies between the bounds of the prediction by the others; null without one.</summary>
    public bool? IsInsideLeftOut => LeftOut?.Contains(Comparison.Figure.ChangePercent / Percent);

    /// <summary>The prediction by the others less the published change, in percentage points; null without one.</summary>
    public double? LeftOutErrorPoints => (LeftOut?.Mid * Percent) - Comparison.Figure.ChangePercent;

    /// <summary>Checks a model on the engine, with the runs of the preset that has its name.</summary>
    /// <returns>A check for each figure; none for a model that was not fitted to published figures.</returns>
    public static IReadOnlyList<CostModelCheck> Of(CostModel model, CancellationToken cancellation)
    {
        if (ShippedPresets.Find(model.Name) is not { } preset)
        {
            return [];
        }

        SweepSpecification specification = SweepSpecification.Parse(preset.Yaml, preset.Name).Specification!;
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 });
        RunResult[] results = [.. Enumerable.Range(0, (int)specification.Plan.RunCount).Select(run => SimulatedRun.Execute(vm, specification.Plan[run], cancellation))];
        var sweep = new ComparedSweep(preset.Name, specification, [.. results.Select(result => RunGroup.Of(result))]);
        PublishedComparison[] comparisons =
            [.. PublishedComparison.Predicted(sweep, isCut: false).Where(comparison => comparison.By == model.Name)];
        if (model.IsAbsolute)
        {
            IReadOnlyList<LeaveOneOut> checks = sweep.LeaveOneOut();
            return [.. comparisons.Select(one => new CostModelCheck(one, checks.FirstOrDefault(check => check.Figure == one.Figure)?.PredictedChange))];
        }

        var fit = new ChangeFit(model);
        FittedChange[] changes = [.. comparisons.Select(comparison => FittedChange.Of(comparison.Figure, results))];
        return [.. comparisons.Zip(changes, (comparison, left) => new CostModelCheck(comparison, fit.Predict(left, [.. changes.Where(other => other != left)])))];
    }
}
