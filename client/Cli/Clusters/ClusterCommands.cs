using S2Grid.Cli.Output;

namespace S2Grid.Cli.Clusters;

/// <summary>The group <c>s2grid cluster</c>.</summary>
internal static class ClusterCommands
{
    public static CommandGroup Of(GridOptions grid) => new(
        grid.Terminal,
        "cluster",
        "Make clusters, name them, select one, show its state",
        [
            new("s2grid cluster init lab --silo rack1.lab", "Make what a cluster with TLS and tokens needs."),
            new("s2grid cluster add lab --gateway silo1:30000", "Name a cluster."),
            new("s2grid cluster status --cluster lab", "Its silos, slots, load and versions."),
        ],
        ClusterInitCommand.Of(grid.Terminal),
        Add(grid.Terminal),
        Use(grid.Terminal),
        List(grid.Terminal),
        Remove(grid.Terminal),
        ClusterStatusCommand.Of(grid));

    private static CliCommand Add(CliEnvironment terminal)
    {
        Argument<string> name = CliArgument.Text("NAME", "The name to give the cluster");
        Option<IReadOnlyList<string>> gateway = CliOption.Texts("--gateway", "HOST:PORT", "A silo's gateway");
        Option<string> id = CliOption.Text(
            "--cluster-id", "ID", "The cluster's id, as configured on its silos", ClusterContext.DefaultId);
        Option<string?> certificate = CliOption.OptionalText("--certificate", "FILE", "Your certificate ('s2grid pki issue client')");
        Option<string?> key = CliOption.OptionalText("--key", "FILE", "Its private key");
        Option<string?> authority = CliOption.OptionalText("--authority", "FILE", "The certificate of the cluster's authority");
        Option<string?> token = CliOption.OptionalText("--token-file", "FILE", "A file with your token ('s2grid token create')");
        return new CliCommand(
            terminal,
            "add",
            "Name a cluster and how to reach it; an existing name is changed",
            [
                new("s2grid cluster add lab --gateway silo1:30000 --gateway silo2:30000", "One reachable gateway is enough."),
                new(
                    "s2grid cluster add prod --gateway silo1:30000 --certificate me.crt --key me.key --authority ca.crt "
                        + "--token-file me.token",
                    "A cluster with TLS and tokens."),
            ],
            (parse, _) =>
            {
                ClusterContexts.Change(terminal, contexts =>
                {
                    contexts.Clusters[parse.GetRequiredValue(name)] = Context(parse);
                    return contexts;
                });
                terminal.Error.WriteLine(
                    $"Use it with --cluster {parse.GetValue(name)}, or always: s2grid cluster use {parse.GetValue(name)}");
                return Task.FromResult(ExitCode.Done);
            },
            name, gateway, id, certificate, key, authority, token)
        {
            Rules = Errors,
        };

        ClusterContext Context(ParseResult parse) => new(
            parse.GetRequiredValue(gateway), parse.GetRequiredValue(id), FullPath(parse, certificate), FullPath(parse, key),
            FullPath(parse, authority), FullPath(parse, token));

        string? FullPath(ParseResult parse, Option<string?> option) =>
            parse.GetValue(option) is { } path ? terminal.FullPath(path) : null;

        IEnumerable<UsageError> Errors(ParseResult parse)
        {
            string given = parse.GetRequiredValue(name);
            ClusterContext context = Context(parse);
            if (given.Length == 0 || GatewayAddress.AreAddresses(given))
                yield return new UsageError($"'{given}' is not a valid cluster name: it reads like an address", given);

            foreach (string wrong in context.Gateways.Where(text => text.Contains(',') || !GatewayAddress.AreAddresses(text)))
                yield return new UsageError($"{gateway.Name}: '{wrong}' is not written HOST:PORT", wrong, gateway.Name);

            if (context.Gateways.Count == 0)
                yield return new UsageError("no gateway given: add --gateway HOST:PORT");

            string?[] tls = [context.Certificate, context.Key, context.Authority];
            if (tls.Any(file => file is null) && tls.Any(file => file is not null))
                yield return new UsageError("TLS needs all of --certificate, --key and --authority");

            foreach (string file in tls.Append(context.TokenFile).OfType<string>().Where(file => !File.Exists(file)))
                yield return new UsageError($"no such file: {file}");
        }
    }

    private static CliCommand Use(CliEnvironment terminal)
    {
        Argument<string?> name = CliArgument.OptionalText("NAME", "The cluster's name", () => Names(terminal));
        Option<bool> embedded = CliOption.Flag("--embedded", "Use none: commands run in their own process");
        return new CliCommand(
            terminal,
            "use",
            "Select the cluster that commands use when neither --cluster nor --data is given",
            [
                new("s2grid cluster use lab", "From now on, commands use lab."),
                new("s2grid cluster use --embedded", "From now on, commands run in their own process again."),
            ],
            (parse, _) =>
            {
                string? chosen = parse.GetValue(name);
                ClusterContexts.Change(terminal, contexts =>
                {
                    if (chosen is not null)
                        contexts.Find(chosen);

                    return contexts with { Current = chosen };
                });
                terminal.Error.WriteLine(chosen is null ? "Commands run in their own process." : $"Commands use {chosen}.");
                return Task.FromResult(ExitCode.Done);
            },
            name, embedded)
        {
            Rules = parse => parse.GetValue(name) is null != parse.GetValue(embedded)
                ? [new UsageError("give either a name or --embedded", parse.GetValue(name))] : [],
        };
    }

    private static CliCommand Remove(CliEnvironment terminal)
    {
        Argument<string> name = CliArgument.Text("NAME", "The cluster's name", () => Names(terminal));
        return new CliCommand(
            terminal,
            "remove",
            "Remove a cluster's name; the cluster itself is not touched",
            [new("s2grid cluster remove lab", "Remove lab.")],
            (parse, _) =>
            {
                string given = parse.GetRequiredValue(name);
                ClusterContexts.Change(terminal, contexts =>
                {
                    contexts.Find(given);
                    contexts.Clusters.Remove(given);
                    return contexts.Current == given ? contexts with { Current = null } : contexts;
                });
                return Task.FromResult(ExitCode.Done);
            },
            name);
    }

    private static ListCommand<(string Name, ClusterContext Context, bool IsInUse)> List(CliEnvironment terminal) => new(
        terminal,
        "list",
        "List the clusters that you have named",
        [new("s2grid cluster list", "Names, gateways, and which one is selected.")],
        new(
            cluster => new
            {
                cluster.Name,
                InUse = cluster.IsInUse,
                cluster.Context.ClusterId,
                cluster.Context.Gateways,
                Tls = cluster.Context.Certificate is not null,
                cluster.Context.TokenFile,
            },
            new("in use", cluster => cluster.IsInUse ? "*" : ""),
            new("name", cluster => cluster.Name),
            new("cluster id", cluster => cluster.Context.ClusterId),
            new("gateways", cluster => string.Join(",", cluster.Context.Gateways)),
            new("TLS", cluster => cluster.Context.Certificate is null ? "no" : "yes"),
            new("token file", cluster => cluster.Context.TokenFile ?? "")),
        (_, _) =>
        {
            var contexts = ClusterContexts.Read(terminal);
            return Task.FromResult<(IReadOnlyList<(string, ClusterContext, bool)>, string?)>((
                [.. contexts.Clusters.Select(cluster => (cluster.Key, cluster.Value, cluster.Key == contexts.Current))],
                "No clusters are named yet: s2grid cluster add NAME --gateway HOST:PORT"));
        });

    private static SortedDictionary<string, ClusterContext>.KeyCollection Names(CliEnvironment terminal)
        => ClusterContexts.Read(terminal).Clusters.Keys;
}
