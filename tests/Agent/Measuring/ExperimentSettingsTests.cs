using S2Grid.Protocol;
using S2Grid.Runs;
using static S2Grid.Agent.Tests.Harness.Experiments;

namespace S2Grid.Agent.Tests.Measuring;

/// <summary>Settings travel by name, and for older agents in a field each.</summary>
public sealed class ExperimentSettingsTests
{
    public static TheoryData<string, string> Values => new()
    {
        { "scenario", "lazy" },
        { "memory", "1G" },
        { "backing", "hugetlb-1g" },
        { "dirty", "stride=2M" },
        { "dirty", "random=0.1,seed=7" },
        { "dirty", "random=0,seed=0" },
        { "base-offset", "2M" },
        { "chunk", "2M" },
        { "iterations", "7" },
        { "clear-pages", "128" },
        { "vcpus", "3" },
        { "memslots", "4" },
        { "write-percent", "50" },
        { "order", "random seed 9" },
        { "manual-protect", "initially-set" },
        { "dirty-ring", "true" },
        { "warm-ups", "5" },
        { "verify-counts", "true" },
        { "driver", "dirty-log-perf-test" },
        { "time-limit", "90s" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Set_ASetting_IsReadByNameAndFromItsField(string name, string value)
    {
        Setting setting = ExperimentSettings.All.Single(setting => setting.Name == name);
        Experiment experiment = Small();
        experiment.Set(setting, setting.TryRead(value)!);
        Assert.Equal(value, experiment.Settings[name]);

        experiment.Settings.Clear();
        Assert.Equal(value, experiment.Text(setting));
    }
}
