using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Cli.Compare;

/// <summary>What must be said below a comparison so that nobody reads too much into it.</summary>
internal static class ComparisonNotes
{
    /// <summary>Of notes of one kind no more than these are written.</summary>
    private const int MostOfAKind = 10;

    /// <summary>The notes, a sentence or two each.</summary>
    /// <param name="comparison">What they are about.</param>
    /// <param name="hasMeans">Whether geometric means are shown.</param>
    public static IEnumerable<string> Of(SweepComparison comparison, bool hasMeans = true)
    {
        bool hasMetrics = comparison.Tables.Select(table => table.Metric.Name).Distinct().Skip(1).Any();
        string[] varying = [.. comparison.Varying];
        Place[] places = [.. comparison.Tables.SelectMany(table => PlacesOf(table, hasMetrics, varying))];
        return
        [
            .. Basics(comparison, hasMeans),
            .. Kernels(comparison),
            .. Some(places.Where(place => place.Cell.Test is { HasFewSamples: true }).Select(FewSamples)),
            .. Some(places.Where(place => place.Cell.Test is { HasFewSamples: false, IsSignificant: false }).Select(NoDifference)),
            .. Some(places.Where(place => place.Cell.Samples is { Outliers.Count: > 0 }).Select(Outliers)),
            .. Some(places.Where(place => place.Cell.Samples is { Drifts: true }).Select(Drift)),
            .. Disturbances([.. comparison.Tables.SelectMany(table => PlacesOf(table, hasMetrics: false, varying))]),
            .. Some(places.Where(place => place.Cell.Group.Failed > 0).Select(place => Sentences.Failed(place.Cell.Group)).Distinct()),
            .. Some(Absences(places)),
            .. Alone(comparison.Tables),
            .. Some(comparison.Omissions),
        ];
    }

    private static IEnumerable<string> Basics(SweepComparison comparison, bool hasMeans)
    {
        ComparisonMetric[] metrics = [.. comparison.Tables.Select(table => table.Metric).DistinctBy(metric => metric.Name)];
        if (metrics.Any(metric => metric.Quantity == Quantity.Count))
        {
            yield return "Counts are exact: every run counts the same, so there is no interval and no p-value.";
        }

        foreach (CostModel model in metrics.Select(metric => metric.Model).OfType<CostModel>())
        {
            yield return Sentences.Predicted(model);
        }

        if (metrics.Any(metric => metric.Quantity == Quantity.Measured))
        {
            string tests = Invariant($"{comparison.Tests} {(comparison.Tests == 1 ? "test" : "tests")}");
            yield return "Measured: median and its 95 % interval (bootstrap)" + (comparison.Tests == 0 ? "." :
                $"; p by Mann-Whitney, two-sided, corrected for {tests} (Holm); "
                    + Invariant($"~ means that no difference was found at p < {ComparisonTest.Level}."));
        }

        if (comparison.Tables.Count > 0 && comparison.Tables.All(table => table.Columns.Count == 1))
        {
            yield return NothingCompared(comparison.Tables);
        }

        if (comparison.Tables.SelectMany(table => table.Rows).SelectMany(row => row.Cells).Any(cell => cell is not null && Sentences.IsLazyInNameOnly(cell.Group)))
        {
            yield return Sentences.LazyInNameOnly;
        }

        if (hasMeans && comparison.Tables.Any(table => table.Means.Where((mean, column) => column > 0 && mean.Change is null).Any()))
        {
            yield return "There is no geometric mean where a value is zero or missing.";
        }
    }

    /// <summary>That there is one column only, and which other comparison there could be.</summary>
    private static string NothingCompared(IReadOnlyList<ComparisonTable> tables)
    {
        IEnumerable<string> examples =
            from table in tables
            from index in Enumerable.Range(0, table.By.Count)
            where table.Rows.Select(row => row.Values[index]).Distinct().Skip(1).Any()
            select $", such as --baseline {table.By[index]}={table.Rows[0].Values[index]}";
        return $"Nothing is compared: all of it is {tables[0].Columns[0]}. --baseline AXIS=VALUE names what is compared with what{examples.FirstOrDefault()}.";
    }

    /// <summary>Which kernels stand behind columns that do not say so: those of strategies.</summary>
    private static IEnumerable<string> Kernels(SweepComparison comparison)
    {
        (string Column, string Kernel)[] known =
        [
            .. comparison.Tables.SelectMany(table => table.Rows.SelectMany(row => row.Cells.Zip(table.Columns, (cell, column) => (column, cell?.Group.Kernel, table.Origin))))
                .Where(one => one.Kernel is not null && one.Origin.Kernel is null && !one.column.Contains(one.Kernel, StringComparison.Ordinal))
                .Select(one => (one.column, one.Kernel!))
                .Distinct(),
        ];
        if (known.Length > 0)
        {
            yield return $"Kernels: {string.Join(", ", known.Select(one => $"{one.Column} was measured with '{one.Kernel}'"))}. "
                + "Whatever else differs between them is part of the change.";
        }
    }

    private static string FewSamples(Place place)
    {
        ComparisonTest test = place.Cell.Test!;
        string few = Invariant($"{place.Name}: {test.BaselineSamples} and {test.Samples} samples are few; ");
        return few + (test.NeededSamples is { } needed
            ? Invariant($"it takes about {needed} a side to tell a difference like this from chance.")
            : "the sides hardly differ, so that no number of samples would tell them apart.");
    }

    private static string NoDifference(Place place) => place.Cell.Test!.NeededSamples is { } needed
        ? Invariant($"{place.Name}: no difference was found; if there is one like this, it takes about {needed} samples a side to find it.")
        : $"{place.Name}: no difference was found, and no number of samples would find one as small as this.";

    private static string Outliers(Place place)
    {
        IReadOnlyList<double> outliers = place.Cell.Samples!.Outliers;
        string times = string.Join(", ", outliers.Take(MostOfAKind).Select(Quantities.Time));
        string more = outliers.Count > MostOfAKind ? ", ..." : "";
        return Invariant($"{place.Name}: {outliers.Count} of {place.Cell.Samples.Count} samples are outliers ({times}{more}); they are kept.");
    }

    private static string Drift(Place place)
    {
        Drift drift = place.Cell.Samples!.Drift!.Value;
        string direction = drift.Correlation > 0 ? "rise" : "fall";
        return Invariant($"{place.Name}: times {direction} over the order of the runs (rank correlation {drift.Correlation:0.00}); ")
            + "samples that drift are not independent, so trust neither the interval nor p.";
    }

    /// <summary>Which configurations have disturbed runs: once for each, by however many metrics it is shown.</summary>
    private static IEnumerable<string> Disturbances(Place[] places)
    {
        string[] disturbed =
        [
            .. places.Where(place => place.Cell.Group.Disturbed > 0)
                .Select(place => Invariant($"{place.Name} {place.Cell.Group.Disturbed} of {place.Cell.Group.Runs}"))
                .Distinct(),
        ];
        if (disturbed.Length > 0)
        {
            string more = disturbed.Length > MostOfAKind ? Invariant($"; and {disturbed.Length - MostOfAKind:N0} more configurations") : "";
            yield return $"Runs that may be disturbed, as their machine says: {string.Join("; ", disturbed.Take(MostOfAKind))}{more}. "
                + "The column 'disturbed' of the results tells why. They are kept; --where \"disturbed = '[]'\" leaves them out.";
        }
    }

    private static IEnumerable<string> Absences(Place[] places) => places
        .Where(place => place.Cell is { Absence: not null, Group.Runs: > 0 })
        .GroupBy(place => (place.Metric, place.Cell.Absence))
        .Select(same => same.Count() == 1
            ? $"{same.Key.Metric}, {same.First().Name}: {same.Key.Absence}"
            : Invariant($"{same.Key.Metric}, {same.First().Name} and {same.Count() - 1} more: {same.Key.Absence}"));

    /// <summary>Of how many configurations there is the baseline and nothing else: they stand in the tables, and are in no change.</summary>
    private static IEnumerable<string> Alone(IReadOnlyList<ComparisonTable> tables) =>
        from table in tables
        where table.Columns.Count > 1
        from row in table.Rows
        where row.Cells[0] is not null && row.Cells.Skip(1).All(cell => cell is null)
        group row.Cells[0]!.Group.Configuration by table.Columns[0] into alone
        let count = alone.Distinct().Count()
        select Invariant($"Of {count} {(count == 1 ? "configuration" : "configurations")} there is {alone.Key} alone: nothing is compared with it.");

    private static string[] Some(IEnumerable<string> notes)
    {
        string[] all = [.. notes];
        int more = all.Length - MostOfAKind;
        return more > 0 ? [.. all.Take(MostOfAKind), Invariant($"... and {more:N0} more notes like these; --format json has all figures.")] : all;
    }

    private static IEnumerable<Place> PlacesOf(ComparisonTable table, bool hasMetrics, string[] varying)
    {
        string[] prefix =
        [
            .. hasMetrics && table.Metric.Quantity == Quantity.Measured ? [table.Metric.Name] : Array.Empty<string>(),
            .. table.Heading.Where(value => varying.Contains(value.Name)).Select(value => $"{value.Name} {value.Value}"),
        ];
        return from row in table.Rows
               from cell in row.Cells.Zip(table.Columns, (Cell, Column) => (Cell, Column))
               where cell.Cell is not null
               select new Place(table.Metric.Name, string.Join(", ", prefix.Append(string.Join(' ', row.Values.Append(cell.Column)))), cell.Cell);
    }

    /// <summary>A cell, and what it is called.</summary>
    private sealed record Place(string Metric, string Name, ComparisonCell Cell);
}
