using S2Grid.Views.Grids;

namespace S2Grid.Views.Plans;

/// <summary>A sweep that somebody asks for.</summary>
/// <param name="Source">The specification's text.</param>
/// <param name="Sets">What replaces values of its axes, in the order given.</param>
/// <param name="Repeats">Repeats in place of the specification's; null for those.</param>
/// <param name="GivenName">Its name in place of the specification's; null for that.</param>
/// <param name="Policy">How it shares the grid.</param>
/// <param name="IsReplacing">Whether it is to take the place of the sweep of its name.</param>
public sealed record SweepOrder(
    SpecificationSource Source, IReadOnlyList<AxisOverride> Sets, int? Repeats, string? GivenName, SweepPolicy Policy, bool IsReplacing)
{
    /// <summary>What is run.</summary>
    public SweepSpecification Specification { get; } = Source.Read(Sets, Repeats);

    /// <summary>What it will be called.</summary>
    public string Name => GivenName ?? Specification.Name;

    /// <summary>What to ask the grid for.</summary>
    public SweepRequest Request =>
        new(Name, Specification.WithModels(Source.Text), PrintableText.Sanitize(Source.FileName), Sets, Repeats, Policy);

    /// <summary>What a user may take for something else.</summary>
    public IEnumerable<string> Warnings =>
        from given in Sets
        let axis = Axes.Find(given.Axis)
        where axis is not null
        let own = Specification.Include.SelectMany(row => row.Values[axis.Index] ?? []).Distinct().ToArray()
        where own.Length > 0
        select $"--set {given.Axis} does not change rows of 'include' that say their own {given.Axis} ({string.Join(", ", own)})";

    /// <summary>The same with one more value replaced.</summary>
    public SweepOrder With(AxisOverride set) => new(Source, [.. Sets, set], Repeats, GivenName, Policy, IsReplacing);

    /// <summary>Starts it, or continues it.</summary>
    /// <param name="grains">The grid.</param>
    public Task<SweepStart> StartAsync(GridGrains grains) =>
        IsReplacing ? grains.Directory.Replace(Request) : grains.Directory.Start(Request);
}
