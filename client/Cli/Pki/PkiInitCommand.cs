using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;

namespace S2Grid.Cli.Pki;

/// <summary><c>s2grid pki init</c>: a private authority for a cluster.</summary>
public sealed class PkiInitCommand : CliCommand<PkiInitSettings>
{
    private const int MostDays = 36_500;

    private readonly CliEnvironment environment;
    private readonly ValueOption clusterId = new("--cluster-id", "ID", "The cluster that the authority is for", AccessKeys.DefaultClusterId);
    private readonly ValueOption dir = PkiFolder.Option();
    private readonly ValueOption days = new("--days", "N", "For how many days the authority is good", "3650");
    private readonly FlagOption force = new("--force", "Replace an authority that is there; what it has issued is refused from then on");

    /// <summary>Creates the command.</summary>
    public PkiInitCommand(CliEnvironment environment)
        : base("init", "Make a private authority for a cluster")
    {
        this.environment = environment;
        Add(clusterId);
        Add(dir);
        Add(days);
        Add(force);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid pki init", "pki/ca.crt and pki/ca.key, for the cluster s2grid."),
        new("s2grid pki init --cluster-id lab --dir /etc/s2grid/pki --days 730", "For another cluster, elsewhere, for two years."),
    ];

    /// <inheritdoc/>
    protected override PkiInitSettings Read(SettingsReader reader) => new(
        reader.Text(clusterId)!, reader.Text(dir)!, reader.Number(days, 1, MostDays) ?? 0, reader.Flag(force));

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(PkiInitSettings settings, CancellationToken cancellation)
    {
        var folder = PkiFolder.Of(environment, settings.Dir);
        if (folder.Has(PkiFolder.Authority) && !settings.Force)
        {
            throw new UsageException(
                $"{folder.ShownCertificate(PkiFolder.Authority)} exists; with --force it is replaced, and every certificate that it has issued must be issued anew");
        }

        DateTimeOffset now = environment.Time.GetUtcNow();
        var authority = CertificateAuthority.Create(settings.ClusterId, now, TimeSpan.FromDays(settings.Days));
        folder.Write(PkiFolder.Authority, authority.CertificatePem, authority.KeyPem);
        string end = now.AddDays(settings.Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await environment.Out.WriteLineAsync($"Made the authority of the cluster {settings.ClusterId}, good until {end}.");
        await environment.Out.WriteLineAsync($"  {folder.ShownCertificate(PkiFolder.Authority)}  for every silo and client");
        await environment.Out.WriteLineAsync($"  {folder.ShownKey(PkiFolder.Authority)}  for nobody; who has it can let anybody in");
        return ExitCode.Done;
    }
}
