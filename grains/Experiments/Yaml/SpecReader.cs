using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace S2Grid.Experiments.Yaml;

/// <summary>Reads YAML into nodes with places, within bounds on size, depth and number, whatever the text is.</summary>
/// <remarks>Reads the parser's events: an alias is refused when it is met, so nothing is ever expanded.</remarks>
internal sealed class SpecReader
{
    internal const int MaxCharacters = 2 << 20;
    private const int MaxDepth = 12;
    private const int MaxNodes = 150_000;
    private const int MaxBrackets = 64;

    private readonly ErrorList errors;
    private readonly Parser parser;
    private int nodes;

    private SpecReader(string yaml, ErrorList errors) => (parser, this.errors) = (new Parser(new StringReader(yaml)), errors);

    /// <summary>The document's root; null with errors if it cannot be read.</summary>
    internal static SpecNode? Read(string yaml, ErrorList errors) => ReadAll(yaml, errors, most: 1) is [var root] ? root : null;

    /// <summary>The roots of a file's documents; none with errors if it cannot be read.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="most">The most documents that a file may have.</param>
    internal static IReadOnlyList<SpecNode> ReadAll(string yaml, ErrorList errors, int most)
    {
        if (yaml.Length > MaxCharacters)
        {
            string message =
                string.Create(CultureInfo.InvariantCulture, $"The file has {yaml.Length} characters; a sweep has at most {MaxCharacters}.");
            errors.Add(new SpecificationError(0, 0, "", message));
            return [];
        }

        if (FindRunaway(yaml) is { } runaway)
        {
            errors.Add(runaway);
            return [];
        }

        try
        {
            return new SpecReader(yaml, errors).ReadDocuments(most);
        }
        catch (RefusedException)
        {
            // The error is in the list.
            return [];
        }
        catch (YamlException broken)
        {
            string message = SpecNode.Shorten(broken.InnerException?.Message ?? broken.Message);
            (int line, int column) = ((int)broken.Start.Line, (int)broken.Start.Column);
            errors.Add(FindTab(yaml) ?? new SpecificationError(line, column, "", $"This is not YAML: {message}"));
            return [];
        }
        catch (Exception broken) when (broken
            is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            errors.Add(new SpecificationError(1, 1, "", $"This is not YAML: {SpecNode.Shorten(broken.Message)}"));
            return [];
        }
    }

    /// <summary>Finds bracket nesting that the parser would recurse into, and characters that no text has.</summary>
    private static SpecificationError? FindRunaway(string yaml)
    {
        int depth = 0;
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < yaml.Length; i++)
        {
            char c = yaml[i];
            depth += c is '[' or '{' ? 1 : c is ']' or '}' ? -1 : 0;
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
            }

            if (depth > MaxBrackets)
                return new SpecificationError(line, i - lineStart + 1, c.ToString(), $"Brackets are nested more than {MaxBrackets} deep.");

            if (c is '\0' or '\uFFFD' or (< ' ' and not '\n' and not '\r' and not '\t'))
            {
                return new SpecificationError(
                    line, i - lineStart + 1, "", "This is not a text file: it has control characters or bytes that are not UTF-8.");
            }
        }

        return null;
    }

    /// <summary>Finds a line that is indented with a tab, which is why YAML that looks right is not.</summary>
    private static SpecificationError? FindTab(string yaml)
    {
        string[] lines = yaml.Split('\n');
        int line = Array.FindIndex(lines, text => text.AsSpan(0, text.Length - text.AsSpan().TrimStart().Length).Contains('\t'));
        return line < 0 ? null : new SpecificationError(
            line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1, "",
            "This is not YAML: a line is indented with a tab; use spaces.");
    }

    private List<SpecNode> ReadDocuments(int most)
    {
        var roots = new List<SpecNode>();
        while (parser.MoveNext())
        {
            if (parser.Current is DocumentStart next && roots.Count == most)
                throw Refused(next, "---", "A file holds one thing: another document begins here.");

            if (parser.Current is NodeEvent or AnchorAlias)
                roots.Add(ReadNode(depth: 0));
        }

        if (roots.Count == 0)
            errors.Add(new SpecificationError(1, 1, "", "The file is empty: a sweep needs at least 'axes' with 'memory'."));

        return roots;
    }

    /// <summary>The node that begins at the parser's event, with all that is in it.</summary>
    private SpecNode ReadNode(int depth)
    {
        ParsingEvent at = parser.Current!;
        Check(at, depth);
        (int line, int column) = Place(at);
        switch (at)
        {
            case SequenceStart:
                var list = new SpecList(line, column, []);
                while (Next() is not SequenceEnd)
                    list.Items.Add(ReadNode(depth + 1));

                return list;
            case MappingStart:
                var map = new SpecMap(line, column, []);
                var known = new HashSet<string>();
                while (Next() is not MappingEnd)
                {
                    SpecScalar? key = ReadKey(ReadNode(depth + 1), known);

                    // The parser ends a mapping such as that in '[a ? ]' after its key.
                    if (Next() is MappingEnd end)
                        throw Refused(end, key?.Value ?? "", "A key has no value.");

                    SpecNode value = ReadNode(depth + 1);
                    if (key is not null)
                        map.Entries.Add((key, value));
                }

                return map;
            case Scalar scalar:
                return new SpecScalar(line, column, scalar.Value);
            default:
                throw Refused(at, "", "A value is missing here.");
        }
    }

    /// <summary>A mapping's key; null with an error if it is no word, or there already.</summary>
    private SpecScalar? ReadKey(SpecNode node, HashSet<string> known)
    {
        if (node is not SpecScalar key)
            errors.Add(node.Error("A key is a word, not a list or a mapping."));
        else if (!known.Add(key.Value))
            errors.Add(key.Error($"'{SpecNode.Shorten(key.Value)}' is given twice.", key.Value));
        else
            return key;

        return null;
    }

    private ParsingEvent Next() =>
        parser.MoveNext() ? parser.Current! : throw new InvalidOperationException("The text ends too early.");

    /// <summary>Refuses what no sweep file needs and a hostile one would use.</summary>
    private void Check(ParsingEvent at, int depth)
    {
        if (at is AnchorAlias alias)
            throw Refused(at, "*" + alias.Value, "Aliases are not accepted: write the value out.");

        if (at is NodeEvent { Anchor: { IsEmpty: false } anchor })
            throw Refused(at, "&" + anchor, "Anchors are not accepted: write the value out.");

        if (++nodes > MaxNodes || depth > MaxDepth)
            throw Refused(at, "", $"A sweep has at most {MaxNodes} values, nested at most {MaxDepth} deep.");
    }

    private RefusedException Refused(ParsingEvent at, string text, string message)
    {
        (int line, int column) = Place(at);
        errors.Add(new SpecificationError(line, column, SpecNode.Shorten(text), message));
        return new RefusedException(message);
    }

    private static (int Line, int Column) Place(ParsingEvent at) => ((int)at.Start.Line, (int)at.Start.Column);
}
