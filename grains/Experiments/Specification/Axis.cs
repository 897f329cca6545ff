namespace S2Grid.Experiments.Specification;

/// <summary>Something that can be varied in a sweep.</summary>
/// <param name="Name">The axis's name in files, columns and on the command line.</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="Allowed">Which values are allowed, in words.</param>
/// <param name="Default">The value of a sweep that does not name the axis; null where it must.</param>
/// <param name="Known">Values that are words; empty for numbers and sizes.</param>
public sealed record Axis(string Name, string Description, string Allowed, string? Default, IReadOnlyList<string> Known)
{
    private readonly Func<string, string?> canonical = text => text;

    /// <summary>Whether values are sizes or patterns besides the words in <see cref="Known"/>.</summary>
    internal bool IsOpen { get; init; }

    /// <summary>Gives a value's one form, or null if it is not allowed.</summary>
    internal Func<string, string?> Canonical
    {
        init => canonical = value;
        get => canonical;
    }

    /// <summary>The one form of a value as people write it (<c>1024M</c> is <c>1G</c>), or null if it is not allowed.</summary>
    public string? Parse(string text) => canonical(text.Trim());
}
