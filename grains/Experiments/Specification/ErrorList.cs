using System.Globalization;
using S2Grid.Mmu;

namespace S2Grid.Experiments.Specification;

/// <summary>Errors as they are found. Beyond <see cref="Most"/> they are only counted: a hostile file cannot fill memory with them.</summary>
internal sealed class ErrorList
{
    internal const int Most = 100;

    private readonly List<SpecificationError> errors = [];
    private int more;

    /// <summary>How many errors were found, those included that are only counted.</summary>
    internal int Count => errors.Count + more;

    internal bool IsFull => errors.Count == Most;

    internal void Add(SpecificationError error)
    {
        if (IsFull)
        {
            more++;
        }
        else
        {
            errors.Add(error);
        }
    }

    /// <summary>An error at a node whose text is one of those <paramref name="known"/>, misspelt.</summary>
    internal void AddUnknown(SpecNode node, string text, string message, IEnumerable<string> known) =>
        Add(node.Error(message, text, IsFull ? null : DidYouMean.Suggest(text, known)));

    /// <summary>All errors in the order of the file; those that have no place in it come last.</summary>
    internal IReadOnlyList<SpecificationError> InOrder()
    {
        IEnumerable<SpecificationError> ordered = errors.OrderBy(e => e.Line == 0).ThenBy(e => e.Line).ThenBy(e => e.Column);
        return more == 0
            ? [.. ordered]
            : [.. ordered, new SpecificationError(0, 0, "", string.Create(CultureInfo.InvariantCulture, $"There are {more} more errors."))];
    }
}
