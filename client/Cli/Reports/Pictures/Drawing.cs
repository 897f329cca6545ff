namespace S2Grid.Cli.Reports.Pictures;

/// <summary>A picture, or why there is none.</summary>
/// <param name="Picture">The picture; null where it would have nothing to say.</param>
/// <param name="Reason">Why there is none, in a sentence; null where there is one.</param>
internal readonly record struct Drawing(Picture? Picture, string? Reason)
{
    public static implicit operator Drawing(Picture picture) => new(picture, null);

    public static Drawing None(string reason) => new(null, reason);
}
