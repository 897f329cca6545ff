namespace S2Grid.Experiments.Results;

/// <summary>A group in its place: which row and column it stands in, and with what it is compared.</summary>
/// <param name="Group">What the runs came to.</param>
/// <param name="Column">What its column is called.</param>
/// <param name="Heading">The values that stand in the heading.</param>
/// <param name="Row">The values that stand in the row.</param>
/// <param name="Baseline">What it is compared with; itself if it is a baseline, null if there is nothing.</param>
/// <param name="BaselineColumn">What the column of the baseline is called.</param>
internal sealed record ComparedGroup(
    RunGroup Group,
    string Column,
    IReadOnlyList<(string Name, string Value)> Heading,
    IReadOnlyList<string> Row,
    RunGroup? Baseline,
    string BaselineColumn)
{
    /// <summary>Whether others are compared with it.</summary>
    internal bool IsBaseline => ReferenceEquals(Group, Baseline);

    /// <summary>A group in the place that its values give it.</summary>
    /// <param name="group">What the runs came to.</param>
    /// <param name="column">What its column is called.</param>
    /// <param name="by">The values that vary from row to row.</param>
    /// <param name="others">The values that stand neither in a row nor in the heading: what is compared, and what is ignored.</param>
    /// <param name="baseline">What it is compared with.</param>
    /// <param name="baselineColumn">What the column of the baseline is called.</param>
    internal static ComparedGroup Of(
        RunGroup group, string column, IReadOnlyList<string> by, IReadOnlyCollection<string> others, RunGroup? baseline,
        string baselineColumn)
    {
        IReadOnlyList<(string Name, string Value)> values = group.Configuration.EffectiveValues;
        return new ComparedGroup(
            group,
            column,
            [.. values.Where(value => !by.Contains(value.Name) && !others.Contains(value.Name))],
            [.. by.Select(name => values.First(value => value.Name == name).Value)],
            baseline,
            baselineColumn);
    }
}
