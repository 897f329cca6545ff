using S2Grid.Experiments.Results;
using S2Grid.Views.Compare;

namespace S2Grid.Web.Sweeps;

/// <summary>A cell of a heat map: the configurations with its two values, whatever else they have.</summary>
/// <param name="Text">The change, or that of the one in the middle where there are several.</param>
/// <param name="Range">The least and the most, where there are several; else empty.</param>
/// <param name="Shade">From -4, much less than the baseline, to 4, much more; 0 for no change.</param>
public sealed record HeatCell(string Text, string Range, int Shade)
{
    /// <summary>The cell of configurations; null where none is compared.</summary>
    /// <param name="metric">What changes.</param>
    /// <param name="configurations">The configurations.</param>
    /// <param name="leaving">What leaves blocks that mainline splits: it saves for work not done, and has no shade.</param>
    internal static HeatCell? Of(
        ComparisonMetric metric, IEnumerable<ComparedConfiguration> configurations, IReadOnlySet<RunGroup> leaving)
    {
        ComparisonCell[] all = [.. configurations.Select(one => one.Cells.GetValueOrDefault(metric)).OfType<ComparisonCell>()];
        if (all.Length > 0 && all.All(cell => cell.IsBaseline))
            return new HeatCell("baseline", "", 0);

        ComparisonCell[] changes = [.. all.Where(cell => !cell.IsBaseline && cell.Change is not null).OrderBy(cell => cell.Change)];
        if (changes.Length == 0)
            return null;

        ComparisonCell middle = changes[(changes.Length - 1) / 2];
        (string least, string most) = (ComparisonText.Change(metric, changes[0]), ComparisonText.Change(metric, changes[^1]));
        string range = changes.Length == 1 ? "" : least == most ? Invariant($"all {changes.Length}") : Invariant($"{changes.Length}: ")
            + $"{least} to {most}";
        bool leaves = changes.Any(cell => leaving.Contains(cell.Group));
        return new HeatCell(
            ComparisonText.Change(metric, middle), leaves ? (range + " · leaves blocks").TrimStart(' ', '·') : range,
            leaves ? 0 : ShadeOf(middle));
    }

    /// <summary>What a model cannot tell from none has no shade.</summary>
    private static int ShadeOf(ComparisonCell cell)
    {
        double change = cell.Change!.Value;
        if (change == 0 || (cell.ChangeInterval is { } interval && interval.Low <= 0 && interval.High >= 0))
            return 0;

        int steps = Math.Abs(change) switch
        {
            < 0.01 => 1,
            < 0.1 => 2,
            < 0.5 => 3,
            _ => 4,
        };
        return change < 0 ? -steps : steps;
    }
}
