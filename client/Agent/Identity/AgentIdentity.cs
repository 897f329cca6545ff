using System.Text.Json;
using System.Text.Json.Serialization;

namespace S2Grid.Agent.Identity;

/// <summary>Who this agent is to its grid.</summary>
internal sealed record AgentIdentity
{
    private const string FileName = "identity.json";

    /// <summary>The id that the grid derives from the agent's key.</summary>
    public required string AgentId { get; init; }

    /// <summary>The credential that the grid gave for it.</summary>
    public required string Credential { get; init; }

    /// <summary>What people call the machine.</summary>
    public required string Name { get; init; }

    /// <summary>The silos at which it registered.</summary>
    public required IReadOnlyList<string> Silos { get; init; }

    /// <summary>The file of the certificate authority that signs silos' certificates; null for the system's.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Whether the grid forgets the agent once it is gone.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Reads it; null before the agent has registered.</summary>
    /// <exception cref="AgentException">The file cannot be read.</exception>
    internal static AgentIdentity? Read(StateFolder state)
    {
        try
        {
            return state.Read(FileName) is { } text ? JsonSerializer.Deserialize(text, IdentityJson.Default.AgentIdentity) : null;
        }
        catch (JsonException exception)
        {
            throw new AgentException($"{state.Path}/{FileName} cannot be read: {exception.Message} Delete it, and register again.");
        }
    }

    /// <summary>Keeps it.</summary>
    internal void Write(StateFolder state) => state.Write(FileName, JsonSerializer.Serialize(this, IdentityJson.Default.AgentIdentity));

    /// <summary>Forgets it.</summary>
    internal static void Delete(StateFolder state) => state.Delete(FileName);
}

/// <summary>Writes identities without reflection.</summary>
[JsonSerializable(typeof(AgentIdentity))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class IdentityJson : JsonSerializerContext;
