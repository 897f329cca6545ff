using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace S2Grid.Experiments;

/// <summary>Reads YAML into nodes with places, within bounds on size, depth and number, whatever the bytes are.</summary>
internal static class SpecReader
{
    internal const int MostCharacters = 256 * 1024;
    private const int MostDepth = 12;
    private const int MostNodes = 20_000;
    private const int MostNesting = 64;

    /// <summary>The document's root; null with errors if it cannot be read.</summary>
    internal static SpecNode? Read(string yaml, List<SpecificationError> errors)
    {
        if (yaml.Length > MostCharacters)
        {
            errors.Add(new SpecificationError(
                0, 0, "", string.Create(CultureInfo.InvariantCulture, $"The file has {yaml.Length} characters; a sweep has at most {MostCharacters}.")));
            return null;
        }

        if (FindRunaway(yaml) is { } runaway)
        {
            errors.Add(runaway);
            return null;
        }

        try
        {
            return ReadDocument(new Parser(new StringReader(yaml)), errors);
        }
        catch (YamlException broken)
        {
            string message = broken.InnerException?.Message ?? broken.Message;
            errors.Add(new SpecificationError((int)broken.Start.Line, (int)broken.Start.Column, "", $"This is not YAML: {message}"));
            return null;
        }
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            errors.Add(new SpecificationError(1, 1, "", $"This is not YAML: {broken.Message}"));
            return null;
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

            if (depth > MostNesting)
            {
                return new SpecificationError(line, i - lineStart + 1, c.ToString(), $"Brackets are nested more than {MostNesting} deep.");
            }

            if (c is '\0' or '\uFFFD' or (< ' ' and not '\n' and not '\r' and not '\t'))
            {
                return new SpecificationError(line, i - lineStart + 1, "", "This is no text file: it has control characters or bytes that are not UTF-8.");
            }
        }

        return null;
    }

    private static SpecNode? ReadDocument(Parser parser, List<SpecificationError> errors)
    {
        SpecNode? root = null;
        var open = new Stack<(SpecNode Node, SpecScalar? Key)>();
        int documents = 0;
        int nodes = 0;
        while (parser.MoveNext())
        {
            ParsingEvent at = parser.Current!;
            (int line, int column) = ((int)at.Start.Line, (int)at.Start.Column);
            if (at is DocumentStart && ++documents > 1)
            {
                errors.Add(new SpecificationError(line, column, "---", "A file holds one sweep: a second document begins here."));
                return null;
            }

            if (at is AnchorAlias alias)
            {
                errors.Add(new SpecificationError(line, column, "*" + alias.Value, "Aliases are not accepted: write the value out."));
                return null;
            }

            if (at is NodeEvent { Anchor.IsEmpty: false } anchored)
            {
                errors.Add(new SpecificationError(line, column, "&" + anchored.Anchor, "Anchors are not accepted: write the value out."));
                return null;
            }

            if (++nodes > MostNodes || open.Count > MostDepth)
            {
                errors.Add(new SpecificationError(line, column, "", $"A sweep has at most {MostNodes} values, nested at most {MostDepth} deep."));
                return null;
            }

            SpecNode? begun = at switch
            {
                Scalar scalar => new SpecScalar(line, column, scalar.Value),
                SequenceStart => new SpecList(line, column, []),
                MappingStart => new SpecMap(line, column, []),
                _ => null,
            };
            if (begun is not null)
            {
                if (open.Count > 0)
                {
                    Attach(open, begun, errors);
                }

                root ??= begun;
                if (begun is not SpecScalar)
                {
                    open.Push((begun, null));
                }
            }
            else if (at is SequenceEnd or MappingEnd)
            {
                open.Pop();
            }
        }

        if (root is null)
        {
            errors.Add(new SpecificationError(1, 1, "", "The file is empty: a sweep needs at least 'name' and 'axes'."));
        }

        return root;
    }

    private static void Attach(Stack<(SpecNode Node, SpecScalar? Key)> open, SpecNode node, List<SpecificationError> errors)
    {
        (SpecNode parent, SpecScalar? key) = open.Pop();
        switch (parent)
        {
            case SpecList list:
                list.Items.Add(node);
                break;
            case SpecMap map when key is not null:
                map.Entries.Add((key, node));
                key = null;
                break;
            case SpecMap map:
                key = node as SpecScalar ?? new SpecScalar(node.Line, node.Column, "");
                if (node is not SpecScalar)
                {
                    errors.Add(node.Error("A key is a word, not a list or a mapping."));
                }
                else if (map.Entries.Any(e => e.Key.Value == key.Value))
                {
                    errors.Add(node.Error($"'{key.Value}' is given twice.", key.Value));
                }

                break;
            default:
                break;
        }

        open.Push((parent, key));
    }
}
