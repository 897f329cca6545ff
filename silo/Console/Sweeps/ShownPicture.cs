namespace S2Grid.Web.Sweeps;

/// <summary>A picture of a sweep.</summary>
/// <param name="Svg">The drawing, which is made when somebody looks at it.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Origins">Where its figures come from, a word each.</param>
public sealed record ShownPicture(Lazy<string> Svg, string Caption, IReadOnlyList<string> Origins);
