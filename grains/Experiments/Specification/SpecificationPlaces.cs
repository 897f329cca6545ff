using S2Grid.Experiments.Yaml;

namespace S2Grid.Experiments.Specification;

/// <summary>Where the parts of a sweep stand in its file, for errors that are found only when parts are seen together.</summary>
internal sealed class SpecificationPlaces
{
    /// <summary>The path of the main product's values.</summary>
    internal const string Axes = "axes";

    private readonly Dictionary<string, (int Line, int Column, string Text)> places = [];

    /// <summary>Notes where a part stands.</summary>
    /// <param name="path">The part, such as <c>axes.memory=1G</c>.</param>
    /// <param name="node">Its node.</param>
    /// <param name="text">What stands there.</param>
    internal void Add(string path, SpecNode node, string text = "")
        => places.TryAdd(path, (node.Line, node.Column, SpecNode.Shorten(text)));

    /// <summary>An error at the first of these parts that has a place.</summary>
    internal SpecificationError Error(string message, params IEnumerable<string> paths)
    {
        (int line, int column, string text) = paths.Where(places.ContainsKey).Select(path => places[path]).FirstOrDefault((0, 0, ""));
        return new SpecificationError(line, column, text, message);
    }

    internal static string Include(int number) => $"include.{number}";

    internal static string Zip(int number) => $"zip.{number}";

    internal static string Value(string section, string axis, string value) => $"{section}.{axis}={value}";
}
