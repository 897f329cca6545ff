using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using S2Grid.Cli.Clusters;
using static System.FormattableString;

namespace S2Grid.Cli.Doctor;

/// <summary>What a cluster needs to be used from here.</summary>
/// <param name="terminal">The clock, and variables.</param>
/// <param name="context">The cluster.</param>
internal sealed class ClusterChecks(CliEnvironment terminal, ClusterContext context)
{
    private const int FewDays = 30;
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(5);

    /// <summary>All of them; what cannot be looked at any more is left out.</summary>
    public async Task<IReadOnlyList<Finding>> AllAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (string gateway in context.Gateways)
            findings.Add(await GatewayAsync(gateway, cancellation));

        findings.AddRange(Certificates());
        if (context.TokenFile is { } token)
            findings.Add(Token(token));

        if (findings.Exists(finding => finding.Check.StartsWith("gateway", StringComparison.Ordinal) && finding.Health == Health.Ok))
            findings.AddRange(await AnswerAsync(cancellation));

        return findings;
    }

    private static async Task<Finding> GatewayAsync(string gateway, CancellationToken cancellation)
    {
        string check = $"gateway {gateway}";
        try
        {
            IPEndPoint[] places = [.. await GatewayAddress.ResolveAsync(gateway, cancellation)];
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(ConnectTime);
            using var client = new TcpClient();
            await client.ConnectAsync([.. places.Select(place => place.Address)], places[0].Port, patience.Token);
            return new Finding(Finding.Cluster, check, Health.Ok, "takes connections");
        }
        catch (UsageException e)
        {
            return new Finding(Finding.Cluster, check, Health.Missing, e.Message, "s2grid cluster add NAME --gateway HOST:PORT --force");
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            string found = e is SocketException ? e.Message : Invariant($"no answer within {ConnectTime.TotalSeconds:0} s: a firewall?");
            return new Finding(Finding.Cluster, check, Health.Missing, found, "sudo systemctl start s2grid-silo  # there");
        }
    }

    private IEnumerable<Finding> Certificates()
    {
        if (context is not { Certificate: { } certificate, Key: { } key, Authority: { } authority })
            return [new Finding(Finding.Cluster, "certificates", Health.Unchecked, "none are set: no TLS")];

        string name = Path.GetFileNameWithoutExtension(certificate);
        CertificatePair pair;
        try
        {
            pair = CertificateFiles.Open(new ClientTls(certificate, key, authority)).Current;
        }
        catch (RefusedException e)
        {
            return [new Finding(Finding.Cluster, "certificates", Health.Missing, e.Message, $"s2grid pki issue client {name} --renew")];
        }

        return
        [
            Expiry("certificate", pair.Own, $"s2grid pki issue client {name} --renew  # where the authority's key is"),
            Expiry("authority", pair.Authority, "s2grid pki init --force  # then issue every certificate anew"),
        ];
    }

    private Finding Expiry(string check, X509Certificate2 certificate, string mend)
    {
        DateTimeOffset now = terminal.Time.GetUtcNow();
        DateTimeOffset end = certificate.NotAfter;
        double days = Math.Floor((end - now).TotalDays);
        string day = Invariant($"{end.UtcDateTime:yyyy-MM-dd}");
        if (now < certificate.NotBefore)
        {
            return new Finding(Finding.Cluster, check, Health.Missing, Invariant($"not valid before {certificate.NotBefore:u}"),
                "sudo timedatectl set-ntp true  # if this machine's clock is behind");
        }

        return days < 0 ? new Finding(Finding.Cluster, check, Health.Missing, $"expired on {day}", mend)
            : days < FewDays ? new Finding(Finding.Cluster, check, Health.Limited, Invariant($"good until {day}, {days} days"), mend)
            : new Finding(Finding.Cluster, check, Health.Ok, Invariant($"good until {day}, {days} days"));
    }

    private static Finding Token(string file)
    {
        const string check = "token";
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (!File.Exists(file))
        {
            return new Finding(Finding.Cluster, check, Health.Missing, $"there is no file {file}",
                $"s2grid token create NAME --file tokens.json > {file}  # at the silos");
        }

        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0
            ? new Finding(Finding.Cluster, check, Health.Limited, $"others can read {file}", $"chmod 600 {file}")
            : new Finding(Finding.Cluster, check, Health.Ok, $"in {file}");
    }

    /// <summary>What the cluster says itself: whether it takes us, its clock, where agents connect.</summary>
    private async Task<IEnumerable<Finding>> AnswerAsync(CancellationToken cancellation)
    {
        const string check = "answer";
        ClusterStatus status;
        DateTimeOffset asked, answered;
        try
        {
            await using ClusterConnection connection = await ClusterConnection.OpenAsync(terminal, context, cancellation);
            asked = terminal.Time.GetUtcNow();
            status = await connection.Grains.Cluster.Status();
            answered = terminal.Time.GetUtcNow();
        }
        catch (Exception e) when (e is ClusterLostException or RefusedException or UsageException or TimeoutException)
        {
            return [new Finding(Finding.Cluster, check, Health.Missing, e.Message,
                "s2grid cluster add NAME --gateway HOST:PORT ...  # the gateway's port, certificates and token of this cluster")];
        }

        var findings = new List<Finding>
        {
            new(Finding.Cluster, check, Health.Ok, Invariant($"{status.Silos.Count} silos, {status.Catalogue}")),
        };
        if (status.Now != default)
            findings.Add(Skew(status.Now < asked ? asked - status.Now : status.Now > answered ? status.Now - answered : TimeSpan.Zero));

        string[] agents = [.. status.Silos.Select(silo => silo.Report?.Agents).OfType<string>().Distinct()];
        foreach (string place in agents)
        {
            var address = new Uri(place);
            Finding finding = await GatewayAsync($"{address.Host}:{address.Port}", cancellation);
            findings.Add(finding with { Check = $"agent port {place}", Mend = finding.Mend is null ? null : "open this port for agents" });
        }

        return findings;
    }

    private static Finding Skew(TimeSpan skew)
    {
        bool isLarge = skew > LargestSkew;
        return new Finding(
            Finding.Cluster,
            "clock",
            isLarge ? Health.Limited : Health.Ok,
            Invariant($"{(isLarge ? $"{skew.TotalSeconds:0} s" : "less than 5 s")} from the cluster's"),
            isLarge ? "sudo timedatectl set-ntp true  # here and at the silos" : null);
    }
}
