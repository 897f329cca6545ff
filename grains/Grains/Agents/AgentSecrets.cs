using System.Buffers.Text;
using System.Text;

namespace S2Grid.Grains.Agents;

/// <summary>Keys, tokens and credentials of agents. What is secret is kept as a hash only.</summary>
public static class AgentSecrets
{
    private const string TokenPrefix = "s2r_";
    private const string CredentialPrefix = "s2a_";
    private const int SecretBytes = 32;
    private const int NonceBytes = 32;
    private const int IdLength = 16;
    private const int LargestKey = 256;

    /// <summary>A new registration token: 256 random bits as text that needs no quotes.</summary>
    public static string NewToken() => TokenPrefix + Random();

    /// <summary>A new credential, likewise.</summary>
    public static string NewCredential() => CredentialPrefix + Random();

    /// <summary>A new nonce.</summary>
    public static byte[] NewNonce() => RandomNumberGenerator.GetBytes(NonceBytes);

    /// <summary>The hash by which a token or a credential is known. Both have 256 random bits, so a plain hash suffices.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether a secret has a hash.</summary>
    public static bool IsHashOf(string hash, string secret) =>
        hash.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(secret)));

    /// <summary>The id of the agent with a key.</summary>
    public static string IdOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..IdLength];

    /// <summary>Whether a signature over data was made with the other half of a key.</summary>
    /// <param name="publicKey">SubjectPublicKeyInfo of an ECDSA key on P-256.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">Over SHA-256, in IEEE P1363 form.</param>
    public static bool Verify(byte[] publicKey, byte[] data, byte[] signature)
    {
        if (publicKey.Length > LargestKey)
            return false;
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out int read);
            return read == publicKey.Length
                && key.KeySize == 256
                && key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
