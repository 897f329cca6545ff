namespace S2Grid.Cli.Reports.Pictures;

/// <summary>A line of a <see cref="ScalingPicture"/>.</summary>
/// <param name="Name">The strategies that it stands for.</param>
/// <param name="Points">A point for each size, ascending.</param>
internal sealed record ScaledSeries(string Name, IReadOnlyList<ScaledPoint> Points);
