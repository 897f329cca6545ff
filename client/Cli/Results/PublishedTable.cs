using S2Grid.Cli.Compare;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Results;

/// <summary>Published figures beside ours: inside our interval or outside, and why there is nothing to set beside one where there is not.</summary>
internal static class PublishedTable
{
    /// <summary>Writes published figures beside what machines measured, and why there is nothing beside one; nothing where none was measured.</summary>
    public static void WriteMeasured(TextWriter output, IReadOnlyList<PublishedComparison> published, Format format)
    {
        if (published.Count == 0)
        {
            return;
        }

        output.WriteLine();
        TextTable table = Of(published);
        IEnumerable<string> notes = Absences(published).Concat(Sources(published));
        output.WriteHeading("Published beside measured", format);
        if (table.Count > 0)
        {
            table.Write(output, format);
            output.WriteLine();
            notes = notes.Prepend(Meaning(published));
        }

        output.WriteNotes(notes, format);
    }

    /// <summary>The figures that ours stand beside, a row each.</summary>
    public static TextTable Of(IReadOnlyList<PublishedComparison> published)
    {
        bool isMeasured = IsMeasured(published);
        string[] ours = isMeasured ? [" measured", "samples"] : [" predicted"];
        return Fill(new TextTable(["scenario", "backing", "strategy", " published", .. ours, "by", "published vs interval"]), published, (one, inside) =>
            [.. Place(one), one.Figure.Strategy, .. Changes(one), .. isMeasured ? [one.Samples] : Array.Empty<string>(), one.By, inside]);
    }

    /// <summary>The same, no wider than a mail where one model or agent stands behind ours.</summary>
    public static TextTable Narrow(IReadOnlyList<PublishedComparison> published)
    {
        string ours = IsMeasured(published) ? " measured" : " predicted";
        bool hasSeveral = published.Where(one => one.Ours is not null).Select(one => one.By).Distinct().Skip(1).Any();
        string[] by = hasSeveral ? ["by"] : [];
        return Fill(new TextTable(["scenario", "backing", " published", ours, .. by, ""]), published, (one, inside) =>
            [.. Place(one), .. Changes(one), .. hasSeveral ? [one.By] : Array.Empty<string>(), inside]);
    }

    /// <summary>Why figures have nothing beside them, a sentence each.</summary>
    public static IEnumerable<string> Absences(IReadOnlyList<PublishedComparison> published) => published
        .Where(one => one.Ours is null)
        .GroupBy(one => one.Absence)
        .Select(same => $"{string.Join(", ", same.Select(one => $"{one.Figure.Scenario.Word()} {one.Figure.Backing}").Distinct())}: {same.Key}");

    /// <summary>What the verdict means, in a sentence or two.</summary>
    public static string Meaning(IReadOnlyList<PublishedComparison> published) => IsMeasured(published)
        ? "Inside: the published change lies in the 95 % interval of ours. The machines are not the same, so neither verdict confirms or refutes anybody's figure."
        : "Inside: the published change lies between the bounds of the prediction. The models were fitted to these figures, so that shows that they can "
            + "reproduce them, not that they would have foretold them; 's2grid models check' predicts each from the others.";

    /// <summary>Where figures come from, a sentence each.</summary>
    public static IEnumerable<string> Sources(IReadOnlyList<PublishedComparison> published) => published
        .Select(one => one.Figure)
        .GroupBy(figure => $"{figure.Source}; on {figure.Machine}; timed {figure.Timed}.")
        .Select(same => $"{same.First().Scenario.Word()} {string.Join(", ", same.Select(figure => figure.Backing).Distinct())}: {same.Key}");

    private static bool IsMeasured(IReadOnlyList<PublishedComparison> published) => published.Any(one => one.Quantity == Quantity.Measured);

    private static string[] Place(PublishedComparison one) => [one.Figure.Scenario.Word(), one.Figure.Backing];

    private static string[] Changes(PublishedComparison one) => [Quantities.Change(one.Figure), Quantities.Change(one.Ours!.Value)];

    private static TextTable Fill(TextTable table, IReadOnlyList<PublishedComparison> published, Func<PublishedComparison, string, string[]> cells)
    {
        foreach (PublishedComparison one in published.Where(one => one.Ours is not null))
        {
            table.Add(cells(one, one.IsInside is true ? "inside" : "outside"));
        }

        return table;
    }
}
