namespace S2Grid.Experiments.Runs;

/// <summary>
/// Carries runs out, one after the other, as <see cref="SimulatedRun"/> does, and repeats nothing: a run that counts like one before it
/// takes its counters, and others begin with the steps that they have in common with the run before. Not thread-safe.
/// </summary>
/// <param name="vm">Does the runs; nothing else uses it meanwhile.</param>
/// <param name="cache">What this process' runs have counted.</param>
public sealed class RunSimulator(SimulatedVm vm, CountCache cache)
{
    /// <summary>The largest tables that are kept to begin from, in bytes.</summary>
    private const long MaxSnapshot = 32L << 20;

    /// <summary>Steps that come before any in which strategy or chunk matter, as the last runs had them.</summary>
    private readonly List<Beginning> beginnings = [];

    private int known;

    /// <summary>The most bytes that the states take which are kept of VMs with tables of so many bytes: populated, and then
    /// write-protected.</summary>
    public static long MaxSnapshotBytes(long tableBytes) => 2 * Math.Min(tableBytes, MaxSnapshot);

    /// <summary>Does a run's steps on a VM of its configuration.</summary>
    /// <returns>The counters of each step; a run whose step cannot be done has failed, says why, and leaves the VM fit for the next
    /// run.</returns>
    /// <exception cref="OperationCanceledException">Cancelled between two steps.</exception>
    public RunResult Execute(PlannedRun run, CancellationToken cancellation)
    {
        RunConfiguration configuration = run.Configuration;
        IReadOnlyList<RunStep> steps = configuration.Steps;
        VmConfiguration wanted = configuration.ToVmConfiguration();
        if (!EqualCounts.Holds(steps.Select(step => step.Step)))
            return SimulatedRun.Execute(vm, run, cancellation);

        cancellation.ThrowIfCancellationRequested();
        var key = new CountCache.Key(EqualCounts.Representative(wanted), configuration.Scenario, configuration.Dirty);
        var results = new List<StepResult>(steps.Count);
        RunState state = RunState.Succeeded;
        string? error = null;
        if (cache.TryGet(key, steps.Count, out StepCounters[]? counted))
        {
            results.AddRange(steps.Select((step, i) => new StepResult(step.Name, step.Scope, counted[i])));
        }
        else
        {
            try
            {
                Simulate(key.Vm, steps, results, cancellation);
                cache.Add(key, results);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                (state, error) = (RunState.Failed, failure.Message);
            }
        }

        foreach (StepResult result in results)
            EqualCounts.Translate(result.Counters, wanted);

        return new RunResult(run, state, error, results, Provenance.Simulated);
    }

    private void Simulate(VmConfiguration configuration, IReadOnlyList<RunStep> steps, List<StepResult> results,
        CancellationToken cancellation)
    {
        int done = Begin(configuration, steps, results);
        for (int i = done; i < steps.Count; i++)
        {
            RunStep step = steps[i];
            cancellation.ThrowIfCancellationRequested();
            var counters = new StepCounters();
            vm.Run(step.Step, counters);
            results.Add(new StepResult(step.Name, step.Scope, counters));
            if (i == known && step.Step.Kind is VmStepKind.Populate or VmStepKind.WriteProtect && vm.UsedTableBytes <= MaxSnapshot)
                Keep(step.Step, counters);
        }
    }

    /// <summary>Brings the VM to where the run's steps begin to differ from those of the last runs.</summary>
    /// <returns>How many steps that saves.</returns>
    private int Begin(VmConfiguration configuration, IReadOnlyList<RunStep> steps, List<StepResult> results)
    {
        int shared = 0;
        while (shared < known && shared < steps.Count && beginnings[shared].Step == steps[shared].Step
            && vm.CanRestore(beginnings[shared].State, configuration))
        {
            var counters = new StepCounters();
            counters.CopyFrom(beginnings[shared].Counters);
            results.Add(new StepResult(steps[shared].Name, steps[shared].Scope, counters));
            shared++;
        }

        if (shared > 0)
        {
            vm.Restore(beginnings[shared - 1].State, configuration);
        }
        else
        {
            vm.Reset(configuration);
            known = 0;
        }

        return shared;
    }

    private void Keep(VmStep step, StepCounters counters)
    {
        if (known == beginnings.Count)
            beginnings.Add(new Beginning());

        beginnings[known].Step = step;
        beginnings[known].Counters.CopyFrom(counters);
        vm.Save(beginnings[known].State);
        known++;
    }

    private sealed class Beginning
    {
        internal VmStep? Step { get; set; }

        internal StepCounters Counters { get; } = new();

        internal VmSnapshot State { get; } = new();
    }
}
