using S2Grid.Cli.Tests.Clusters;
using S2Grid.Cli.Tests.Harness;

namespace S2Grid.Cli.Tests.Vm;

/// <summary><c>s2grid vm</c> in a cluster of one silo.</summary>
public sealed class RemoteVmTests(RemoteCluster cluster) : IClassFixture<RemoteCluster>, IDisposable
{
    private readonly CliHarness cli = new();

    [Theory]
    [InlineData("vm --memory 1G --backing hugetlb-1g --strategy rfc --chunk 2M --steps populate,wp,split,split --map")]
    [InlineData("vm --memory 6M --backing thp --steps populate,wp,write:page=5 --steps map:page=600 --format json --map")]
    [InlineData("vm --memory 8M --base 0x80000000 --backing thp50 --strategy skip-level3 --chunk 64K --granule 64K --ia-bits 44 --no-fwb "
        + "--no-tlbi-range")]
    [InlineData("vm --memory 512M --backing 4k --steps populate,wp,write:random=0.5,seed=3 --format json --map")]
    [InlineData("vm --memory 8M --dirty-tracking hdbss --clean hacdbs --kernel 7.3 --steps populate,wp,split,write:all,clear,destroy")]
    public async Task Vm_InACluster_WritesWhatThisProcessWrites(string line)
    {
        string here = (await cli.RunAsync(line)).Exits(ExitCode.Done).Out;

        CliResult there = await cli.RunAsync($"{line} --cluster {cluster.Address}");

        Assert.Equal(here, there.Exits(ExitCode.Done).Out);
        Assert.Empty(there.Error);
    }

    [Fact]
    public async Task Vm_StepThatCannotBeDone_IsTheSameErrorInACluster()
    {
        const string Line = "vm --steps populate,destroy,wp";
        string here = (await cli.RunAsync(Line)).Exits(ExitCode.Usage).Error;

        CliResult there = await cli.RunAsync($"{Line} --cluster {cluster.Address}");

        Assert.Contains("--steps, step 3: The VM's tables were destroyed", here, StringComparison.Ordinal);
        Assert.Equal(Sentence(here), Sentence(there.Exits(ExitCode.Usage).Error));
    }

    [Theory]
    [InlineData("vm --cluster nowhere")]
    [InlineData("--cluster nowhere vm")]
    public async Task Vm_UnknownCluster_SaysSo(string line)
    {
        CliResult result = await cli.RunAsync(line);

        Assert.Contains("unknown cluster 'nowhere'", result.Exits(ExitCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vm_ClusterBeforeTheCommand_IsUsed()
    {
        const string Line = "vm --memory 8M --format json";
        string here = (await cli.RunAsync(Line)).Exits(ExitCode.Done).Out;

        Assert.Equal(here, (await cli.RunAsync($"--cluster {cluster.Address} {Line}")).Exits(ExitCode.Done).Out);
        Assert.Equal(here, (await cli.RunAsync($"--cluster nowhere {Line} --cluster {cluster.Address}")).Exits(ExitCode.Done).Out);
    }

    public void Dispose() => cli.Dispose();

    /// <summary>The error without the command line that it shows.</summary>
    private static string Sentence(string error) => error.Split('\n')[0];
}
