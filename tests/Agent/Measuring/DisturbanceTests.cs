using S2Grid.Agent.Measuring;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Measuring;

/// <summary>What marks a run as disturbed.</summary>
public sealed class DisturbanceTests
{
    [Theory]
    [InlineData("The frequency governor is 'powersave', not 'performance'.", "governor", "powersave", "powersave")]
    [InlineData("The highest CPU frequency went from 3000000 to 2000000 kHz.", "frequency_khz", "3000000 1000000", "2000000 1000000")]
    [InlineData("The console loglevel is 7: kernel messages may be written to a console meanwhile (dmesg -n 1).", "console_loglevel", "7",
        "7")]
    public void Since_AValueThatDisturbs_NamesIt(string expected, string name, string before, string after) =>
        Assert.Contains(expected, Since(Small(), [], name, before, after));

    [Theory]
    [InlineData("governor", "performance", "performance")]
    [InlineData("frequency_khz", "3000000", "2900000")]
    [InlineData("console_loglevel", "1", "1")]
    public void Since_AValueThatDoesNot_SaysNothingOfIt(string name, string before, string after) => Assert.DoesNotContain(
        Since(Small(), [], name, before, after),
        sentence => sentence.Contains("governor", StringComparison.Ordinal)
            || sentence.Contains("frequency", StringComparison.Ordinal)
            || sentence.Contains("console", StringComparison.Ordinal));

    [Fact]
    public void Since_TransparentHugePagesThatWereNotObtained_SaysHowMany()
    {
        Experiment experiment = Small();
        experiment.Backing = ExperimentBacking.Thp;

        Assert.Contains(
            "Only 2097152 of 8388608 bytes were in transparent huge pages.",
            Since(experiment, [new Sample { ThpBytes = 2 * MiB }], "none", "", ""));
        Assert.DoesNotContain(
            Since(experiment, [new Sample { ThpBytes = 8 * MiB }], "none", "", ""),
            sentence => sentence.Contains("transparent", StringComparison.Ordinal));
    }

    [Fact]
    public void Since_MoreVcpusThanCpus_SaysSo()
    {
        Experiment experiment = Small();
        experiment.Vcpus = 512;

        Assert.Contains(Since(experiment, [], "none", "", ""),
            sentence => sentence.StartsWith("512 vCPUs share", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000, 0, 0, null)]
    [InlineData(1000, 40, 0, null)]
    [InlineData(1000, 60, 0, "Other programs used 6 % of the CPUs.")]
    [InlineData(10, 3, 0, null)] // a few ticks prove nothing
    [InlineData(1000, 0, 20, "A hypervisor took 2 % of the CPUs away.")]
    public void Until_TimeThatOthersTook_CountsFromAShareOn(long all, long others, long stolen, string? expected)
    {
        var before = new CpuTimes(Busy: 100, Stolen: 50, All: 5000, Own: 70);
        var after = new CpuTimes(100 + 200 + others, 50 + stolen, 5000 + all, 70 + 200);

        Assert.Equal(expected, before.Until(after).SingleOrDefault());
    }

    private static List<string> Since(Experiment experiment, Sample[] samples, string name, string before, string after) =>
        [.. new Disturbance().Since(
            experiment, samples, new Dictionary<string, string> { [name] = before }, new Dictionary<string, string> { [name] = after })];
}
