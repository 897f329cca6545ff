using System.CommandLine;
using System.Globalization;
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid pki init</c>: a private authority for a cluster.</summary>
internal sealed class PkiInitCommand : CliCommand
{
    private const int MaxDays = 36_500;

    private readonly Option<string> clusterId = CliOption.Value<string>(
        "--cluster-id", "ID", "The cluster that the authority is for", PkiNames.TryRead, PkiNames.Complaint, AccessKeys.DefaultClusterId);

    private readonly Option<string> dir = PkiFolder.Option();
    private readonly Option<int> days = CliOption.Number("--days", "N", "Days until the authority expires", 1, MaxDays, 3650);
    private readonly Option<bool> force = CliOption.Flag("--force", "Replace an existing authority; certificates that the old one issued are refused from then on");

    public PkiInitCommand(CliEnvironment terminal)
        : base(
            terminal,
            "init",
            "Make a private authority for a cluster",
            new("s2grid pki init", "pki/ca.crt and pki/ca.key, for the cluster s2grid."),
            new("s2grid pki init --cluster-id lab --dir /etc/s2grid/pki --days 730", "For another cluster, elsewhere, for two years."))
        => AddAll(clusterId, dir, days, force);

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        var folder = PkiFolder.Of(Terminal, parse.GetRequiredValue(dir));
        string certificate = folder.ShownCertificate(PkiFolder.Authority);
        if (folder.Has(PkiFolder.Authority) && !parse.GetValue(force))
        {
            throw new UsageException($"{certificate} exists; --force replaces it, and every certificate that it has issued must then be issued anew");
        }

        string cluster = parse.GetRequiredValue(clusterId);
        DateTimeOffset now = Terminal.Time.GetUtcNow();
        var life = TimeSpan.FromDays(parse.GetValue(days));
        var authority = CertificateAuthority.Create(cluster, now, life);
        folder.Write(PkiFolder.Authority, authority.CertificatePem, authority.KeyPem);
        string end = (now + life).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Terminal.Out.WriteLineAsync($"Made the authority of the cluster {cluster}, good until {end}.");
        await Terminal.Out.WriteLineAsync($"  {certificate}  for every silo and client");
        await Terminal.Out.WriteLineAsync($"  {folder.ShownKey(PkiFolder.Authority)}  keep it secret: whoever has it can issue certificates");
        return ExitCode.Done;
    }
}
