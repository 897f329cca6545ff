using System.CommandLine;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster add</c>: gives a cluster a name.</summary>
internal sealed class ClusterAddCommand : CliCommand
{
    private readonly Argument<string> name = CliArgument.Text("NAME", "The name to give the cluster");
    private readonly Option<IReadOnlyList<string>> gateway = CliOption.Texts("--gateway", "HOST:PORT", "A silo's gateway");
    private readonly Option<string> id = CliOption.Text("--cluster-id", "ID", "The cluster's id, as configured on its silos", ClusterContext.DefaultId);
    private readonly Option<string?> certificate = CliOption.OptionalText("--certificate", "FILE", "Your certificate ('s2grid pki issue client')");
    private readonly Option<string?> key = CliOption.OptionalText("--key", "FILE", "Its private key");
    private readonly Option<string?> authority = CliOption.OptionalText("--authority", "FILE", "The certificate of the cluster's authority");
    private readonly Option<string?> token = CliOption.OptionalText("--token-file", "FILE", "A file with your token ('s2grid token create')");

    public ClusterAddCommand(CliEnvironment terminal)
        : base(
            terminal,
            "add",
            "Name a cluster and how to reach it; an existing name is changed",
            new("s2grid cluster add lab --gateway silo1:30000 --gateway silo2:30000", "One reachable gateway is enough."),
            new(
                "s2grid cluster add prod --gateway silo1:30000 --certificate me.crt --key me.key --authority ca.crt --token-file me.token",
                "A cluster with TLS and tokens.")) => AddAll(name, gateway, id, certificate, key, authority, token);

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse)
    {
        string given = parse.GetRequiredValue(name);
        ClusterContext context = Context(parse);
        if (given.Length == 0 || GatewayAddress.AreAddresses(given))
        {
            yield return new UsageError($"'{given}' is not a valid cluster name: it reads like an address", given);
        }

        foreach (string wrong in context.Gateways.Where(text => !GatewayAddress.AreAddresses(text) || text.Contains(',', StringComparison.Ordinal)))
        {
            yield return new UsageError($"{gateway.Name}: '{wrong}' is not written HOST:PORT", wrong, gateway.Name);
        }

        if (context.Gateways.Count == 0)
        {
            yield return new UsageError("no gateway given: add --gateway HOST:PORT");
        }

        string?[] tls = [context.Certificate, context.Key, context.Authority];
        if (tls.Any(file => file is null) && tls.Any(file => file is not null))
        {
            yield return new UsageError("TLS needs all of --certificate, --key and --authority");
        }

        foreach (string file in tls.Append(context.TokenFile).OfType<string>().Where(file => !File.Exists(file)))
        {
            yield return new UsageError($"no such file: {file}");
        }
    }

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        string given = parse.GetRequiredValue(name);
        var contexts = new ClusterContexts(Terminal);
        ClusterFile file = contexts.Read();
        file.Clusters[given] = Context(parse);
        contexts.Write(file);
        Terminal.Error.WriteLine($"Use it with --cluster {given}, or always: s2grid cluster use {given}");
        return Task.FromResult(ExitCode.Done);
    }

    private ClusterContext Context(ParseResult parse)
    {
        return new(
            parse.GetRequiredValue(gateway), parse.GetRequiredValue(id), FullPath(certificate), FullPath(key), FullPath(authority), FullPath(token));

        string? FullPath(Option<string?> option) => parse.GetValue(option) is { } path ? Terminal.FullPath(path) : null;
    }
}
