using S2Grid.Views.Output;

namespace S2Grid.Views.Compare;

/// <summary>The columns of published figures beside ours, each declared here, once.</summary>
public static class PublishedColumns
{
    private const decimal Percent = 100;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FlatColumn<PublishedLine>> All { get; } =
    [
        new("sweep", ColumnType.Text, "", "the sweep that repeats it, or might", line => line.Sweep),
        new("series", ColumnType.Text, "", "the preset that repeats it", line => line.One.Figure.Series),
        new("scenario", ColumnType.Text, "", "what was done", line => line.One.Figure.Scenario.Word()),
        new("backing", ColumnType.Text, "", "the backing", line => line.One.Figure.Backing),
        new("strategy", ColumnType.Text, "", "what was compared with mainline", line => line.One.Figure.Strategy),
        new("memory_bytes", ColumnType.Integer, "bytes", "size of the memslot", line => (long)line.One.Figure.Memory),
        new("smallest_chunk_bytes", ColumnType.Integer, "bytes", "the smallest chunk that it can have been measured with; 0 if unknown",
            line => (long)line.One.Figure.SmallestChunk),
        new("change", ColumnType.Number, "fraction", "the published change", line => Fraction(line.One.Figure.ChangePercent)),
        new("deviation", ColumnType.Number, "fraction", "its standard deviation, where one was published",
            line => Fraction(line.One.Figure.DeviationPercent)),
        new("saved_ms", ColumnType.Number, "ms", "the time saved, where it was published", line => line.One.Figure.SavedMilliseconds),
        new("machine", ColumnType.Text, "", "where it was measured", line => line.One.Figure.Machine),
        new("provenance", ColumnType.Text, "", "what kind of machine that is", line => line.One.Figure.Provenance.Word()),
        new("scope", ColumnType.Text, "", "what was timed", line => line.One.Figure.Scope.Word()),
        new("timed", ColumnType.Text, "", "what was timed, for people", line => line.One.Figure.Timed),
        new("source", ColumnType.Text, "", "where it was published", line => line.One.Figure.Source),
        new("quantity", ColumnType.Text, "", "whether ours is predicted or measured", line => line.One.Quantity.Word()),
        new("by", ColumnType.Text, "", "the cost model that predicts ours, or the agent that measured it",
            line => line.One.By is { Length: > 0 } by ? by : null),
        new("our_change", ColumnType.Number, "fraction", "our change", line => line.One.Ours?.Mid),
        new("our_low", ColumnType.Number, "fraction", "its lower bound", line => line.One.Ours?.Low),
        new("our_high", ColumnType.Number, "fraction", "its upper bound", line => line.One.Ours?.High),
        new("inside", ColumnType.Boolean, "", "whether the published change lies between our bounds", line => line.One.IsInside),
        new("fitted", ColumnType.Boolean, "", "whether the model was made from the figure: then inside proves nothing new",
            line => line.One.IsFitted),
        new("left_out_saved_ms", ColumnType.Number, "ms", "the saving that the model predicts, fitted without the figure",
            line => line.LeftOut?.SavedMilliseconds.Mid),
        new("left_out_low_ms", ColumnType.Number, "ms", "its lower bound", line => line.LeftOut?.SavedMilliseconds.Low),
        new("left_out_high_ms", ColumnType.Number, "ms", "its upper bound", line => line.LeftOut?.SavedMilliseconds.High),
        new("note", ColumnType.Text, "", "why nothing of ours stands beside it", line => line.One.Absence),
    ];

    /// <summary>The published figures of what is compared, beside ours.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="isCut">Whether there are more runs than are compared.</param>
    public static FlatTable Table(SweepComparison? comparison, bool isCut) => FlatColumn<PublishedLine>.Table(All,
    [
        .. from sweep in comparison?.Sweeps ?? []
           let leftOut = sweep.LeaveOneOut()
           from one in sweep.Specification.Backend == Backend.Kvm
               ? MeasuredFigures.Of(sweep) : PublishedComparison.Predicted(sweep, isCut)
           select new PublishedLine(sweep.Name, one, one.IsFitted ? leftOut.FirstOrDefault(left => left.Figure == one.Figure) : null),
    ]);

    /// <summary>What was published in per cent as a fraction.</summary>
    public static double? Fraction(double? percent) => (double?)((decimal?)percent / Percent);
}
