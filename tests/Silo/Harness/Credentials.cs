using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S2Grid.Contracts.Access;
using S2Grid.Security.Certificates;
using S2Grid.Security.Tokens;

namespace S2Grid.Silo.Tests.Harness;

/// <summary>A folder with an authority, what it issues, and a tokens file.</summary>
internal sealed class Credentials : IDisposable
{
    public const string ClusterId = "lab";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-credentials-");
    private readonly Dictionary<Role, string> secrets = [];

    public Credentials()
    {
        Authority = CertificateAuthority.Create(ClusterId, DateTimeOffset.UtcNow - TimeSpan.FromDays(10), TimeSpan.FromDays(30));
        TokensPath = PathOf("tokens.json");
        foreach (Role role in Enum.GetValues<Role>())
            secrets.Add(role, TokensFile.NewSecret());
        TokensFile.Change(TokensPath,
            _ => [.. secrets.Select(secret => new Token(secret.Key.ToString(), secret.Key, TokensFile.Hash(secret.Value)))]);
    }

    public CertificateAuthority Authority { get; }

    public string TokensPath { get; }

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>The token of a role's holder.</summary>
    public string Secret(Role role) => secrets[role];

    /// <summary>Takes a role's token back.</summary>
    public void Revoke(Role role) =>
        TokensFile.Change(TokensPath, tokens => [.. tokens.Where(token => token.Role != role)]);

    /// <summary>Issues a certificate.</summary>
    /// <param name="kind">Whose.</param>
    /// <param name="authority">By another authority.</param>
    /// <param name="age">So long ago, for a day.</param>
    public ClientTls Issue(PeerKind kind, CertificateAuthority? authority = null, TimeSpan age = default)
    {
        authority ??= Authority;
        string name = Guid.NewGuid().ToString("N");
        var identity = new CertificateIdentity(authority.ClusterId, kind, name);
        IssuedCertificate issued = authority.Issue(identity, ["localhost", "127.0.0.1"], DateTimeOffset.UtcNow - age, TimeSpan.FromDays(1));
        return Write(name, issued.CertificatePem, issued.KeyPem);
    }

    /// <summary>Signs a certificate with the authority's key, for a cluster that is not the authority's.</summary>
    public ClientTls SignForCluster(string clusterId, PeerKind kind)
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.CertificatePem, Authority.KeyPem);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new CertificateIdentity(clusterId, kind, "stray").ToSubject(), key, HashAlgorithmName.SHA256);
        using X509Certificate2 signed =
            request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        return Write("stray", signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private ClientTls Write(string name, string certificate, string key)
    {
        var files = new ClientTls(PathOf(name + ".crt"), PathOf(name + ".key"), PathOf("ca.crt"));
        File.WriteAllText(files.CertificateFile, certificate);
        File.WriteAllText(files.KeyFile, key);
        File.WriteAllText(files.AuthorityFile, Authority.CertificatePem);
        return files;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
