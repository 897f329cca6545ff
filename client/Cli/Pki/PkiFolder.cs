namespace S2Grid.Cli.Pki;

/// <summary>A folder with a cluster's authority and what it issues: <c>ca.crt</c>, <c>ca.key</c>, <c>NAME.crt</c>,
/// <c>NAME.key</c>.</summary>
/// <param name="path">Its absolute path.</param>
/// <param name="shown">Its path as the user wrote it, for messages.</param>
internal sealed class PkiFolder(string path, string shown)
{
    /// <summary>The authority's name among the files.</summary>
    public const string Authority = "ca";

    private const string DefaultPath = "pki";
    private static readonly string[] HostsOfEverySilo = ["localhost", "127.0.0.1", "::1"];

    public static Option<string> Option()
        => CliOption.Text("--dir", "DIR", "The folder of the authority and its certificates", DefaultPath);

    /// <summary>The folder that <c>--dir</c> names.</summary>
    public static PkiFolder Of(CliEnvironment terminal, string dir) => new(terminal.FullPath(dir), dir);

    /// <summary>Where a certificate is, as the user sees it.</summary>
    public string ShownCertificate(string name) => Path.Combine(shown, name + ".crt");

    /// <summary>Where a key is, as the user sees it.</summary>
    public string ShownKey(string name) => Path.Combine(shown, name + ".key");

    /// <summary>Whether either file is there.</summary>
    public bool Has(string name) => File.Exists(CertificateFile(name)) || File.Exists(KeyFile(name));

    /// <exception cref="UsageException">There is none, or its files are not what they should be.</exception>
    public CertificateAuthority OpenAuthority()
    {
        if (!Has(Authority))
            throw new UsageException($"no authority in {shown}; make one with 's2grid pki init --dir {shown}'");

        try
        {
            return CertificateAuthority.Open(CertificateFile(Authority), KeyFile(Authority));
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Unusable)
        {
            throw new UsageException(e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Issues a certificate and writes it and its key.</summary>
    /// <param name="authority">Who issues it.</param>
    /// <param name="kind">Whether it is a silo's or a client's.</param>
    /// <param name="name">Whose it is, and the files' name.</param>
    /// <param name="hosts">Names and addresses at which a silo serves, besides localhost.</param>
    /// <param name="now">When.</param>
    /// <param name="life">How long it is good.</param>
    public IssuedCertificate Issue(
        CertificateAuthority authority, PeerKind kind, string name, IEnumerable<string> hosts, DateTimeOffset now, TimeSpan life)
    {
        IEnumerable<string> names = kind == PeerKind.Silo ? [.. HostsOfEverySilo, .. hosts] : [];
        IssuedCertificate issued = authority.Issue(new CertificateIdentity(authority.ClusterId, kind, name), names, now, life);
        Write(name, issued.CertificatePem, issued.KeyPem);
        return issued;
    }

    /// <summary>Writes a certificate and its key, which only the user can read.</summary>
    public void Write(string name, string certificatePem, string keyPem)
    {
        Directory.CreateDirectory(path);
        AtomicFile.Write(KeyFile(name), keyPem, AtomicFile.OwnerOnly);
        AtomicFile.Write(CertificateFile(name), certificatePem);
    }

    private string CertificateFile(string name) => Path.Combine(path, name + ".crt");

    private string KeyFile(string name) => Path.Combine(path, name + ".key");
}
