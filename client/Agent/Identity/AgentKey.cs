using System.Security.Cryptography;

namespace S2Grid.Agent.Identity;

/// <summary>The agent's key pair: ECDSA on P-256, made on this machine; the private half never leaves it.</summary>
internal sealed class AgentKey : IDisposable
{
    private const string FileName = "key.pem";

    private readonly ECDsa key;

    private AgentKey(ECDsa key) => this.key = key;

    /// <summary>The public half, as SubjectPublicKeyInfo.</summary>
    internal byte[] Public => key.ExportSubjectPublicKeyInfo();

    /// <summary>Reads the key; it is made if there is none.</summary>
    /// <exception cref="AgentException">The file has no such key.</exception>
    internal static AgentKey Open(StateFolder state)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (state.Read(FileName) is { } pem)
        {
            try
            {
                key.ImportFromPem(pem);
                return new AgentKey(key);
            }
            catch (Exception exception) when (exception is ArgumentException or CryptographicException)
            {
                key.Dispose();
                throw new AgentException(
                    $"{state.Path}/{FileName} holds no private key: {exception.Message} Delete it and identity.json, and register again.");
            }
        }

        state.Write(FileName, key.ExportPkcs8PrivateKeyPem());
        return new AgentKey(key);
    }

    /// <summary>Forgets the key.</summary>
    internal static void Delete(StateFolder state) => state.Delete(FileName);

    /// <summary>A signature over SHA-256, in the form of IEEE P1363.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> data) =>
        key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>A signature of a text's UTF-8 bytes.</summary>
    internal byte[] Sign(string text) => Sign(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
