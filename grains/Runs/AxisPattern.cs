namespace S2Grid.Runs;

/// <summary>Values of some axes.</summary>
/// <param name="Values">For each axis of <see cref="Axes.All"/> its values, or null where the pattern does not name it.</param>
public sealed record AxisPattern(IReadOnlyList<IReadOnlyList<string>?> Values)
{
    /// <summary>The pattern that names one value of one axis.</summary>
    public static AxisPattern Of(string axis, string value) =>
        new([.. Axes.Names.Select(IReadOnlyList<string>? (name) => name == axis ? [value] : null)]);

    /// <summary>The pattern as <c>axis=value|value axis=value</c>.</summary>
    public override string ToString() => string.Join(
        ' ', Axes.Names.Zip(Values).Where(named => named.Second is not null)
            .Select(named => $"{named.First}={string.Join('|', named.Second!)}"));
}
