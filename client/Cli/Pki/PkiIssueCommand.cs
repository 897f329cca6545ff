using System.CommandLine;
using System.Globalization;
using System.Net;
using S2Grid.Security.Certificates;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid pki issue</c>: a certificate for a silo or a client.</summary>
internal sealed class PkiIssueCommand : CliCommand
{
    private const int MaxDays = 3650;
    private static readonly string[] HostsOfEverySilo = ["localhost", "127.0.0.1", "::1"];
    private static readonly Dictionary<string, PeerKind> Kinds = Enum.GetValues<PeerKind>().ToDictionary(CertificateIdentity.NameOf);

    private readonly Argument<PeerKind> kind = CliArgument.Choice("KIND", "Who it is for: silo or client", Kinds);
    private readonly Argument<string> name = CliArgument.Value<string>(
        "NAME", "The silo's or client's name, which is also the files' name", PkiNames.TryRead, PkiNames.Complaint);

    private readonly Option<IReadOnlyList<string>> hosts = CliOption.Values<string>(
        "--host",
        "HOST",
        "Name or address at which the silo serves health checks, besides localhost",
        TryReadHost,
        "is not a valid host name or IP address");

    private readonly Option<string> dir = PkiFolder.Option();
    private readonly Option<int> days = CliOption.Number("--days", "N", "Days until it expires, at most until the authority does", 1, MaxDays, 365);
    private readonly Option<bool> renew = CliOption.Flag("--renew", "Replace an existing certificate and key; silos pick up new ones by themselves");

    public PkiIssueCommand(CliEnvironment terminal)
        : base(
            terminal,
            "issue",
            "Issue or renew the certificate of a silo or a client",
            new("s2grid pki issue silo rack1 --host rack1.lab --host 10.0.0.7", "pki/rack1.crt and pki/rack1.key, for a year."),
            new("s2grid pki issue client alice --days 30", "pki/alice.crt and pki/alice.key, for a month."),
            new("s2grid pki issue silo rack1 --host rack1.lab --renew", "A new certificate and key in the old ones' place."))
        => AddAll(kind, name, hosts, dir, days, renew);

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        if (parse.GetRequiredValue(name) == PkiFolder.Authority)
        {
            yield return new UsageError($"'{PkiFolder.Authority}' is the authority's own name; choose another one", PkiFolder.Authority);
        }

        if (parse.GetValue(kind) == PeerKind.Client && parse.GetRequiredValue(hosts) is [var host, ..])
        {
            yield return new UsageError("--host is for silos; nobody connects to a client", host, hosts.Name);
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string file = parse.GetRequiredValue(name);
        var folder = PkiFolder.Of(Terminal, parse.GetRequiredValue(dir));
        CertificateAuthority authority = folder.OpenAuthority();
        if (folder.Has(file) && !parse.GetValue(renew))
        {
            throw new UsageException($"{folder.ShownCertificate(file)} or its key exists; --renew replaces both");
        }

        var identity = new CertificateIdentity(authority.ClusterId, parse.GetValue(kind), file);
        IEnumerable<string> names = identity.Kind == PeerKind.Silo ? HostsOfEverySilo.Concat(parse.GetRequiredValue(hosts)) : [];
        IssuedCertificate issued = authority.Issue(identity, names, Terminal.Time.GetUtcNow(), TimeSpan.FromDays(parse.GetValue(days)));
        folder.Write(file, issued.CertificatePem, issued.KeyPem);
        string end = issued.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Terminal.Out.WriteLineAsync($"Issued the certificate of the {identity}, good until {end}.");
        await Terminal.Out.WriteLineAsync($"  {folder.ShownCertificate(file)}");
        await Terminal.Out.WriteLineAsync($"  {folder.ShownKey(file)}  keep it secret");
        return ExitCode.Done;
    }

    private static bool TryReadHost(string text, out string host) =>
        IPAddress.TryParse(host = text, out _) || Uri.CheckHostName(text) == UriHostNameType.Dns;
}
