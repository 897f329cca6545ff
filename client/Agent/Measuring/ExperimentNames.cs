using S2Grid.Protocol;

namespace S2Grid.Agent.Measuring;

/// <summary>The field's names for what experiments are made of.</summary>
internal static class ExperimentNames
{
    /// <summary>Backings by name.</summary>
    internal static IReadOnlyDictionary<string, ExperimentBacking> Backings { get; } = new Dictionary<string, ExperimentBacking>
    {
        ["4k"] = ExperimentBacking.Pages,
        ["thp"] = ExperimentBacking.Thp,
        ["hugetlb-2m"] = ExperimentBacking.Hugetlb2M,
        ["hugetlb-1g"] = ExperimentBacking.Hugetlb1G,
        ["shmem"] = ExperimentBacking.Shmem,
    };

    /// <summary>Scenarios by name.</summary>
    internal static IReadOnlyDictionary<string, ExperimentScenario> Scenarios { get; } = new Dictionary<string, ExperimentScenario>
    {
        ["enable"] = ExperimentScenario.Enable,
        ["clear"] = ExperimentScenario.Clear,
        ["lazy"] = ExperimentScenario.Lazy,
    };

    /// <summary>Ways of manual protect by name.</summary>
    internal static IReadOnlyDictionary<string, ManualProtect> ManualProtects { get; } = new Dictionary<string, ManualProtect>
    {
        ["by-scenario"] = ManualProtect.ByScenario,
        ["off"] = ManualProtect.Off,
        ["on"] = ManualProtect.On,
        ["initially-set"] = ManualProtect.InitiallySet,
    };

    /// <summary>Backends of the agent by name.</summary>
    internal static IReadOnlyDictionary<string, ExperimentDriver> Drivers { get; } = new Dictionary<string, ExperimentDriver>
    {
        ["harness"] = ExperimentDriver.Harness,
        ["selftest"] = ExperimentDriver.Selftest,
    };

    /// <summary>A backing's name.</summary>
    internal static string Of(ExperimentBacking backing) => Backings.FirstOrDefault(pair => pair.Value == backing).Key ?? backing.ToString();

    /// <summary>Whether manual protect is on, and whether everything is dirty initially, once the scenario has had its say.</summary>
    internal static ManualProtect Effective(Experiment experiment) => experiment.ManualProtect switch
    {
        ManualProtect.ByScenario when experiment.Scenario == ExperimentScenario.Clear => ManualProtect.InitiallySet,
        ManualProtect.ByScenario => ManualProtect.Off,
        var given => given,
    };
}
