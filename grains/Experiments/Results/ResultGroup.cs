
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;
using S2Grid.Mmu.Counters;

namespace S2Grid.Experiments.Results;

/// <summary>The runs of one configuration; they count alike, so the counters of the first that succeeded stand for all.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="provenance">Where the counters come from.</param>
/// <param name="scope">What the counters belong to.</param>
/// <param name="steps">The names of the steps that are counted.</param>
internal sealed class ResultGroup(RunConfiguration configuration, Provenance provenance, Scope scope, IReadOnlyList<string> steps)
{
    internal RunConfiguration Configuration => configuration;

    internal Provenance Provenance => provenance;

    internal Scope Scope => scope;

    /// <summary>The counted steps' counters, added up.</summary>
    internal StepCounters Counters { get; } = new();

    internal long Runs { get; private set; }

    internal long Failed { get; private set; }

    /// <summary>Why the first run that failed did; null if none did.</summary>
    internal string? Error { get; private set; }

    internal void Add(RunResult result)
    {
        if (result.State == RunState.Failed)
        {
            Failed++;
            Error ??= result.Error;
        }
        else if (Runs++ == 0)
        {
            foreach (StepResult step in result.Steps.Where(step => steps.Contains(step.Name)))
            {
                Counters.Add(step.Counters);
            }
        }
    }
}
