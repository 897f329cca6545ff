using S2Grid.Security.Access;

namespace S2Grid.Cli.Pki;

/// <summary>The group <c>s2grid pki</c>.</summary>
internal static class PkiCommands
{
    private const int MaxDaysOfAuthority = 36_500;
    private const int MaxDays = 3650;
    private static readonly Dictionary<string, PeerKind> Kinds = Enum.GetValues<PeerKind>().ToDictionary(CertificateIdentity.NameOf);

    public static CommandGroup Of(CliEnvironment terminal) => new(
        terminal,
        "pki",
        "Make and renew the certificates of a cluster's silos and clients",
        [
            new("s2grid pki init", "An authority in the folder pki, for the cluster s2grid."),
            new("s2grid pki issue silo rack1", "For the silo rack1."),
            new("s2grid pki issue client alice", "For Alice's s2grid."),
        ],
        Init(terminal),
        Issue(terminal),
        Show(terminal));

    private static CliCommand Init(CliEnvironment terminal)
    {
        Option<string> clusterId = PkiName.ClusterId("The cluster that the authority is for", AccessKeys.DefaultClusterId);
        Option<string> dir = PkiFolder.Option();
        Option<int> days = CliOption.Number("--days", "N", "Days until the authority expires", 1, MaxDaysOfAuthority, 3650);
        Option<bool> force =
            CliOption.Flag("--force", "Replace an existing authority; certificates that the old one issued are refused from then on");
        return new CliCommand(
            terminal,
            "init",
            "Make a private authority for a cluster",
            [
                new("s2grid pki init", "pki/ca.crt and pki/ca.key, for the cluster s2grid."),
                new("s2grid pki init --cluster-id lab --dir /etc/s2grid/pki --days 730", "For another cluster, elsewhere, for two years."),
            ],
            async (parse, _) =>
            {
                var folder = PkiFolder.Of(terminal, parse.GetRequiredValue(dir));
                string certificate = folder.ShownCertificate(PkiFolder.Authority);
                if (folder.Has(PkiFolder.Authority) && !parse.GetValue(force))
                {
                    throw new UsageException(
                        $"{certificate} exists; --force replaces it, and every certificate that it has issued must then be issued anew");
                }

                string cluster = parse.GetRequiredValue(clusterId);
                DateTimeOffset now = terminal.Time.GetUtcNow();
                var life = TimeSpan.FromDays(parse.GetValue(days));
                var authority = CertificateAuthority.Create(cluster, now, life);
                folder.Write(PkiFolder.Authority, authority.CertificatePem, authority.KeyPem);
                await terminal.Out.WriteLineAsync($"Made the authority of the cluster {cluster}, good until {Day(now + life)}.");
                await terminal.Out.WriteLineAsync($"  {certificate}  for every silo and client");
                await terminal.Out.WriteLineAsync(
                    $"  {folder.ShownKey(PkiFolder.Authority)}  keep it secret: whoever has it can issue certificates");
                return ExitCode.Done;
            },
            clusterId, dir, days, force);
    }

    private static CliCommand Issue(CliEnvironment terminal)
    {
        Argument<PeerKind> kind = CliArgument.Choice("KIND", "Who it is for: silo or client", Kinds);
        Argument<string> name = PkiName.Argument("The silo's or client's name, which is also the files' name");
        Option<IReadOnlyList<string>> hosts = CliOption.Values<string>(
            "--host",
            "HOST",
            "Name or address at which the silo serves health checks, besides localhost",
            TryReadHost,
            "is not a valid host name or IP address");
        Option<string> dir = PkiFolder.Option();
        Option<int> days = CliOption.Number("--days", "N", "Days until it expires, at most until the authority does", 1, MaxDays, 365);
        Option<bool> renew =
            CliOption.Flag("--renew", "Replace an existing certificate and key; silos pick up new ones by themselves");
        return new CliCommand(
            terminal,
            "issue",
            "Issue or renew the certificate of a silo or a client",
            [
                new("s2grid pki issue silo rack1 --host rack1.lab --host 10.0.0.7", "pki/rack1.crt and pki/rack1.key, for a year."),
                new("s2grid pki issue client alice --days 30", "pki/alice.crt and pki/alice.key, for a month."),
                new("s2grid pki issue silo rack1 --host rack1.lab --renew", "A new certificate and key in the old ones' place."),
            ],
            async (parse, _) =>
            {
                string file = parse.GetRequiredValue(name);
                var folder = PkiFolder.Of(terminal, parse.GetRequiredValue(dir));
                CertificateAuthority authority = folder.OpenAuthority();
                if (folder.Has(file) && !parse.GetValue(renew))
                    throw new UsageException($"{folder.ShownCertificate(file)} or its key exists; --renew replaces both");

                var identity = new CertificateIdentity(authority.ClusterId, parse.GetValue(kind), file);
                var life = TimeSpan.FromDays(parse.GetValue(days));
                IssuedCertificate issued = folder.Issue(
                    authority, identity.Kind, file, parse.GetRequiredValue(hosts), terminal.Time.GetUtcNow(), life);
                await terminal.Out.WriteLineAsync($"Issued the certificate of the {identity}, good until {Day(issued.Expires)}.");
                await terminal.Out.WriteLineAsync($"  {folder.ShownCertificate(file)}");
                await terminal.Out.WriteLineAsync($"  {folder.ShownKey(file)}  keep it secret");
                return ExitCode.Done;
            },
            kind, name, hosts, dir, days, renew)
        {
            Rules = Errors,
        };

        IEnumerable<UsageError> Errors(ParseResult parse)
        {
            const string taken = PkiFolder.Authority;
            if (parse.GetRequiredValue(name) == taken)
                yield return new UsageError($"'{taken}' is the authority's own name; choose another one", taken);

            if (parse.GetValue(kind) == PeerKind.Client && parse.GetRequiredValue(hosts) is [var host, ..])
                yield return new UsageError("--host is for silos; nobody connects to a client", host, hosts.Name);
        }
    }

    private static CliCommand Show(CliEnvironment terminal)
    {
        Argument<string> file = CliArgument.Text("FILE", "A certificate or key, PEM");
        return new CliCommand(
            terminal,
            "show",
            "Show what a certificate or key is and when it expires",
            [new("s2grid pki show pki/rack1.crt", "Who it is for, who issued it, and how many days are left.")],
            async (parse, cancellation) =>
            {
                string name = parse.GetRequiredValue(file);
                string text = await File.ReadAllTextAsync(terminal.FullPath(name), cancellation);
                if (CertificateDescription.Of(text, terminal.Time.GetUtcNow()) is not [var what, .. var rest])
                    throw new UsageException(new UsageError($"{name} is not a certificate or key in PEM form", name));

                var table = new TextTable(what.Label, what.Value);
                foreach ((string label, string value) in rest)
                    table.Add(label, value);

                table.WriteText(terminal.Out);
                return ExitCode.Done;
            },
            file);
    }

    private static bool TryReadHost(string text, out string host) =>
        IPAddress.TryParse(host = text, out _) || Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
