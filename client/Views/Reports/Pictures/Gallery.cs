using S2Grid.Views.Reports.Content;
using static System.FormattableString;

namespace S2Grid.Views.Reports.Pictures;

/// <summary>The pictures that a report's contents are good for, and why others are left out.</summary>
public sealed class Gallery
{
    private readonly List<Picture> pictures = [];
    private readonly List<string> leftOut = [];

    /// <summary>Draws all pictures of a report.</summary>
    public Gallery(ReportContent content)
    {
        if (!Chart.HasFont)
        {
            leftOut.Add("all pictures, because this machine has no font to write with; install one, such as Debian's fonts-dejavu-core.");
            return;
        }

        // One machine and one provenance to a picture, whatever stands in one report.
        foreach (var tables in content.Comparison.Tables.GroupBy(table => (table.Metric.Name, Scenario: ScenarioOf(table), table.Origin)))
        {
            Add(ChangePicture.Draw(content, [.. tables]));
            if (content.Findings.Best is { } best && tables.Contains(best.Table))
                First = pictures.LastOrDefault();
        }

        foreach (CostBreakdown breakdown in content.Breakdowns)
            Add(BreakdownPicture.Draw(breakdown));

        foreach (var scenario in content.Sweeps.Count > 1 ? [] : content.Groups.GroupBy(group => group.Configuration.Scenario))
            Add(ScalingPicture.Draw(content, [.. scenario]));

        Add(PublishedPicture.Draw(content));
    }

    /// <summary>Those that could be drawn.</summary>
    public IReadOnlyList<Picture> Pictures => pictures;

    /// <summary>The picture of what was found, which a report opens with; null if there is none.</summary>
    public Picture? First { get; }

    /// <summary>Why others are left out, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    internal static string ScenarioOf(ComparisonTable table) => table.Heading.First(value => value.Name == "scenario").Value;

    private void Add(Drawing drawing)
    {
        if (drawing.Picture is { } picture)
        {
            int same =
                pictures.Count(other =>
                    other.Name == picture.Name || other.Name.StartsWith(picture.Name + "-of-", StringComparison.Ordinal));
            pictures.Add(same == 0 ? picture : picture with { Name = Invariant($"{picture.Name}-of-{same + 1}") });
        }
        else if (!leftOut.Contains(drawing.Reason!))
        {
            leftOut.Add(drawing.Reason!);
        }
    }
}
