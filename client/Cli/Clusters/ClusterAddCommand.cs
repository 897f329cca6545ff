using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Clusters;

/// <summary><c>s2grid cluster add</c>: gives a cluster a name.</summary>
public sealed class ClusterAddCommand : CliCommand<ClusterAddSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "The name to give the cluster" };
    private readonly ListOption gateway = new("--gateway", "HOST:PORT", "A silo's gateway");
    private readonly ValueOption id = new("--cluster-id", "ID", "The cluster's id, as its silos are told", ClusterContext.DefaultId);
    private readonly ValueOption certificate = new("--certificate", "FILE", "Your certificate ('s2grid pki issue client')");
    private readonly ValueOption key = new("--key", "FILE", "Its private key");
    private readonly ValueOption authority = new("--authority", "FILE", "The certificate of the cluster's authority");
    private readonly ValueOption token = new("--token-file", "FILE", "A file with your token ('s2grid token create')");

    /// <summary>Creates the command.</summary>
    public ClusterAddCommand(CliEnvironment environment)
        : base("add", "Name a cluster and how to reach it; a name that exists is changed")
    {
        this.environment = environment;
        Add(name);
        AddAll([gateway, id, certificate, key, authority, token]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid cluster add lab --gateway silo1:30000 --gateway silo2:30000", "One gateway that answers is enough."),
        new(
            "s2grid cluster add prod --gateway silo1:30000 --certificate me.crt --key me.key --authority ca.crt --token-file me.token",
            "A cluster that asks who you are."),
    ];

    /// <inheritdoc/>
    protected override ClusterAddSettings Read(SettingsReader reader) => new(
        reader.Text(name) ?? "",
        new ClusterContext(
            reader.Texts(gateway), reader.Text(id) ?? ClusterContext.DefaultId, FileOf(reader, certificate), FileOf(reader, key), FileOf(reader, authority), FileOf(reader, token)));

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ClusterAddSettings settings, CancellationToken cancellation)
    {
        var contexts = new ClusterContexts(environment);
        ClusterFile file = contexts.Read();
        file.Clusters[settings.Name] = settings.Context;
        contexts.Write(file);
        environment.Error.WriteLine($"Use it with --cluster {settings.Name}, or always: s2grid cluster use {settings.Name}");
        return Task.FromResult(ExitCode.Done);
    }

    private string? FileOf(SettingsReader reader, ValueOption option) => reader.Text(option) is { } path ? environment.FullPath(path) : null;
}
