namespace S2Grid.Experiments.Runs;

/// <summary>Carries a run out on a simulated VM.</summary>
public static class SimulatedRun
{
    /// <summary>The VM from whose populated state a run begins: equal for runs that differ only in what is done to it and in how it is
    /// split.</summary>
    public static VmConfiguration VmOf(RunConfiguration run) =>
        EqualCounts.Representative(run.ToVmConfiguration()) with { Strategy = SplitStrategies.Baseline, Chunk = SplitChunk.None };

    /// <summary>Does a run's steps on a VM of its own.</summary>
    public static RunResult Execute(RunConfiguration run)
    {
        using var vm = new SimulatedVm(run.ToVmConfiguration());
        return Execute(vm, new PlannedRun(0, 0, run), CancellationToken.None);
    }

    /// <summary>Resets the VM to the run's configuration and does its steps.</summary>
    /// <returns>The counters of each step; a run whose step cannot be done has failed, says why, and leaves the VM fit for the next
    /// run.</returns>
    /// <exception cref="OperationCanceledException">Cancelled between two steps.</exception>
    public static RunResult Execute(SimulatedVm vm, PlannedRun run, CancellationToken cancellation)
    {
        IReadOnlyList<RunStep> steps = run.Configuration.Steps;
        var results = new List<StepResult>(steps.Count);
        try
        {
            vm.Reset(run.Configuration.ToVmConfiguration());
            foreach (RunStep step in steps)
            {
                cancellation.ThrowIfCancellationRequested();
                var counters = new StepCounters();
                vm.Run(step.Step, counters);
                results.Add(new StepResult(step.Name, step.Scope, counters));
            }

            return new RunResult(run, RunState.Succeeded, null, results, Provenance.Simulated);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new RunResult(run, RunState.Failed, failure.Message, results, Provenance.Simulated);
        }
    }
}
