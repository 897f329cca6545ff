using System.Text.Json;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Clusters;

public sealed class ClusterContextsTests : IDisposable
{
    private readonly CliHarness cli = new();

    private string FilePath => Path.Combine(cli.Folder, "config", "s2grid", "clusters.json");

    [Fact]
    public async Task Add_WithATokenFile_KeepsItsPathForTheOwnerOnly()
    {
        cli.Write("me.token", "s2g_secret");

        CliResult added = await cli.RunAsync("cluster add lab --gateway silo1:30000 --gateway silo2:30001 --cluster-id kvm --token-file me.token");

        added.Exits(ExitCode.Done);
        string stored = await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("s2g_secret", stored + added.Out + added.Error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(cli.Folder, "me.token"), stored, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }

        Assert.Equal([FilePath], Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
        JsonElement listed = JsonDocument.Parse((await cli.RunAsync("cluster list --format json")).Out).RootElement[0];
        Assert.Equal("kvm", listed.GetProperty("cluster_id").GetString());
        Assert.Equal(2, listed.GetProperty("gateways").GetArrayLength());
    }

    [Fact]
    public async Task Use_ThenRemove_ForgetsTheChoiceToo()
    {
        await AddAsync("lab");
        (await cli.RunAsync("cluster use lab")).Exits(ExitCode.Done);
        string inUse = (await cli.RunAsync("cluster list")).Out;
        (await cli.RunAsync("cluster remove lab")).Exits(ExitCode.Done);
        CliResult status = await cli.RunAsync("cluster status");

        Assert.Contains("*", inUse, StringComparison.Ordinal);
        Assert.Contains("no cluster selected", status.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_OfTheEmbeddedGrid_EndsTheChoice()
    {
        await AddAsync("lab");
        await cli.RunAsync("cluster use lab");
        (await cli.RunAsync("cluster use --embedded")).Exits(ExitCode.Done);

        Assert.Contains("no cluster selected", (await cli.RunAsync("cluster status")).Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster use labb", "cluster-unknown-use")]
    [InlineData("sweeps list --cluster labb", "cluster-unknown")]
    [InlineData("sweeps list --cluster lab --data data", "cluster-and-data")]
    [InlineData("cluster add a:1 --gateway silo1 --key no.key", "cluster-add-faults")]
    [InlineData("run chunks --detach", "cluster-detach-embedded")]
    [InlineData("sweeps set chunks --weight 0 --priority 101 --parallel none", "policy-faults")]
    public async Task Mistake_IsExplained(string line, string snapshot)
    {
        await AddAsync("lab");

        CliResult result = await cli.RunAsync(line);

        Snapshot.Matches("error-" + snapshot, result.Exits(ExitCode.Usage).Error.Replace(cli.Folder, "FOLDER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Variable_NamesACluster_UnlessDataIsGiven()
    {
        cli.Variables["S2GRID_CLUSTER"] = "nowhere";

        CliResult named = await cli.RunAsync("sweeps list");
        CliResult given = await cli.RunAsync("sweeps list --data data");

        Assert.Contains("unknown cluster 'nowhere'", named.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
        given.Exits(ExitCode.Done);
    }

    public void Dispose() => cli.Dispose();

    private async Task AddAsync(string name) => (await cli.RunAsync($"cluster add {name} --gateway silo1:30000")).Exits(ExitCode.Done);
}
