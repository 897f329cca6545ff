using S2Grid.Experiments.Statistics;

namespace S2Grid.Experiments.Results;

/// <summary>Lays out matched groups as tables.</summary>
/// <param name="by">The values that vary from row to row.</param>
/// <param name="areKernelsCompared">Whether groups with unlike kernels stand in one table.</param>
internal sealed class TableBuilder(IReadOnlyList<string> by, bool areKernelsCompared)
{
    private readonly List<(ComparisonMetric Metric, string Absence)> omissions = [];

    /// <summary>
    /// Why metrics have no table somewhere, as often as that happened. What is counted or timed in one scenario and not done in another
    /// needs no excuse.
    /// </summary>
    /// <param name="tables">The tables that were built.</param>
    internal IEnumerable<string> Omissions(IReadOnlyList<ComparisonTable> tables) => omissions
        .Where(omission => omission.Metric.Quantity == Quantity.Predicted || tables.All(table => table.Metric != omission.Metric))
        .Select(omission => $"{omission.Metric.Name}: {omission.Absence}");

    /// <summary>The tables: for each heading, in the order of the runs, one of each metric that says anything there.</summary>
    internal IReadOnlyList<ComparisonTable> Build(IReadOnlyList<ComparedGroup> groups, IReadOnlyList<ComparisonMetric> metrics)
    {
        HashSet<RunGroup> borrowed = [.. groups.Where(group => !group.IsBaseline).Select(group => group.Baseline).OfType<RunGroup>()];
        return
        [
            .. groups.GroupBy(HeadingKey)
                .Where(heading => heading.Any(group => !group.IsBaseline || !borrowed.Contains(group.Group)))
                .SelectMany(heading => metrics.SelectMany(metric => Build([.. heading], metric))),
        ];
    }

    private string HeadingKey(ComparedGroup group)
    {
        string kernel = areKernelsCompared ? "" : group.Group.Kernel ?? "";
        string[] origin = [group.Group.Provenance.ToString(), group.Group.Agent ?? "", kernel];
        return string.Join('\n', group.Heading.Select(value => value.Value).Concat(origin));
    }

    /// <summary>The metric's tables: one for each scope, none where it says nothing.</summary>
    private IEnumerable<ComparisonTable> Build(ComparedGroup[] heading, ComparisonMetric metric)
    {
        var cells = new CellBuilder(metric);
        var built = new Dictionary<RunGroup, ComparisonCell>(ReferenceEqualityComparer.Instance);
        foreach (ComparedGroup group in heading)
            built.Add(group.Group, cells.Build(group));

        if (!built.Values.Any(cell => cell.Value is not null || cell.Change is not null || cell.Word is not null || cell.Group.Runs == 0))
        {
            omissions.AddRange(built.Values.Select(cell => cell.Absence).OfType<string>().Select(absence => (metric, absence)));
            return [];
        }

        return heading.GroupBy(group => metric.Read(group.Group).Scope).Select(scope => Build([.. scope], metric, scope.Key, CellOf));

        // A baseline with other values in its heading (no eager split has no chunk) stands in the tables of all that it is compared with.
        ComparisonCell CellOf(ComparedGroup of) =>
            built.TryGetValue(of.Group, out ComparisonCell? cell) ? cell : built[of.Group] = cells.Build(of);
    }

    private ComparisonTable Build(ComparedGroup[] groups, ComparisonMetric metric, Scope scope, Func<ComparedGroup, ComparisonCell> cellOf)
    {
        string[] columns = [.. groups.Select(group => group.BaselineColumn).Concat(groups.Select(group => group.Column)).Distinct()];
        ComparisonRow[] rows =
        [
            .. groups.GroupBy(group => string.Join('\n', group.Row))
                .Select(row => new ComparisonRow(row.First().Row, [.. columns.Select(column => CellIn([.. row], column))])),
        ];
        RunGroup first = groups[0].Group;
        return new ComparisonTable(
            metric,
            new FigureOrigin(first.Provenance, scope, first.Agent, areKernelsCompared ? null : first.Kernel),
            groups[0].Heading,
            by,
            columns,
            rows,
            rows.Length > 1 ? [.. columns.Select((_, column) => MeanOf(rows, column, metric.Quantity))] : []);

        ComparisonCell? CellIn(ComparedGroup[] row, string column)
        {
            ComparedGroup? own = row.FirstOrDefault(group => group.Column == column);
            ComparedGroup? other = row.FirstOrDefault(group => group.BaselineColumn == column && group.Baseline is not null);
            return own is not null ? cellOf(own)
                : other is not null ? cellOf(other with { Group = other.Baseline!, Column = column })
                : null;
        }
    }

    private static ComparisonMean MeanOf(ComparisonRow[] rows, int column, Quantity quantity)
    {
        ComparisonCell?[] cells = [.. rows.Select(row => row.Cells[column])];
        double? value = Mean(cells.Select(cell => cell?.Value));
        double? ratio = Mean(cells.Select(cell => cell?.Change + 1));
        bool isPredicted = quantity == Quantity.Predicted;
        return new ComparisonMean(
            value,
            isPredicted && value is { } time ? MeanOf([.. cells.Select(cell => cell!.Interval!.Value)], time, 0) : null,
            ratio - 1,
            isPredicted && ratio is { } change ? MeanOf([.. cells.Select(cell => cell!.ChangeInterval!.Value)], change - 1, 1) : null);
    }

    /// <summary>The means of intervals' bounds.</summary>
    /// <param name="intervals">The intervals.</param>
    /// <param name="mid">The mean of what they are the intervals of.</param>
    /// <param name="shift">What makes a ratio of a change.</param>
    private static Interval MeanOf(Interval[] intervals, double mid, double shift) => new(
        (Mean(intervals.Select(interval => (double?)interval.Low + shift)) ?? 0) - shift,
        mid,
        (Mean(intervals.Select(interval => (double?)interval.High + shift)) ?? 0) - shift);

    /// <summary>The geometric mean; null unless all values are there and above zero.</summary>
    private static double? Mean(IEnumerable<double?> values) =>
        values.ToArray() is var all && all.All(value => value > 0) ? all.Select(value => value!.Value).GeometricMean() : null;
}
