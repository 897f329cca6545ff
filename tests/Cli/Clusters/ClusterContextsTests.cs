using System.Net;
using System.Text.Json;
using S2Grid.Cli.Clusters;
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

        CliResult added =
            await cli.RunAsync("cluster add lab --gateway silo1:30000 --gateway silo2:30001 --cluster-id kvm --token-file me.token");

        added.Exits(ExitCode.Done);
        string stored = await File.ReadAllTextAsync(FilePath, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("s2g_secret", stored + added.Out + added.Error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(cli.Folder, "me.token"), stored, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));

        Assert.Equal([FilePath, FilePath + ".lock"], Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Order());
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

        Assert.Contains("no cluster selected", (await cli.RunAsync("cluster status")).Exits(ExitCode.Usage).Error,
            StringComparison.Ordinal);
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

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"clusters": null}""", "doesn't allow")]
    [InlineData("null", "it is empty")]
    [InlineData("""{"clusters": {"lab": null}}""", "the cluster 'lab' has no gateway")]
    [InlineData("""{"clusters": {"lab": {}}}""", "the cluster 'lab' has no gateway")]
    [InlineData("""{"clusters": {"lab": {"gateways": [null]}}}""", "the cluster 'lab' has no gateway")]
    public async Task File_WithNothingWhereSomethingBelongs_IsReadOrRefused(string text, string? fault)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(FilePath, text, TestContext.Current.CancellationToken);

        foreach (string line in (string[])["cluster list", "sweeps list", "cluster add other --gateway silo1:30000"])
        {
            CliResult result = (await cli.RunAsync(line)).Exits(fault is null ? ExitCode.Done : ExitCode.Usage);
            if (fault is not null)
                Assert.Contains(fault, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Add_ManyAtOnce_KeepsAll()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => AddAsync($"c{number}"))));

        Assert.Equal(8, JsonDocument.Parse((await cli.RunAsync("cluster list --format json")).Out).RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("[::1]:30000", true)]
    [InlineData("silo1:30000", true)]
    [InlineData("silo1:1,[fe80::1]:2", true)]
    [InlineData("::1:30000", false)]
    [InlineData("[silo1]:30000", false)]
    [InlineData("[]:1", false)]
    public async Task Address_OfIpv6_StandsInBrackets(string address, bool isOne)
    {
        Assert.Equal(isOne, GatewayAddress.AreAddresses(address));
        if (address == "[::1]:30000")
            Assert.Equal([IPEndPoint.Parse(address)], await GatewayAddress.ResolveAsync(address, TestContext.Current.CancellationToken));
    }

    public void Dispose() => cli.Dispose();

    private async Task AddAsync(string name) => (await cli.RunAsync($"cluster add {name} --gateway silo1:30000")).Exits(ExitCode.Done);
}
