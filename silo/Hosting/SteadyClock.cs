namespace S2Grid.Hosting;

/// <summary>
/// A clock whose time of day goes on evenly from when it was made, whatever the machine's is set to meanwhile. For Orleans, which keeps
/// deadlines as times of day: when those go back by more than the age at which it collects grains, it activates none any more.
/// </summary>
internal sealed class SteadyClock : TimeProvider
{
    private readonly DateTimeOffset startedAt = System.GetUtcNow();
    private readonly long start = System.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => startedAt + System.GetElapsedTime(start);
}
