using S2Grid.Experiments.Models;
using S2Grid.Experiments.Presets;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Statistics;
using S2Grid.Experiments.Tests.Results;

namespace S2Grid.Experiments.Tests.Models;

public sealed class SplitCostFitTests
{
    private static readonly ResultsOf Rfc = ResultsOf.Preset("rfc-2026-05");

    [Fact]
    public void Parameters_ShippedModel_AreTheFitRoundedOutwards()
    {
        SplitCostFit fit = SplitCostFit.OfEngine(Rfc);

        Assert.Equal(Text(fit.Visit, 1), Shipped("leaf_callbacks"));
        Assert.Equal(Text(fit.TopUpPage, 10), Shipped("topup_pages"));
        Assert.Equal(Text(fit.NewEntry, 1), Shipped("bbm_unlinked"));
        Assert.Equal(Text(fit.BlockBreak, 1000), Shipped("bbm_block"));
    }

    [Fact]
    public void VisitCost_EachFigureAlone_IsWhatTheFieldDerived()
    {
        long[] saved =
            [.. PublishedFigures.Of("rfc-2026-05")
                .Select(f => (long)(Rfc.Row(f.Backing, "baseline").Visits().Value - Rfc.Row(f.Backing, "rfc").Visits().Value)!)];

        Assert.Equal([261_632, 262_144, 262_144], saved);
        Assert.Equal([657, 584, 572],
            PublishedFigures.Of("rfc-2026-05").Zip(saved, (f, visits) => Math.Round(f.SavedMilliseconds!.Value * 1e6 / visits)));
    }

    [Fact]
    public void Checks_RfcPreset_SayByHowMuchEachFigureMissesTheOtherTwo()
    {
        IReadOnlyList<LeaveOneOut> checks = Rfc.Compared.LeaveOneOut();

        Assert.Equal([("4k", false), ("thp", true), ("hugetlb-1g", false)], checks.Select(c => (c.Figure.Backing, c.IsInside)));

        // Without 4k, THP (152.5 to 153.5 ms) and 1G (149.5 to 150.5 ms) saved 262,144 visits each, 4k 261,632.
        Assert.Equal(149.5 * 261_632 / 262_144, checks[0].SavedMilliseconds.Low, 1e-9);
        Assert.Equal(151.5 * 261_632 / 262_144, checks[0].SavedMilliseconds.Mid, 1e-9);
        Assert.Equal(153.5 * 261_632 / 262_144, checks[0].SavedMilliseconds.High, 1e-9);
        Assert.Equal([10.9, 0, 1.7], checks.Select(c => Math.Round(c.MissPercent, 1)));
    }

    [Fact]
    public void Checks_OneFigureMissing_AreLeftOut() =>
        Assert.Empty(
            ResultsOf.Sweep(
                "axes: {memory: 1G, backing: [4k, thp], chunk: 1G, strategy: [baseline, rfc]}\n"
                + "published: rfc-2026-05").Compared.LeaveOneOut());

    [Fact]
    public void Checks_ChunkThatTheFiguresCannotHaveHad_AreLeftOut()
    {
        string yaml = ShippedPresets.Find("rfc-2026-05")!.Yaml.Replace("chunk: 1G", "chunk: 2M", StringComparison.Ordinal);
        ComparedSweep sweep = ResultsOf.Sweep(yaml).Compared;

        Assert.Empty(sweep.LeaveOneOut());
        Assert.All(PublishedComparison.Predicted(sweep, isCut: false),
            one => Assert.StartsWith("No run here repeats it", one.Absence, StringComparison.Ordinal));
    }

    private static string Text(Interval fit, double step) =>
        $"{Math.Floor(fit.Low / step) * step} {Math.Round(fit.Mid / step) * step} {Math.Ceiling(fit.High / step) * step}";

    private static string Shipped(string counter)
    {
        Interval cost = CostModels.Find("rfc-2026-05")!.Parameters.Single(p => p.Counter.Name == counter).Cost;
        return $"{cost.Low} {cost.Mid} {cost.High}";
    }
}
