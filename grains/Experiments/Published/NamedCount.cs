namespace S2Grid.Experiments.Published;

/// <summary>A sum of counters.</summary>
/// <param name="Name">Its name on the command line and in files.</param>
/// <param name="Title">Its name in tables.</param>
/// <param name="Label">Its name in labels of metrics.</param>
/// <param name="Of">Adds it up.</param>
public sealed record NamedCount(string Name, string Title, string Label, Func<StepCounters, long> Of)
{
    /// <summary>Its name in tables of whole ioctls, which walk more than once; null for the same.</summary>
    public string? TitleOfIoctl { get; init; }

    /// <summary>Whether only ioctls have any.</summary>
    public bool IsOfIoctl { get; init; }
}
