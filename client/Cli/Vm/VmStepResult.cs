using S2Grid.Mmu;

namespace S2Grid.Cli.Vm;

/// <summary>A step that was done, and what it cost.</summary>
/// <param name="Step">The step.</param>
/// <param name="Counters">Its counters.</param>
public sealed record VmStepResult(VmStep Step, StepCounters Counters);
