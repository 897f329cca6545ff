using static System.FormattableString;

namespace S2Grid.Views.Compare;

/// <summary>What must be said below a comparison so that nobody reads too much into it.</summary>
public static class ComparisonNotes
{
    /// <summary>The notes, a sentence or two each.</summary>
    /// <param name="comparison">What they are about.</param>
    /// <param name="hasMeans">Whether geometric means are shown.</param>
    public static IEnumerable<string> Of(SweepComparison comparison, bool hasMeans = true)
    {
        bool hasMetrics = comparison.Tables.Select(table => table.Metric.Name).Distinct().Skip(1).Any();
        string[] varying = [.. comparison.Varying];
        Place[] places = [.. comparison.Tables.SelectMany(table => PlacesOf(table, hasMetrics, varying))];
        RunGroup[] groups = [.. places.Select(place => place.Cell.Group).Distinct()];
        return
        [
            .. comparison.Ignored,
            .. Basics(comparison, hasMeans, groups),
            .. Notes.OfCounts(groups),
            .. Kernels(comparison),
            .. Some(place => place.Cell.Test is { HasFewSamples: true }, FewSamples),
            .. Some(place => place.Cell.Test is { HasTooFewSamples: false, IsSignificant: false }, NoDifference),
            .. Some(place => place.Cell.Samples is { Outliers.Count: > 0 }, Outliers),
            .. Some(place => place.Cell.Samples is { Drifts: true }, Drift),
            .. Notes.Disturbances(
                comparison.Tables.SelectMany(table => PlacesOf(table, hasMetrics: false, varying)).Select(at => (at.Name, at.Cell.Group))),
            .. Notes.Some(Notes.Failures(groups)),
            .. Notes.Some(Absences(places)),
            .. Alone(comparison.Tables),
            .. Notes.Some(comparison.Omissions),
        ];

        IEnumerable<string> Some(Func<Place, bool> which, Func<Place, string> note) => Notes.Some(places.Where(which).Select(note));
    }

    private static IEnumerable<string> Basics(SweepComparison comparison, bool hasMeans, RunGroup[] groups)
    {
        ComparisonMetric[] metrics = [.. comparison.Tables.Select(table => table.Metric).DistinctBy(metric => metric.Name)];
        if (metrics.Any(metric => metric.Quantity == Quantity.Count))
        {
            yield return $"Counts are exact by the rules of {Notes.Rules(groups)}: every run counts the same, so there is no interval and "
                + "no p-value.";
        }

        foreach (CostModel model in metrics.Select(metric => metric.Model).OfType<CostModel>().Distinct())
            yield return Notes.Predicted(model);

        foreach (Consequence kind in metrics.Select(metric => metric.Consequence).OfType<Consequence>().Distinct())
            yield return kind.Meaning;

        if (metrics.Any(metric => metric.Quantity == Quantity.Measured))
        {
            string tests = Invariant($"{comparison.Tests} {(comparison.Tests == 1 ? "test" : "tests")}");
            yield return $"Measured: median and its interval, from order statistics; {Levels(comparison)}" + (comparison.Tests == 0 ? "." :
                $"; p by Mann-Whitney, two-sided, corrected for {tests} (Holm); "
                    + Invariant($"~ means that no difference was found at p < {ComparisonTest.Level}."));
        }

        if (comparison.Tables.Count > 0 && comparison.Tables.All(table => table.Columns.Count == 1))
            yield return NothingCompared(comparison.Tables);

        if (groups.Any(Notes.IsLazyInNameOnly))
            yield return Notes.LazyInNameOnly;

        if (hasMeans
            && comparison.Tables.SelectMany(table => table.Means.Skip(1)).Any(mean => mean is { Change: null, IsNoneFound: false }))
        {
            yield return "There is no geometric mean where a value is zero or missing.";
        }
    }

    /// <summary>How often such intervals hold the median, by the numbers of samples that there are.</summary>
    private static string Levels(SweepComparison comparison)
    {
        int[] counts =
        [
            .. from table in comparison.Tables
               from row in table.Rows
               from cell in row.Cells
               let samples = cell?.Samples?.Count
               where samples >= MedianInterval.MinSamples
               group samples.Value by samples.Value into same
               orderby same.Key
               select same.Key,
        ];
        string level = $"it holds the median {ComparisonText.Level} of the time";
        return counts.Length is 0 or > Notes.MaxOfAKind ? level
            : $"{level} ({string.Join(", ", counts.Select(n => Invariant($"{MedianInterval.Achieved(n):0.0 %} at n = {n}")))})";
    }

    private static string NothingCompared(IReadOnlyList<ComparisonTable> tables)
    {
        IEnumerable<string> examples =
            from table in tables
            from index in Enumerable.Range(0, table.By.Count)
            where table.Rows.Select(row => row.Values[index]).Distinct().Skip(1).Any()
            select $", such as --baseline {table.By[index]}={table.Rows[0].Values[index]}";
        return $"Nothing is compared: all of it is {tables[0].Columns[0]}. --baseline AXIS=VALUE names what is compared with "
            + $"what{examples.FirstOrDefault()}.";
    }

    /// <summary>Which kernels stand behind columns that do not say so: those of strategies.</summary>
    private static IEnumerable<string> Kernels(SweepComparison comparison)
    {
        string[] known =
        [
            .. from table in comparison.Tables
               where table.Origin.Kernel is null
               from row in table.Rows
               from cell in row.Cells.Zip(table.Columns)
               let kernel = cell.First?.Group.Kernel
               where kernel is not null && !cell.Second.Contains(kernel, StringComparison.Ordinal)
               select $"{cell.Second} was measured with '{kernel}'",
        ];
        if (known.Length > 0)
            yield return $"Kernels: {string.Join(", ", known.Distinct())}. Whatever else differs between them is part of the change.";
    }

    private static string FewSamples(Place place)
    {
        ComparisonTest test = place.Cell.Test!;
        return Invariant($"{place.Name}: {test.BaselineSamples} and {test.Samples} samples are few; ") + (test.HasTooFewSamples
            ? Invariant($"with fewer than {MedianInterval.MinSamples} a side there is no interval.")
            : Invariant($"{ComparisonTest.MinSamples} a side would leave less to doubt."));
    }

    private static string NoDifference(Place place) => $"{place.Name}: no difference was found; " + (place.Cell.Test!.NeededSamples switch
    {
        null => "neither side tends to be larger.",
        { } needed => Invariant($"if there is one like this, it takes about {needed:N0} samples a side to find it."),
    });

    private static string Outliers(Place place)
    {
        IReadOnlyList<double> outliers = place.Cell.Samples!.Outliers;
        int count = place.Cell.Samples.Count;
        string times = string.Join(", ", outliers.Take(Notes.MaxOfAKind).Select(Quantities.Time));
        string more = outliers.Count > Notes.MaxOfAKind ? ", ..." : "";
        return Invariant($"{place.Name}: {outliers.Count} of {count} samples are outliers ({times}{more}); they are kept. ")
            + Invariant($"Of {count} normal samples {TukeyFences.NormalShare(count):0.0 %} look like that.");
    }

    private static string Drift(Place place)
    {
        Drift drift = place.Cell.Samples!.Drift!.Value;
        string direction = drift.Correlation > 0 ? "rise" : "fall";
        return Invariant($"{place.Name}: times {direction} over the order of the runs (rank correlation {drift.Correlation:0.00}); ")
            + "samples that drift are not independent, so trust neither the interval nor p.";
    }

    private static IEnumerable<string> Absences(Place[] places) => places
        .Where(place => place.Cell is { Absence: not null, Group.Runs: > 0 })
        .GroupBy(place => (Metric: place.Cell.Word is null ? $"{place.Metric}, " : "", place.Cell.Absence))
        .Select(same => same.Select(place => place.Name).Distinct().ToArray() is var names && names.Length == 1
            ? $"{same.Key.Metric}{names[0]}: {same.Key.Absence}"
            : Invariant($"{same.Key.Metric}{names[0]} and {names.Length - 1} more: {same.Key.Absence}"));

    /// <summary>Of how many configurations there is the baseline and nothing else: they stand in the tables, and are in no
    /// change.</summary>
    private static IEnumerable<string> Alone(IReadOnlyList<ComparisonTable> tables) =>
        from table in tables
        where table.Columns.Count > 1
        from row in table.Rows
        where row.Cells[0] is not null && row.Cells.Skip(1).All(cell => cell is null)
        group row.Cells[0]!.Group.Configuration by table.Columns[0] into alone
        let count = alone.Distinct().Count()
        select Invariant(
            $"Of {count} {(count == 1 ? "configuration" : "configurations")} there is {alone.Key} alone: nothing is compared with it.");

    private static IEnumerable<Place> PlacesOf(ComparisonTable table, bool hasMetrics, string[] varying)
    {
        string[] prefix =
        [
            .. hasMetrics && table.Metric.Quantity == Quantity.Measured ? [table.Metric.Name] : Array.Empty<string>(),
            .. table.Heading.Where(value => varying.Contains(value.Name)).Select(value => $"{value.Name} {value.Value}"),
        ];
        return from row in table.Rows
               from cell in row.Cells.Zip(table.Columns)
               where cell.First is not null
               let name = string.Join(' ', row.Values.Append(cell.Second))
               select new Place(table.Metric.Name, string.Join(", ", prefix.Append(name)), cell.First!);
    }

    /// <summary>A cell, and what it is called.</summary>
    private sealed record Place(string Metric, string Name, ComparisonCell Cell);
}
