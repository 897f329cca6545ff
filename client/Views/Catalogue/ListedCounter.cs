namespace S2Grid.Views.Catalogue;

/// <summary>A counter, or a figure that follows from counters.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PerLevel">Whether there is one for each level.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Description">What it counts.</param>
public sealed record ListedCounter(string Name, bool PerLevel, string Unit, string Description);
