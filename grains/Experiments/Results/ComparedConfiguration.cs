namespace S2Grid.Experiments.Results;

/// <summary>What one configuration came to by all metrics: a row of the table that a sweep ends with.</summary>
/// <param name="Group">The runs of the configuration.</param>
/// <param name="Scope">What the figures belong to.</param>
/// <param name="Cells">The cells by metric; a metric that says nothing about the configuration has none.</param>
public sealed record ComparedConfiguration(RunGroup Group, Scope Scope, IReadOnlyDictionary<ComparisonMetric, ComparisonCell> Cells);
