namespace S2Grid.Experiments.Models;

/// <summary>The names of phases and scopes, as in cost models' files.</summary>
public static class CostPhases
{
    /// <summary>The phases by name, in the order in which they are printed.</summary>
    public static IReadOnlyDictionary<string, CostPhase> ByName { get; } = new OrderedDictionary<string, CostPhase>
    {
        ["level-visits"] = CostPhase.LevelVisits,
        ["table-build"] = CostPhase.TableBuild,
        ["break-before-make"] = CostPhase.BreakBeforeMake,
        ["tlbi"] = CostPhase.Tlbi,
        ["barriers"] = CostPhase.Barriers,
        ["write-protect"] = CostPhase.WriteProtect,
        ["top-ups"] = CostPhase.TopUps,
        ["fault-exits"] = CostPhase.FaultExits,
    };

    /// <summary>The name of a phase.</summary>
    public static string Name(this CostPhase phase) => ByName.First(named => named.Value == phase).Key;
}
