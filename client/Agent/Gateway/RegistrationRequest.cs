namespace S2Grid.Agent.Gateway;

/// <summary>What an operator says when a machine joins a grid.</summary>
internal sealed record RegistrationRequest
{
    /// <summary>The one-time token, as <c>s2grid agents token create</c> printed it.</summary>
    public required string Token { get; init; }

    /// <summary>What the machine is to be called.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses of silos.</summary>
    public required IReadOnlyList<string> Silos { get; init; }

    /// <summary>The file of the grid's certificate authority.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Whether the agent is forgotten once it is gone.</summary>
    public bool Ephemeral { get; init; }
}
