namespace S2Grid.Api.Requests;

/// <summary>What is said of an address besides its code: for the document, and for who may ask.</summary>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Role">The least role.</param>
/// <param name="Query">Its parameters; null for none.</param>
/// <param name="Body">What its body is; null for none.</param>
/// <param name="Answers">What it answers with: media types.</param>
internal sealed record Address(string Summary, Role Role, QueryOptions? Query, string? Body, IReadOnlyList<string> Answers)
{
    /// <summary>What comes of it where it is sent again and its key is not known, in a sentence; null for what has no key.</summary>
    public string? Again { get; init; }
}
