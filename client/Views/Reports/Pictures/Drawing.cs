namespace S2Grid.Views.Reports.Pictures;

/// <summary>A picture, or why there is none.</summary>
/// <param name="Picture">The picture; null where it would have nothing to say.</param>
/// <param name="Reason">Why there is none, in a sentence; null where there is one.</param>
public readonly record struct Drawing(Picture? Picture, string? Reason)
{
    /// <summary>A picture that was drawn.</summary>
    public static implicit operator Drawing(Picture picture) => new(picture, null);

    /// <summary>No picture, and why.</summary>
    public static Drawing None(string reason) => new(null, reason);
}
