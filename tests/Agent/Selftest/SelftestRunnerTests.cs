using System.Diagnostics;
using S2Grid.Agent.Selftest;
using S2Grid.Agent.Tests.Harness;
using S2Grid.Protocol;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Selftest;

/// <summary>A program in the tool's place, which prints its arguments and what the tool would.</summary>
public sealed class SelftestRunnerTests : IDisposable
{
    private readonly TemporaryState state = new();

    public void Dispose() => state.Dispose();

    [Fact]
    public void Run_Tool_GetsTheExperimentAsArguments()
    {
        string tool = Tool("""
            echo "$@" > "$(dirname "$0")/arguments"
            echo "Populate memory time: 0.000000001s"
            echo "Enabling dirty logging time: 0.000000002s"
            echo "Iteration 1 dirty memory time: 0.000000003s"
            echo "Iteration 1 get dirty log time: 0.000000004s"
            echo "Disabling dirty logging time: 0.000000005s"
            """);
        Experiment experiment = Small();
        (experiment.Iterations, experiment.Vcpus, experiment.Memslots, experiment.Backing) = (1, 2, 4, ExperimentBacking.Thp);
        (experiment.WritePercent, experiment.RandomOrder, experiment.WarmUps) = (60, true, 1);
        RunReport report = new SelftestRunner(tool, _ => { }).Run(experiment);

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Equal([true, false], report.Samples.Select(sample => sample.WarmUp));
        Assert.Equal([1, 2, 3, 4, 5], report.Samples[1].Steps.Select(step => step.Nanoseconds));
        Assert.Equal(SelftestRunner.Limits, report.SurroundingsBefore["selftest_limits"]);
        if (!File.ReadAllText(Path.Combine(state.Path, "arguments")).Contains("-m", StringComparison.Ordinal))
        {
            Assert.Equal("-v 2 -b 4194304 -i 1 -s anonymous_thp -x 4 -w 60 -r 1 -g -a",
                File.ReadAllText(Path.Combine(state.Path, "arguments")).Trim());
        }
    }

    [Fact]
    public void Run_ToolFails_SaysWhatItSaid()
    {
        string tool = Tool("""
            echo "==== Test Assertion Failure ===="
            echo "  lib/kvm_util.c:1: no"
            exit 254
            """);

        Assert.Contains("exit code 254", Assert.Throws<AgentException>(() => new SelftestRunner(tool, _ => { }).Run(Small())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_OfWhatTheToolCannotDo_SaySo()
    {
        Experiment experiment = Small();
        (experiment.ChunkBytes, experiment.DirtyRing, experiment.BaseOffset) = (2 * MiB, true, 4096);
        experiment.Dirty = new PageChoice { Page = 1 };
        string[] refusals = [.. SelftestPlan.Refusals(experiment, null)];

        Assert.Equal(5, refusals.Length);
        Assert.Contains(refusals, refusal => refusal.Contains("no option for the eager-split chunk size", StringComparison.Ordinal));
        Assert.Empty(SelftestPlan.Refusals(Small(), Tool("exit 0")));
    }

    [Fact]
    public void Arguments_RunWithoutASeed_TellNone()
    {
        Experiment experiment = Small();
        (experiment.Seed, experiment.RandomOrder) = (0, true);
        Assert.Contains("seed 0 is none", Assert.Single(SelftestPlan.Refusals(experiment, Tool("exit 0"))), StringComparison.Ordinal);

        experiment.RandomOrder = false;
        Assert.Empty(SelftestPlan.Refusals(experiment, Tool("exit 0")));
        Assert.DoesNotContain("-r", SelftestPlan.Arguments(experiment, null));
    }

    private string Tool(string commands)
    {
        string path = Path.Combine(state.Path, "dirty_log_perf_test");
        string script = path + ".sh";
        File.WriteAllText(script,
            "#!/bin/sh\n[ \"$1\" = -h ] && echo '   0:    PA-bits:40,  VA-bits:48,  4K pages (supported)' && exit 0\n" + commands);
        // A program that this process had open for writing could not be started while a child of another test still has it so.
        using (Process install = Process.Start("install", ["-m", "500", script, path]))
            install.WaitForExit();
        return path;
    }
}
