namespace S2Grid.Web.Vm;

/// <summary>What a step did to a VM.</summary>
/// <param name="Step">The step.</param>
/// <param name="Counters">What it counted.</param>
/// <param name="Levels">The tree before and after it, level by level; empty where no tree is left.</param>
/// <param name="Tree">The tree after it, folded: its first lines.</param>
/// <param name="TreeLines">How many lines there are.</param>
public sealed record LabStep(
    VmStep Step, StepCounters Counters, IReadOnlyList<LevelView> Levels, IReadOnlyList<TreeLine> Tree, int TreeLines);
