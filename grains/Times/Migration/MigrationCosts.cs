namespace S2Grid.Times.Migration;

/// <summary>What dirty logging costs a migration, by the engine's counts and a cost model.</summary>
/// <param name="Start">Nanoseconds until the log is on and memory is split.</param>
/// <param name="ClearPage">Nanoseconds to clear one page of many in the log.</param>
/// <param name="Fault">Nanoseconds of the fault that makes a page dirty.</param>
public sealed record MigrationCosts(Interval Start, Interval ClearPage, Interval Fault)
{
    /// <summary>Counts a run's ioctls, the CLEAR of all its pages once they are written, and its faults.</summary>
    public static MigrationCosts Of(RunConfiguration run, CostModel model)
    {
        VmConfiguration slot = run.ToVmConfiguration();
        using var vm = new SimulatedVm(slot);
        bool isClear = run.Scenario == Scenario.Clear;
        Run(VmStepKind.Populate);
        Interval start = isClear ? Run(VmStepKind.Clear) : Interval.Add(Run(VmStepKind.WriteProtect), Run(VmStepKind.Split));
        Interval faults = Run(VmStepKind.Write);
        double pages = slot.Memory >> slot.PageShift;
        return new MigrationCosts(start, Interval.Multiply(1 / pages, Run(VmStepKind.Clear)), Interval.Multiply(1 / pages, faults));

        Interval Run(VmStepKind kind)
        {
            var counters = new StepCounters();
            vm.Run(new VmStep { Kind = kind }, counters);
            return model.PredictTime(counters);
        }
    }

    /// <summary>The migration at low, middle or high costs.</summary>
    public PreCopy At(
        Func<Interval, double> bound, WritePattern pattern, double bandwidth, double pageBytes, int vcpus, double maxDowntime) => new(
        pattern,
        bandwidth,
        bound(Start) / 1e9,
        bound(ClearPage) / 1e9 / pageBytes,
        vcpus * pageBytes * 1e9 / bound(Fault),
        maxDowntime);
}
