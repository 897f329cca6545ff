namespace S2Grid.Experiments;

/// <summary>A node of a sweep file with its place.</summary>
internal abstract record SpecNode(int Line, int Column)
{
    internal SpecificationError Error(string message, string text = "", string? suggestion = null) =>
        new(Line, Column, text, message, suggestion);
}

/// <summary>A scalar as it was written.</summary>
internal sealed record SpecScalar(int Line, int Column, string Value) : SpecNode(Line, Column);

/// <summary>A list.</summary>
internal sealed record SpecList(int Line, int Column, List<SpecNode> Items) : SpecNode(Line, Column);

/// <summary>A mapping with its keys in order.</summary>
internal sealed record SpecMap(int Line, int Column, List<(SpecScalar Key, SpecNode Value)> Entries) : SpecNode(Line, Column);
