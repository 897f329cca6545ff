namespace S2Grid.Experiments.Yaml;

/// <summary>Errors as they are found. Beyond <see cref="Max"/> they are only counted: a hostile file cannot fill memory with
/// them.</summary>
internal sealed class ErrorList
{
    internal const int Max = 100;

    private readonly List<SpecificationError> errors = [];
    private int more;

    /// <summary>How many errors were found, those included that are only counted.</summary>
    internal int Count => errors.Count + more;

    internal bool IsFull => errors.Count == Max;

    internal void Add(SpecificationError error)
    {
        if (IsFull)
            more++;
        else
            errors.Add(error);
    }

    /// <summary>An error at a node whose text is one of those <paramref name="known"/>, misspelt.</summary>
    internal void AddUnknown(SpecNode node, string text, string message, IEnumerable<string> known) =>
        Add(node.Error(message, text, IsFull ? null : DidYouMean.Suggest(text, known)));

    /// <summary>Errors at the keys of a mapping that are not known.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="known">The keys that it may have.</param>
    /// <param name="message">Says what is wrong with a key.</param>
    internal void AddUnknownKeys(SpecMap map, IEnumerable<string> known, Func<string, string> message)
    {
        foreach ((SpecScalar key, _) in map.Entries.Where(entry => !known.Contains(entry.Key.Value)))
            AddUnknown(key, key.Value, message(SpecNode.Shorten(key.Value)), known);
    }

    /// <summary>The entries of a mapping that may be missing; anything else is an error.</summary>
    internal IEnumerable<(SpecScalar Key, SpecNode Value)> EntriesOf(SpecNode? section, string message)
    {
        if (section is not (null or SpecMap))
            Add(section.Error(message));

        return (section as SpecMap)?.Entries ?? [];
    }

    /// <summary>An error at a value that a setting does not have.</summary>
    /// <param name="node">The value.</param>
    /// <param name="prefix">What stands before the setting's name where the value was given: <c>--set</c>, say.</param>
    /// <param name="setting">The setting.</param>
    internal void AddNotAllowed(SpecNode node, string prefix, Setting setting) =>
        AddUnknown(
            node, node.Text, $"{prefix}{setting.Name}: '{SpecNode.Shorten(node.Text)}' is not allowed; allowed: {setting.Allowed}.",
            setting.Known);

    /// <summary>All errors in the order of the file; those that have no place in it come last.</summary>
    internal IReadOnlyList<SpecificationError> InOrder()
    {
        IEnumerable<SpecificationError> ordered = errors
            .OrderBy(e => e.Line == 0).ThenBy(e => e.Source is not null).ThenBy(e => e.Line).ThenBy(e => e.Column);
        return more == 0
            ? [.. ordered]
            : [.. ordered, new SpecificationError(0, 0, "", string.Create(CultureInfo.InvariantCulture, $"There are {more} more errors."))];
    }
}
