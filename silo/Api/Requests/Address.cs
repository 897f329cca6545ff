namespace S2Grid.Api.Requests;

/// <summary>What is said of an address besides its code: for the document, and for who may ask.</summary>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Role">The least role.</param>
/// <param name="Query">Its parameters; null for none.</param>
/// <param name="Body">What its body is; null for none.</param>
/// <param name="Answers">What it answers with: media types.</param>
internal sealed record Address(string Summary, Role Role, QueryOptions? Query, string? Body, IReadOnlyList<string> Answers)
{
    /// <summary>
    /// What becomes of a request with a key whose silo died before it answered, in a sentence; null for what takes no key, because it
    /// changes nothing or because to do it twice is to do it once.
    /// </summary>
    public string? Again { get; init; }

    /// <summary>Whether such a request is done anew; else it is refused.</summary>
    public bool MayRepeat { get; init; } = true;
}
