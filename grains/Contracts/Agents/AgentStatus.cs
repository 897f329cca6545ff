namespace S2Grid.Contracts.Agents;

/// <summary>An agent as it stands.</summary>
/// <param name="Id">Its id: 16 hexadecimal digits, derived from its key.</param>
/// <param name="Name">Its name, unique among the grid's agents.</param>
/// <param name="Health">Whether it is to get runs.</param>
/// <param name="Reason">Why not, where it is not; else empty.</param>
/// <param name="IsOnline">Whether a process of it has been heard lately.</param>
/// <param name="IsRevoked">Whether its credential was revoked.</param>
/// <param name="IsEphemeral">Whether it is forgotten once it is gone.</param>
/// <param name="RegisteredAt">When it registered.</param>
/// <param name="SeenAt">When it was last heard; null if never since it registered.</param>
/// <param name="Work">What it is doing, for people; null for nothing.</param>
/// <param name="DoneRuns">Runs that it has done.</param>
/// <param name="FailedRuns">Runs that it has failed.</param>
/// <param name="Failures">Why it failed the runs since it last did one, the oldest first.</param>
/// <param name="Labels">Words on it, the grid's and the machine's.</param>
/// <param name="Machine">Its machine as it was last heard of.</param>
[GenerateSerializer, Immutable]
public sealed record AgentStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] AgentHealth Health,
    [property: Id(3)] string Reason,
    [property: Id(4)] bool IsOnline,
    [property: Id(5)] bool IsRevoked,
    [property: Id(6)] bool IsEphemeral,
    [property: Id(7)] DateTimeOffset RegisteredAt,
    [property: Id(8)] DateTimeOffset? SeenAt,
    [property: Id(9)] string? Work,
    [property: Id(10)] long DoneRuns,
    [property: Id(11)] long FailedRuns,
    [property: Id(12)] IReadOnlyList<string> Failures,
    [property: Id(13)] IReadOnlyDictionary<string, string> Labels,
    [property: Id(14)] Machine Machine);
