using S2Grid.Cli.Tests.Harness;
using S2Grid.Security.Certificates;

namespace S2Grid.Cli.Tests.Clusters;

/// <summary>A cluster with certificates and tokens, made and used with the command line alone.</summary>
public sealed class RefusedClientTests : IAsyncLifetime
{
    private readonly CliHarness cli = new() { Clock = new SkippingClock() };
    private RemoteCluster? cluster;

    private string Address => cluster!.Address;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (string dir in (IEnumerable<string>)["pki", "stranger"])
        {
            await DoneAsync($"pki init --dir {dir}");
            await DoneAsync($"pki issue client alice --dir {dir}");
        }

        await DoneAsync("pki issue silo one");
        cli.Write("alice.token", (await DoneAsync("token create alice --role viewer")).Out);
        cluster = new RemoteCluster
        {
            With = usual =>
                usual with
                {
                    Tls = new ClientTls(PathOf("pki/one.crt"), PathOf("pki/one.key"), PathOf("pki/ca.crt")),
                    Tokens = PathOf("tokens.json")
                },
        };
        await cluster.InitializeAsync();
    }

    [Fact]
    public async Task Viewer_MayLookButNotRun()
    {
        await AddAsync("lab", "pki", "--token-file alice.token");

        (await cli.RunAsync("sweeps list --cluster lab")).Exits(ExitCode.Done);
        (await cli.RunAsync("cluster status --cluster lab")).Exits(ExitCode.Done);
        CliResult run = await cli.RunAsync("run rfc-2026-05 --cluster lab");

        Assert.Contains("The token 'alice' has the role viewer; ISweepDirectoryGrain.Start needs operator.", Refusal(run),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoToken_IsExplainedAndNotTriedAgain()
    {
        await AddAsync("lab", "pki", "");

        Assert.Contains("This cluster asks for a token", Refusal(await cli.RunAsync("sweeps list --cluster lab")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateOfAnotherAuthority_IsExplainedAndNotTriedAgain()
    {
        await AddAsync("lab", "stranger", "--token-file alice.token");

        Assert.Contains("TLS was refused", Refusal(await cli.RunAsync("sweeps list --cluster lab")), StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();

        cli.Dispose();
    }

    private static string Refusal(CliResult result)
    {
        Assert.DoesNotContain("lost the cluster", result.Exits(ExitCode.Failed).Error, StringComparison.Ordinal);
        return result.Error;
    }

    private string PathOf(string name) => Path.Combine(cli.Folder, name);

    private async Task<CliResult> DoneAsync(string line) => (await cli.RunAsync(line)).Exits(ExitCode.Done);

    private Task<CliResult> AddAsync(string name, string pki, string token) => DoneAsync(
        $"cluster add {name} --gateway {Address} --certificate {pki}/alice.crt --key {pki}/alice.key --authority {pki}/ca.crt {token}");
}
