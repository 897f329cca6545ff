using System.CommandLine;
using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;
using S2Grid.Security.Certificates;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid pki issue</c>: a certificate for a silo or a client.</summary>
public sealed class PkiIssueCommand : CliCommand<PkiIssueSettings>
{
    private const int MostDays = 3650;
    private static readonly string[] HostsOfEverySilo = ["localhost", "127.0.0.1", "::1"];

    private readonly CliEnvironment environment;
    private readonly Argument<string?> kind = new("KIND") { Description = "Whose it is: silo or client" };
    private readonly Argument<string?> name = new("NAME") { Description = "The silo's or client's name, which is the files' name, too" };
    private readonly ListOption hosts = new("--host", "HOST", "Name or address at which a silo's health is asked for, beside localhost");
    private readonly ValueOption dir = PkiFolder.Option();
    private readonly ValueOption days = new("--days", "N", "For how many days it is good, but no longer than the authority", "365");
    private readonly FlagOption renew = new("--renew", "Replace a certificate and key that are there; silos take new ones up by themselves");

    /// <summary>Creates the command.</summary>
    public PkiIssueCommand(CliEnvironment environment)
        : base("issue", "Issue or renew the certificate of a silo or a client")
    {
        this.environment = environment;
        kind.CompletionSources.Add(_ => Enum.GetValues<PeerKind>().Select(peer => new System.CommandLine.Completions.CompletionItem(CertificateIdentity.NameOf(peer))));
        Add(kind);
        Add(name);
        Add(hosts);
        Add(dir);
        Add(days);
        Add(renew);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid pki issue silo rack1 --host rack1.lab --host 10.0.0.7", "pki/rack1.crt and pki/rack1.key, for a year."),
        new("s2grid pki issue client alice --days 30", "pki/alice.crt and pki/alice.key, for a month."),
        new("s2grid pki issue silo rack1 --host rack1.lab --renew", "A new certificate and key in the old ones' place."),
    ];

    /// <inheritdoc/>
    protected override PkiIssueSettings Read(SettingsReader reader) => new(
        reader.Text(kind) ?? "",
        reader.Text(name) ?? "",
        reader.Texts(hosts),
        reader.Text(dir)!,
        reader.Number(days, 1, MostDays) ?? 0,
        reader.Flag(renew));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(PkiIssueSettings settings, CancellationToken cancellation)
    {
        var folder = PkiFolder.Of(environment, settings.Dir);
        CertificateAuthority authority = folder.OpenAuthority();
        if (folder.Has(settings.Name) && !settings.Renew)
        {
            throw new UsageException($"{folder.ShownCertificate(settings.Name)} or its key exists; with --renew a new certificate and key replace them");
        }

        var identity = new CertificateIdentity(authority.ClusterId, settings.Kind, settings.Name);
        IEnumerable<string> names = settings.Kind == PeerKind.Silo ? HostsOfEverySilo.Concat(settings.Hosts) : [];
        IssuedCertificate issued = authority.Issue(identity, names, environment.Time.GetUtcNow(), TimeSpan.FromDays(settings.Days));
        folder.Write(settings.Name, issued.CertificatePem, issued.KeyPem);
        string end = issued.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await environment.Out.WriteLineAsync($"Issued the certificate of the {identity}, good until {end}.");
        await environment.Out.WriteLineAsync($"  {folder.ShownCertificate(settings.Name)}");
        await environment.Out.WriteLineAsync($"  {folder.ShownKey(settings.Name)}  for nobody else");
        return ExitCode.Done;
    }
}
