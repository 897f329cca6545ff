using S2Grid.Experiments.Measured;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Specification;
using S2Grid.Runs;

namespace S2Grid.Experiments.Tests.Results;

/// <summary>What is held against the simulator, and what is not.</summary>
public sealed class CountCheckTests
{
    [Fact]
    public void Of_SharedMemoryOfPages_IsComparedWithPages()
    {
        CountCheck row = Row(thpBytes: 0);

        Assert.Equal(
            [("enable", CountComparison.Tables, 0L, 0L), ("enable", "stage2_split_walker", 16384, 16384)],
            row.Counts.Select(count => (count.Step, count.What, count.Measured, count.Simulated)));
        Assert.Contains("baseline", row.AgreeingStrategies!);
        Assert.Empty(row.Notes);
    }

    [Fact]
    public void Of_SharedMemoryInHugePages_IsNotComparedAndSaysWhy()
    {
        CountCheck row = Row(thpBytes: 32 << 20);

        Assert.Empty(row.Counts);
        Assert.Null(row.AgreeingStrategies);
        Assert.Equal(
            "transparent huge pages backed 32M of the shared memory, which the simulator takes for pages: tables and functions are not "
            + "compared",
            Assert.Single(row.Notes));
    }

    private static CountCheck Row(long thpBytes)
    {
        PlannedRun run =
            SweepSpecification.Parse("axes: {memory: 64M, backing: shmem, chunk: 2M}\nbackend: kvm", "s").Specification!.Plan[0];
        var step =
            new MeasuredStep("enable", Scope.Ioctl, 0.001, null, 0, new Dictionary<string, long> { ["stage2_split_walker"] = 16384 });
        var measured = new Measurement("a", "6.12", "", "arm64", 4096, Provenance.Emulated, [step], thpBytes, "", [], "[]", "{}");
        var group =
            new RunGroup(run.Configuration, Provenance.Emulated, "a", "6.12", 0, 1, 0, null, [])
            {
                Architecture = "arm64",
                Counted = [measured]
            };
        return Assert.Single(CountCheck.Of([group]));
    }
}
