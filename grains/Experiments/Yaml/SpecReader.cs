using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace S2Grid.Experiments.Yaml;

/// <summary>Reads YAML into nodes with places, within bounds on size, depth and number, whatever the text is.</summary>
/// <remarks>Reads the parser's events: an alias is refused when it is met, so nothing is ever expanded.</remarks>
internal sealed class SpecReader
{
    internal const int MaxCharacters = 256 * 1024;
    private const int MaxDepth = 12;
    private const int MaxNodes = 20_000;
    private const int MaxBrackets = 64;

    private readonly ErrorList errors;
    private readonly Stack<Open> open = new();
    private SpecNode? root;

    private SpecReader(ErrorList errors) => this.errors = errors;

    /// <summary>The document's root; null with errors if it cannot be read.</summary>
    internal static SpecNode? Read(string yaml, ErrorList errors)
    {
        if (yaml.Length > MaxCharacters)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"The file has {yaml.Length} characters; a sweep has at most {MaxCharacters}.");
            errors.Add(new SpecificationError(0, 0, "", message));
            return null;
        }

        if (FindRunaway(yaml) is { } runaway)
        {
            errors.Add(runaway);
            return null;
        }

        try
        {
            return new SpecReader(errors).ReadDocument(new Parser(new StringReader(yaml)));
        }
        catch (YamlException broken)
        {
            string message = SpecNode.Shorten(broken.InnerException?.Message ?? broken.Message);
            (int line, int column) = ((int)broken.Start.Line, (int)broken.Start.Column);
            errors.Add(FindTab(yaml) ?? new SpecificationError(line, column, "", $"This is not YAML: {message}"));
            return null;
        }
        catch (Exception broken) when (broken
            is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            errors.Add(new SpecificationError(1, 1, "", $"This is not YAML: {SpecNode.Shorten(broken.Message)}"));
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

            if (depth > MaxBrackets)
            {
                return new SpecificationError(line, i - lineStart + 1, c.ToString(), $"Brackets are nested more than {MaxBrackets} deep.");
            }

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
            line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1, "", "This is not YAML: a line is indented with a tab; use spaces.");
    }

    private SpecNode? ReadDocument(Parser parser)
    {
        int documents = 0;
        int nodes = 0;
        while (parser.MoveNext())
        {
            ParsingEvent at = parser.Current!;
            if (Refuse(at, ref documents, ref nodes) is { } refusal)
            {
                errors.Add(refusal);
                return null;
            }

            (int line, int column) = Place(at);
            switch (at)
            {
                case Scalar scalar:
                    Attach(new SpecScalar(line, column, scalar.Value));
                    break;
                case SequenceStart:
                    Begin(new SpecList(line, column, []));
                    break;
                case MappingStart:
                    Begin(new SpecMap(line, column, []));
                    break;
                case SequenceEnd or MappingEnd:
                    open.Pop();
                    break;
                default:
                    break;
            }
        }

        if (root is null)
        {
            errors.Add(new SpecificationError(1, 1, "", "The file is empty: a sweep needs at least 'axes' with 'memory'."));
        }

        return root;
    }

    /// <summary>What no sweep file needs and a hostile one would use.</summary>
    private SpecificationError? Refuse(ParsingEvent at, ref int documents, ref int nodes)
    {
        (int line, int column) = Place(at);
        documents += at is DocumentStart ? 1 : 0;
        return at switch
        {
            DocumentStart when documents > 1 => new SpecificationError(
                line, column, "---", "A file holds one sweep: a second document begins here."),
            AnchorAlias alias => new SpecificationError(
                line, column, SpecNode.Shorten("*" + alias.Value), "Aliases are not accepted: write the value out."),
            NodeEvent { Anchor.IsEmpty: false } anchored => new SpecificationError(
                line, column, SpecNode.Shorten("&" + anchored.Anchor), "Anchors are not accepted: write the value out."),
            _ when ++nodes > MaxNodes || open.Count > MaxDepth => new SpecificationError(
                line, column, "", $"A sweep has at most {MaxNodes} values, nested at most {MaxDepth} deep."),
            _ => null,
        };
    }

    private static (int Line, int Column) Place(ParsingEvent at) => ((int)at.Start.Line, (int)at.Start.Column);

    private void Begin(SpecNode node)
    {
        Attach(node);
        open.Push(new Open(node));
    }

    private void Attach(SpecNode node)
    {
        root ??= node;
        if (open.TryPeek(out Open? parent))
        {
            parent.Take(node, errors);
        }
    }

    /// <summary>A list or mapping whose end has not been met.</summary>
    private sealed class Open(SpecNode node)
    {
        private readonly HashSet<string> keys = [];
        private SpecScalar? key;
        private bool isDuplicate;

        internal void Take(SpecNode child, ErrorList errors)
        {
            switch (node)
            {
                case SpecList list:
                    list.Items.Add(child);
                    break;
                case SpecMap map when key is not null:
                    if (!isDuplicate)
                    {
                        map.Entries.Add((key, child));
                    }

                    key = null;
                    break;
                default:
                    key = ReadKey(child, errors);
                    break;
            }
        }

        private SpecScalar ReadKey(SpecNode child, ErrorList errors)
        {
            isDuplicate = true;
            if (child is not SpecScalar scalar)
            {
                errors.Add(child.Error("A key is a word, not a list or a mapping."));
                return new SpecScalar(child.Line, child.Column, "");
            }

            isDuplicate = !keys.Add(scalar.Value);
            if (isDuplicate)
            {
                errors.Add(child.Error($"'{SpecNode.Shorten(scalar.Value)}' is given twice.", scalar.Value));
            }

            return scalar;
        }
    }
}
