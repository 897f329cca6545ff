using System.Security.Cryptography;
using System.Text.Json;
using S2Grid.Cli.Pki;
using S2Grid.Contracts.Access;

namespace S2Grid.Cli.Clusters;

/// <summary>The folder that <c>s2grid cluster init</c> makes. Files with secrets are for their owner only.</summary>
/// <param name="folder">Where it is made.</param>
/// <param name="place">Where silos will have its files.</param>
/// <param name="cluster">The cluster's id.</param>
/// <param name="now">When it is made.</param>
internal sealed class ClusterFolder(string folder, string place, string cluster, DateTimeOffset now)
{
    private const int PasswordBytes = 24;
    private const string Tokens = "tokens.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>The holders of its tokens, who are named like their roles.</summary>
    public static string[] Roles { get; } = [.. Enum.GetValues<Role>().Select(NameOf)];

    /// <summary>Makes it.</summary>
    /// <param name="silos">The silos' hosts.</param>
    /// <param name="redis">Redis' address, null for a silo that is alone.</param>
    /// <param name="postgres">PostgreSQL's host; null for SQLite.</param>
    /// <param name="authorityLife">How long the authority is good.</param>
    /// <param name="certificateLife">How long certificates are.</param>
    public void Make(
        IReadOnlyList<string> silos, string? redis, string? postgres, TimeSpan authorityLife, TimeSpan certificateLife)
    {
        Directory.CreateDirectory(folder);
        var pki = new PkiFolder(folder, folder);
        var authority = CertificateAuthority.Create(cluster, now, authorityLife);
        pki.Write(PkiFolder.Authority, authority.CertificatePem, authority.KeyPem);
        pki.Issue(authority, PeerKind.Client, NameOf(Role.Admin), [], now, certificateLife);
        TokensFile.Change(Path.Combine(folder, Tokens), _ => [.. Enum.GetValues<Role>().Select(Give)]);
        string redisText = redis is null ? "" : $"{redis},password={Password("redis_password")}";
        string postgresText = postgres is null
            ? "" : $"Host={postgres};Username=s2grid;Password={Password("postgres_password")};Database=s2grid";
        foreach (string silo in silos)
        {
            pki.Issue(authority, PeerKind.Silo, silo, [silo], now, certificateLife);
            var settings = new Dictionary<string, string>
            {
                ["clusterId"] = cluster,
                ["bind"] = IPAddress.TryParse(silo, out _) ? silo : "0.0.0.0",
                ["certificate"] = At(silo + ".crt"),
                ["key"] = At(silo + ".key"),
                ["authority"] = At(PkiFolder.Authority + ".crt"),
                ["tokens"] = At(Tokens),
                ["redis"] = redisText,
                ["postgres"] = postgresText,
            };
            var given = settings.Where(setting => setting.Value.Length > 0).ToDictionary();
            Write(silo + ".json", JsonSerializer.Serialize(new { S2Grid = given }, Json) + "\n");
        }
    }

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private string At(string file) => Path.Combine(place, file);

    private Token Give(Role role)
    {
        string secret = TokensFile.NewSecret();
        Write(NameOf(role) + ".token", secret + "\n");
        return new Token(NameOf(role), role, TokensFile.Hash(secret), null);
    }

    private string Password(string file)
    {
        string password = RandomNumberGenerator.GetHexString(2 * PasswordBytes, lowercase: true);
        Write(file, password);
        return password;
    }

    private void Write(string file, string text) => AtomicFile.Write(Path.Combine(folder, file), text, AtomicFile.OwnerOnly);
}
