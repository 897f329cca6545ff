using S2Grid.Agent.Selftest;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Selftest;

/// <summary>What a stock dirty_log_perf_test prints is read strictly.</summary>
public sealed class SelftestOutputTests
{
    private const string Output = """
        Test iterations: 2
        Testing guest mode: PA-bits:ANY, VA-bits:48,  4K pages
        guest physical test memory: [0x7fbfff000, 0x7ffff000)
        Populate memory time: 8.805063074s
        Enabling dirty logging time: 0.000049843s

        Iteration 1 dirty memory time: 0.143401298s
        Iteration 1 get dirty log time: 0.000012103s
        Iteration 1 clear dirty log time: 0.018302801s
        Iteration 2 dirty memory time: 0.143401297s
        Iteration 2 get dirty log time: 0.000008996s
        Iteration 2 clear dirty log time: 0.018302800s
        Disabling dirty logging time: 0.001302801s
        Get dirty log over 2 iterations took 0.000021099s. (Avg 0.000010549s/iteration)
        Clear dirty log over 2 iterations took 0.036605601s. (Avg 0.018302800s/iteration)
        """;

    [Fact]
    public void Read_StockOutput_GivesTheHarnessSteps()
    {
        Sample sample = SelftestOutput.Read(Output, Clear(), warmUp: true);

        Assert.True(sample.WarmUp);
        Assert.Equal(
            ["populate", "enable", "dirty-1", "get-1", "clear-1", "dirty-2", "get-2", "clear-2", "disable"],
            sample.Steps.Select(step => step.Name));
        Assert.Equal([8_805_063_074, 49_843, 143_401_298, 12_103, 18_302_801], sample.Steps.Take(5).Select(step => step.Nanoseconds));
        Assert.All(sample.Steps, step => Assert.Equal(-1, step.Tables));
        Assert.Equal(-1, sample.Steps[3].DirtyPages);
    }

    /// <summary>What the tool of Linux 6.12 printed on an x86-64 machine, run with the arguments that an experiment gives.</summary>
    [Theory]
    [InlineData("clear.txt", "-v 1 -b 8388608 -i 2 -s anonymous -x 1 -w 100", 416_987_965, 47_672, 57_686)]
    [InlineData("enable.txt", "-v 2 -b 4194304 -i 2 -s anonymous_thp -x 2 -w 50 -r 7 -g -a", 248_999_613, 52_538, 67_250)]
    public void Read_RecordedOutput_IsUnderstood(string file, string arguments, long populate, long enable, long disable)
    {
        Experiment experiment = Small();
        experiment.Seed = 0;
        if (file == "clear.txt")
        {
            experiment.Scenario = ExperimentScenario.Clear;
        }
        else
        {
            (experiment.Vcpus, experiment.Memslots, experiment.Backing) = (2, 2, ExperimentBacking.Thp);
            (experiment.WritePercent, experiment.RandomOrder, experiment.Seed) = (50, true, 7);
        }

        Sample sample =
            SelftestOutput.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Selftest", "Recorded", file)), experiment,
                warmUp: false);

        Assert.Equal(arguments, string.Join(' ', SelftestPlan.Arguments(experiment, null)));
        Assert.Equal([populate, enable, disable],
            sample.Steps.Where(step => !step.Name.Contains('-', StringComparison.Ordinal)).Select(step => step.Nanoseconds));
        Assert.Equal(file == "clear.txt" ? 9 : 7, sample.Steps.Count);
    }

    [Theory]
    [InlineData("Iteration 2 clear dirty log time: 0.018302800s\n", "",
        "'Disabling dirty logging time: 0.001302801s' where 'Iteration 2 clear dirty log time' was expected")]
    [InlineData("Disabling dirty logging time: 0.001302801s\n", "", "did not print 'Disabling dirty logging time'")]
    [InlineData("Enabling dirty logging time", "Splitting huge pages time: 0.1s\nEnabling dirty logging time",
        "'Splitting huge pages time: 0.1s' where 'Enabling dirty logging time' was expected")]
    [InlineData("Get dirty log over", "Second run time: 0.1s\nGet dirty log over",
        "'Second run time: 0.1s' where nothing more was expected")]
    public void Read_AnythingElse_IsRefused(string text, string replacement, string expected)
    {
        var exception = Assert.Throws<AgentException>(
            () => SelftestOutput.Read(Output.Replace(text, replacement, StringComparison.Ordinal), Clear(), warmUp: false));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClearTimesWithoutManualProtect_AreRefused() =>
        Assert.Throws<AgentException>(() => SelftestOutput.Read(Output, Small(), warmUp: false));

    [Fact]
    public void Failure_OfAnAssertion_SaysWhichAndWhy()
    {
        string failure = SelftestOutput.Failure("/opt/dirty_log_perf_test", 254, """
            Test iterations: 2
            ==== Test Assertion Failure ====
              lib/kvm_util.c:1002: !ret
              pid=12 tid=12 errno=12 - Cannot allocate memory
                 1  0x0000000000404a21: vm_mem_add at kvm_util.c:1002
            """);

        Assert.Equal(
            "/opt/dirty_log_perf_test ended with exit code 254 and said: lib/kvm_util.c:1002: !ret pid=12 tid=12 errno=12 - Cannot "
            + "allocate memory",
            failure);
    }

    private static Experiment Clear()
    {
        Experiment experiment = Small();
        experiment.Scenario = ExperimentScenario.Clear;
        return experiment;
    }
}
