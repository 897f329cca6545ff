using System.Net;
using S2Grid.Cli.CommandLine;
using S2Grid.Security.Certificates;

namespace S2Grid.Cli.Pki;

/// <summary>What <c>s2grid pki issue</c> was asked to do.</summary>
/// <param name="KindName">Whose the certificate is: <c>silo</c> or <c>client</c>.</param>
/// <param name="Name">The silo's or client's name.</param>
/// <param name="Hosts">Host names and addresses by which a silo is reached over HTTP.</param>
/// <param name="Dir">The folder.</param>
/// <param name="Days">For how long it is good.</param>
/// <param name="Renew">Whether to replace one that is there.</param>
public sealed record PkiIssueSettings(string KindName, string Name, IReadOnlyList<string> Hosts, string Dir, int Days, bool Renew) : ISettings
{
    private static readonly string[] Kinds = [.. Enum.GetValues<PeerKind>().Select(CertificateIdentity.NameOf)];

    /// <summary>Whose the certificate is.</summary>
    public PeerKind Kind => Enum.GetValues<PeerKind>().Single(kind => CertificateIdentity.NameOf(kind) == KindName);

    /// <inheritdoc/>
    public IEnumerable<UsageError> Errors()
    {
        if (!Kinds.Contains(KindName))
        {
            yield return UsageError.Unknown($"there are no certificates for '{KindName}'", KindName, Kinds);
        }

        if (!PkiNames.IsName(Name))
        {
            yield return new UsageError($"'{Name}' is no name; {PkiNames.Rule}", Name);
        }

        if (Name == PkiFolder.Authority)
        {
            yield return new UsageError($"'{PkiFolder.Authority}' is the authority's own name; choose another one", Name);
        }

        foreach (string host in Hosts.Where(host => !IPAddress.TryParse(host, out _) && Uri.CheckHostName(host) != UriHostNameType.Dns))
        {
            yield return new UsageError($"--host: '{host}' is no host name and no IP address", host, "--host");
        }

        if (KindName == CertificateIdentity.NameOf(PeerKind.Client) && Hosts.Count > 0)
        {
            yield return new UsageError("--host is for silos; nobody connects to a client", Hosts[0], "--host");
        }
    }
}
