namespace S2Grid.Storage.Catalogue;

/// <summary>A request that came with a key, so that it is done once.</summary>
/// <param name="Hash">The hash of the key and of who sent it.</param>
/// <param name="Request">The hash of what was asked for.</param>
/// <param name="ExpiresAt">Until when it is remembered.</param>
/// <param name="Holder">Who does it, or did.</param>
public sealed record RequestRecord(string Hash, string Request, DateTimeOffset ExpiresAt, string Holder)
{
    /// <summary>How often its holder has said that it goes on. Not when: silos do not have the same time of day.</summary>
    public long Signs { get; init; }

    /// <summary>Whether somebody had begun it before this holder, and has not come to its end.</summary>
    public bool IsAgain { get; init; }

    /// <summary>What it was answered, sealed; null as long as it is being done.</summary>
    public byte[]? Answer { get; init; }
}
