using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>
/// How a cost model stands to a published figure: it is asked for each of its scope, also for those of other machines, and for each that
/// it was fitted to once more with its costs fitted to the others only.
/// </summary>
/// <param name="Comparison">The published figure and the model's prediction.</param>
/// <param name="LeftOut">
/// The change that the other figures predict as a fraction, of a relative model, by <see cref="ChangeFit"/>; null where they do not
/// determine it.
/// </param>
/// <param name="Saved">The saving that the other figures predict, of an absolute model; null where they do not.</param>
public sealed record CostModelCheck(PublishedComparison Comparison, Interval? LeftOut, LeaveOneOut? Saved)
{
    private const double Percent = 100;

    /// <summary>A change that may be as good as all of the time determines nothing: what is left may cost nothing at all.</summary>
    private const double All = -0.99;

    /// <summary>Whether what was published lies between the bounds of the prediction by the others; null without one.</summary>
    public bool? IsInsideLeftOut => Saved?.IsInside ?? LeftOut?.Contains(Comparison.Figure.ChangePercent / Percent);

    /// <summary>The prediction by the others less the published change, in percentage points; null without one.</summary>
    public double? LeftOutErrorPoints => (LeftOut?.Mid * Percent) - Comparison.Figure.ChangePercent;

    /// <summary>Checks a model on the engine, with the runs of the presets that repeat what was published.</summary>
    /// <returns>A check for each figure of a scope that it predicts.</returns>
    public static IReadOnlyList<CostModelCheck> Of(CostModel model, CancellationToken cancellation) =>
    [
        .. PublishedFigures.Series.Where(series => model.RefusalOf(PublishedFigures.ScopeOf(series)) is null)
            .SelectMany(series => Of(model, ShippedPresets.Find(series)!, cancellation)),
    ];

    private static IReadOnlyList<CostModelCheck> Of(CostModel model, Preset preset, CancellationToken cancellation)
    {
        SweepSpecification specification =
            SweepSpecification.Parse(preset.Yaml, preset.Name).Specification! with { CostModels = [model] };
        using var vm = new SimulatedVm(new VmConfiguration { Memory = 1UL << 30 });
        RunGroup[] groups =
        [
            .. Enumerable.Range(0, (int)specification.Plan.RunCount)
                .Select(run => RunGroup.Of(SimulatedRun.Execute(vm, specification.Plan[run], cancellation))),
        ];
        var sweep = new ComparedSweep(preset.Name, specification, groups);
        PublishedComparison[] comparisons =
            [.. PublishedComparison.Predicted(sweep, isCut: false).Where(comparison => comparison.By == model.Name)];
        if (model.Name != preset.Name)
            return [.. comparisons.Select(one => new CostModelCheck(one, null, null))];

        if (model.IsAbsolute)
        {
            IReadOnlyList<LeaveOneOut> checks = sweep.LeaveOneOut();
            return [.. comparisons.Select(one =>
                new CostModelCheck(one, null, checks.FirstOrDefault(check => check.Figure == one.Figure)))];
        }

        var fit = new ChangeFit(model);
        FittedChange[] changes = [.. comparisons.Select(comparison => FittedChange.Of(comparison.Figure, sweep.Counted).First())];
        return [.. comparisons.Zip(changes,
            (comparison, left) => new CostModelCheck(
                comparison, fit.Predict(left, [.. changes.Where(other => other != left)]) is { Low: > All } known ? known : null, null))];
    }
}
