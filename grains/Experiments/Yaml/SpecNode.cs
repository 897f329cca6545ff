namespace S2Grid.Experiments.Yaml;

/// <summary>A node of a sweep file with its place.</summary>
internal abstract record SpecNode(int Line, int Column)
{
    private const int MaxText = 80;

    /// <summary>A scalar's text; empty for anything else.</summary>
    internal string Text => (this as SpecScalar)?.Value ?? "";

    /// <summary>What a key lists; a value that is no list stands for a list of it.</summary>
    internal static IReadOnlyList<SpecNode> ItemsOf(SpecNode? node) => node is SpecList list ? list.Items : node is null ? [] : [node];

    /// <summary>An error at this node.</summary>
    internal SpecificationError Error(string message, string text = "", string? suggestion = null) =>
        new(Line, Column, Shorten(text), message, suggestion);

    /// <summary>Text from a file as it may stand in a message: short, and without characters that move a terminal's cursor.</summary>
    internal static string Shorten(string text) => PrintableText.Sanitize(text, MaxText) + (text.Length > MaxText ? "..." : "");
}

/// <summary>A scalar as it was written; one of a command line has no place.</summary>
internal sealed record SpecScalar(int Line, int Column, string Value) : SpecNode(Line, Column);

/// <summary>A list.</summary>
internal sealed record SpecList(int Line, int Column, List<SpecNode> Items) : SpecNode(Line, Column);

/// <summary>A mapping with its keys in order; a key that is given twice stands in <see cref="Entries"/> once.</summary>
internal sealed record SpecMap(int Line, int Column, List<(SpecScalar Key, SpecNode Value)> Entries) : SpecNode(Line, Column)
{
    /// <summary>The value of a key, or null.</summary>
    internal SpecNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;
}
