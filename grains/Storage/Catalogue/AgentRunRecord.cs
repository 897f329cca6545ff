namespace S2Grid.Storage.Catalogue;

/// <summary>A run that an agent was given.</summary>
public sealed record AgentRunRecord
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The sweep.</summary>
    public required string SweepId { get; init; }

    /// <summary>The sweep's name.</summary>
    public required string SweepName { get; init; }

    /// <summary>The lease's number.</summary>
    public required long Lease { get; init; }

    /// <summary>The run.</summary>
    public required long Run { get; init; }

    /// <summary>How many times it will have been tried with this time.</summary>
    public required int Attempt { get; init; }

    /// <summary>The segment that its result takes the place of; null for none.</summary>
    public string? RetryFile { get; init; }

    /// <summary>The kernel that the machine had then.</summary>
    public required string Kernel { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was reported or lost; null while it is in work.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What came of it, in a word.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, where it was not done; else empty.</summary>
    public string Error { get; init; } = "";
}
