using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Views.Results;

/// <summary>Published figures beside ours: inside our interval or outside, and why there is nothing to set beside one where there is
/// not.</summary>
public static class PublishedTable
{
    /// <summary>Writes published figures beside what machines measured, and why there is nothing beside one; nothing where none was
    /// measured.</summary>
    public static void WriteMeasured(Page page, IReadOnlyList<PublishedComparison> published)
    {
        if (published.Count == 0)
            return;

        page.Write();
        TextTable table = Of(published);
        IEnumerable<string> notes = Absences(published).Concat(Sources(published));
        page.WriteHeading("Published beside measured");
        if (table.Count > 0)
        {
            page.Write(table);
            page.Write();
            notes = notes.Prepend(Meaning(published));
        }

        page.WriteNotes(notes);
    }

    /// <summary>The figures that ours stand beside, a row each.</summary>
    /// <param name="published">All figures.</param>
    /// <param name="isNarrow">Whether the table is no wider than a mail, where one model or agent stands behind ours.</param>
    public static TextTable Of(IReadOnlyList<PublishedComparison> published, bool isNarrow = false)
    {
        bool isMeasured = IsMeasured(published);
        PublishedComparison[] known = [.. published.Where(one => one.Ours is not null)];
        bool hasSeveral = known.Select(one => one.By).Distinct().Skip(1).Any();
        Column<PublishedComparison>?[] columns =
        [
            new("scenario", one => one.Figure.Scenario.Word()),
            new("backing", one => one.Figure.Backing),
            isNarrow ? null : new("strategy", one => one.Figure.Strategy),
            new(" published", one => Quantities.Change(one.Figure)),
            new(isMeasured ? " measured" : " predicted", one => Quantities.Change(one.Ours!.Value)),
            isNarrow || !isMeasured ? null : new("samples", one => one.Samples),
            isNarrow && !hasSeveral ? null : new("by", one => one.By),
            isMeasured || (isNarrow && known.All(one => one.IsFitted)) ? null : new("", one => one.IsFitted ? "fitted" : "held out"),
            new(isNarrow ? "" : "published vs interval", one => one.IsInside is true ? "inside" : "outside"),
        ];
        return Column<PublishedComparison>.Table([.. columns.OfType<Column<PublishedComparison>>()], known);
    }

    /// <summary>Why figures have nothing beside them, a sentence each.</summary>
    public static IEnumerable<string> Absences(IReadOnlyList<PublishedComparison> published) => published
        .Where(one => one.Ours is null)
        .GroupBy(one => one.Absence)
        .Select(same =>
            $"{string.Join(", ", same.Select(one => $"{one.Figure.Scenario.Word()} {one.Figure.Backing}").Distinct())}: {same.Key}");

    /// <summary>What the verdict means, in a sentence or two.</summary>
    public static string Meaning(IReadOnlyList<PublishedComparison> published) => IsMeasured(published)
        ? "Inside: the published change lies in the interval of ours. The machines are not the same, so neither verdict confirms or "
            + "refutes anybody's figure."
        : "Inside: the published change lies between the bounds of the prediction. Fitted: the model was made from the figure, so that "
            + "shows that it can reproduce it, not that it would have foretold it; 's2grid models check' predicts each from the others. "
            + "Held out: the model knows nothing of the figure, nor perhaps of its machine.";

    /// <summary>What the other published savings make of each, a sentence each, where the model that was fitted to them predicts.</summary>
    public static IEnumerable<string> LeftOut(ComparedSweep sweep) =>
        sweep.Specification.CostModels.Any(model => model.Name == sweep.Specification.Published)
            ? sweep.LeaveOneOut().Select(Describe) : [];

    /// <summary>Where figures come from, a sentence each.</summary>
    public static IEnumerable<string> Sources(IReadOnlyList<PublishedComparison> published) => published
        .Select(one => one.Figure)
        .GroupBy(figure => $"{figure.Source}; on {figure.Machine}; timed {figure.Timed}.")
        .Select(same =>
            $"{same.First().Scenario.Word()} {string.Join(", ", same.Select(figure => figure.Backing).Distinct())}: {same.Key}");

    private static string Describe(LeaveOneOut check)
    {
        Interval saved = check.SavedMilliseconds;
        return Invariant($"Leave one out: fitted without {check.Figure.Backing}, the model predicts {saved.Mid:0.0} ms saved ")
            + Invariant($"({saved.Low:0.0} to {saved.High:0.0}); published {check.Figure.SavedMilliseconds:0} ms ")
            + (check.IsInside
                ? "lie inside the interval."
                : Invariant($"lie outside the interval, by {check.MissPercent:0.0} % of the published saving."));
    }

    private static bool IsMeasured(IReadOnlyList<PublishedComparison> published) => published.Any(one => one.Quantity == Quantity.Measured);
}
