namespace S2Grid.Runs;

/// <summary>One step of a run.</summary>
/// <param name="Name">The step's name, unique within the run; it prefixes columns, as in <c>split.reads</c>.</param>
/// <param name="Step">What is done.</param>
/// <param name="Scope">What the step's counters belong to.</param>
public sealed record RunStep(string Name, VmStep Step, Scope Scope);
