namespace S2Grid.Mmu.Counters;

/// <summary>One named counter: a single value, or one value per level 0 to 3.</summary>
/// <param name="Name">The counter's name in JSON, tables and files.</param>
/// <param name="Offset">Where its first value stands in <see cref="StepCounters.Values"/>.</param>
/// <param name="PerLevel">Whether it has four values, for levels 0 to 3.</param>
/// <param name="Unit">What one is, in the plural: <c>entries</c>, <c>pages</c>, <c>bytes</c>.</param>
/// <param name="Description">What is counted.</param>
public sealed record CounterField(string Name, int Offset, bool PerLevel, string Unit, string Description)
{
    /// <summary>How many values it has: 4 or 1.</summary>
    public int Width => PerLevel ? Stage2Geometry.LevelCount : 1;
}
