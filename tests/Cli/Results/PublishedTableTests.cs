using S2Grid.Experiments.Published;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Statistics;
using S2Grid.Views.Output;
using S2Grid.Views.Results;

namespace S2Grid.Cli.Tests.Results;

/// <summary>Published changes beside measured ones, as results show them.</summary>
public sealed class PublishedTableTests
{
    [Fact]
    public void WriteMeasured_OneInsideOneOutsideOneAbsent_TellsWhichAndWhy()
    {
        IReadOnlyList<PublishedFigure> figures = PublishedFigures.Of("v2-2026-06");
        var output = new StringWriter();

        PublishedTable.WriteMeasured(
            new Page(output, Format.Table),
            [
                Beside(figures[0], new Interval(-0.46, -0.43, -0.40)),
                Beside(figures[1], new Interval(-0.21, -0.20, -0.19)),
                new PublishedComparison(figures[2], Quantity.Measured, "altra-1", null, "The same agent has not measured the baseline."),
            ]);

        string text = output.ToString();
        Assert.Contains("Published beside measured", text, StringComparison.Ordinal);
        Assert.Matches(@"enable +4k +skip-level3 +-44\.01 % \(sd 2\.80\) +-43\.0 % \(-46\.0 to -40\.0\) +n=10\+8 +altra-1 +inside", text);
        Assert.Matches(@"enable +thp +skip-level3 .* altra-1 +outside", text);
        Assert.Contains("enable hugetlb-1g: The same agent has not measured the baseline.", text, StringComparison.Ordinal);
        Assert.Contains("neither verdict confirms or refutes", text, StringComparison.Ordinal);
    }

    private static PublishedComparison Beside(PublishedFigure figure, Interval ours)
        => new(figure, Quantity.Measured, "altra-1", ours, null)
        {
            Test = new ComparisonTest(default, P: 0.001, BaselineSamples: 10, Samples: 8, NeededSamples: null),
        };
}
