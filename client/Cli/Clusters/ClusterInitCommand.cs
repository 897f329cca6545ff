using S2Grid.Cli.Pki;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster init</c>: a folder with all that a cluster with TLS and tokens needs, and the user's own way in.</summary>
internal static class ClusterInitCommand
{
    private const int GatewayPort = 30000;
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(365);
    private static readonly string[] Loopback = ["127.0.0.1"];

    /// <summary>Creates the command.</summary>
    public static CliCommand Of(CliEnvironment terminal)
    {
        Argument<string> name = PkiName.Argument("The cluster's name for --cluster, and its id on silos");
        Option<IReadOnlyList<string>> silos = PkiName.Options(
            "--silo", "HOST", "Name or IPv4 address of a machine with a silo, by which others reach it", Loopback[0]);
        Option<string?> dir = CliOption.OptionalText("--dir", "DIR", "The folder to make", "the cluster's name");
        Option<string?> at = CliOption.OptionalText("--at", "DIR", "Where silos will have the folder's files", "where they are made");
        Option<string?> redis = CliOption.OptionalText("--redis", "HOST:PORT", "Redis; its password is made, too", "none: one silo");
        Option<string?> postgres = CliOption.OptionalText(
            "--postgres", "HOST", "PostgreSQL, its user and database s2grid; the password is made, too", "none: one silo");
        Option<IReadOnlyList<string>> gateways = CliOption.Texts(
            "--gateway", "HOST:PORT", "Where you reach a silo's gateway", $"port {GatewayPort} of each silo");
        return new CliCommand(
            terminal,
            "init",
            "Make what a cluster with TLS and tokens needs, in a folder, and name the cluster",
            [
                new("s2grid cluster init lab --silo rack1.lab", "Certificates, tokens and settings in the folder lab, for one silo."),
                new(
                    "s2grid cluster init prod --silo a --silo b --silo c --redis db:6379 --postgres db --at /etc/s2grid",
                    "Three silos, which have their files in /etc/s2grid."),
            ],
            async (parse, _) =>
            {
                string cluster = parse.GetRequiredValue(name);
                string shown = parse.GetValue(dir) ?? cluster;
                string folder = terminal.FullPath(shown);
                if (Path.Exists(folder))
                    throw new UsageException(new UsageError($"{shown} exists, and nothing in it is changed; give another --dir", shown));

                string[] hosts = Hosts(parse);
                string place = parse.GetValue(at) ?? folder;
                var access = new ClusterContext(
                    parse.GetRequiredValue(gateways) is { Count: > 0 } given
                        ? given : [.. hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host}:{GatewayPort}"))],
                    cluster,
                    Path.Combine(folder, "admin.crt"),
                    Path.Combine(folder, "admin.key"),
                    Path.Combine(folder, "ca.crt"),
                    Path.Combine(folder, "admin.token"));
                ClusterContexts.Change(terminal, contexts =>
                {
                    if (!contexts.Clusters.TryAdd(cluster, access))
                    {
                        throw new UsageException(
                            new UsageError($"you have a cluster '{cluster}'; 's2grid cluster remove {cluster}' forgets its name", cluster));
                    }

                    // Made aside and renamed, so that a folder that is there is whole.
                    string aside = $"{folder}.{Guid.NewGuid():N}.aside";
                    new ClusterFolder(aside, place, cluster, terminal.Time.GetUtcNow())
                        .Make(hosts, parse.GetValue(redis), parse.GetValue(postgres), AuthorityLife, CertificateLife);
                    Directory.Move(aside, folder);
                    return contexts;
                });
                await terminal.Out.WriteLineAsync($"Made the cluster {cluster} in {shown}:");
                var table = new TextTable("ca.key", "keep it away from silos: whoever has it can issue certificates");
                foreach (string host in hosts)
                    table.Add($"{host}.json", $"settings for {host}, with ca.crt, {host}.crt, {host}.key and tokens.json in {place}");

                table.Add("ROLE.token", $"tokens: {string.Join(", ", ClusterFolder.Roles)}; tokens.json has their hashes");
                table.WriteText(terminal.Out);
                foreach (string host in hosts)
                    await terminal.Out.WriteLineAsync($"On {host}: s2grid-silo --settings {Path.Combine(place, host)}.json");

                await terminal.Error.WriteLineAsync($"Use it with --cluster {cluster}, or always: s2grid cluster use {cluster}");
                return ExitCode.Done;
            },
            name, silos, dir, at, redis, postgres, gateways)
        {
            Rules = Errors,
        };

        string[] Hosts(ParseResult parse) => parse.GetRequiredValue(silos) is { Count: > 0 } given ? [.. given] : Loopback;

        IEnumerable<UsageError> Errors(ParseResult parse)
        {
            string[] hosts = Hosts(parse);
            foreach (string host in hosts.Where(host => host == PkiFolder.Authority || ClusterFolder.Roles.Contains(host)).Distinct())
                yield return new UsageError($"--silo: '{host}' is the name of another file in the folder", host, silos.Name);

            foreach (IGrouping<string, string> twice in hosts.GroupBy(host => host).Where(same => same.Count() > 1))
                yield return new UsageError($"--silo: '{twice.Key}' is given more than once", twice.Key, silos.Name);

            if (hosts.Length > 1 && (parse.GetValue(redis) is null || parse.GetValue(postgres) is null))
                yield return new UsageError("several silos need --redis and --postgres, which they share");

            foreach (string wrong in parse.GetRequiredValue(gateways).Append(parse.GetValue(redis)).OfType<string>()
                .Where(text => text.Contains(',') || !GatewayAddress.AreAddresses(text)))
            {
                yield return new UsageError($"'{wrong}' is not written HOST:PORT", wrong);
            }

            if (parse.GetValue(postgres) is { } server && Uri.CheckHostName(server) == UriHostNameType.Unknown)
                yield return new UsageError($"{postgres.Name}: '{server}' is not a valid host name or IP address", server, postgres.Name);
        }
    }
}
