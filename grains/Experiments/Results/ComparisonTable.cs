namespace S2Grid.Experiments.Results;

/// <summary>What configurations that differ in nothing but the rows' and the columns' values came to by one metric.</summary>
/// <param name="Metric">What they are compared by.</param>
/// <param name="Origin">Where all figures come from; of two sweeps that compare kernels without the kernel.</param>
/// <param name="Heading">The effective values that all of them share.</param>
/// <param name="By">The names of the values that vary from row to row.</param>
/// <param name="Columns">What is compared, the baseline first.</param>
/// <param name="Rows">The rows, in the order of the runs.</param>
/// <param name="Means">The geometric mean of each column; empty with fewer than two rows.</param>
public sealed record ComparisonTable(
    ComparisonMetric Metric,
    FigureOrigin Origin,
    IReadOnlyList<(string Name, string Value)> Heading,
    IReadOnlyList<string> By,
    IReadOnlyList<string> Columns,
    IReadOnlyList<ComparisonRow> Rows,
    IReadOnlyList<ComparisonMean> Means);
