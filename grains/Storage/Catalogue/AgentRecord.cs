namespace S2Grid.Storage.Catalogue;

/// <summary>A registered agent as it is kept.</summary>
public sealed record AgentRecord
{
    /// <summary>Its id, derived from its key.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique among the agents that are not retired.</summary>
    public required string Name { get; init; }

    /// <summary>Its key, SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Hash of its credential; empty where it was revoked.</summary>
    public required string CredentialHash { get; init; }

    /// <summary>Words on it, as JSON.</summary>
    public required string Labels { get; init; }

    /// <summary>Its machine as it was last heard of, as JSON.</summary>
    public required string Machine { get; init; }

    /// <summary>Its health, as a number of the grid's.</summary>
    public int Health { get; init; }

    /// <summary>Why it gets no runs, where it gets none; else empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it is out of the grid for good, so that its name is free.</summary>
    public bool IsRetired { get; init; }

    /// <summary>Whether it is forgotten once it is gone.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>When it registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was last known to live; null if never since it registered. Written down now and then only.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Runs that it has done.</summary>
    public long DoneRuns { get; init; }

    /// <summary>Runs that it has failed.</summary>
    public long FailedRuns { get; init; }

    /// <summary>Why it failed the runs since it last did one, as JSON.</summary>
    public string Failures { get; init; } = "[]";
}
