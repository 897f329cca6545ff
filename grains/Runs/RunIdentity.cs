using System.Security.Cryptography;
using System.Text;
using S2Grid.Mmu.Simulation;

namespace S2Grid.Runs;

/// <summary>What makes two runs the same: equal effective configurations on the same version of the engine.</summary>
/// <param name="Text">32 hexadecimal digits.</param>
public readonly record struct RunIdentity(string Text)
{
    /// <summary>The identity of a configuration: the first half of a SHA-256 over its canonical text and, of a simulated run, the engine's
    /// version.</summary>
    public static RunIdentity Of(RunConfiguration configuration)
    {
        string engine = configuration.Backend == Backend.Simulated ? $" engine={SimulatedVm.EngineVersion}" : "";
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(configuration.Canonical + engine));
        return new RunIdentity(Convert.ToHexStringLower(hash.AsSpan(0, 16)));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
