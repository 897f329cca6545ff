using S2Grid.Experiments.Models;

namespace S2Grid.Experiments.Stalls;

/// <summary>What a run's ioctl and its write faults do, as the engine counts it: the same for any number of vCPUs.</summary>
/// <param name="Ioctl">The ioctl.</param>
/// <param name="Faults">The faults.</param>
internal sealed record StallWork(IoctlWork Ioctl, FaultWork Faults)
{
    /// <summary>The most times that an ioctl takes the lock in what is simulated. Of a slot with more of them so large a part is split, or
    /// cleared, and written, and the rest is taken to go alike: what adds up is multiplied.</summary>
    internal const int MostHolds = 1 << 20;

    /// <summary>The most pages of a CLEAR that are simulated: vCPUs fault on all of them while it goes on.</summary>
    private const int MostCleared = 1 << 22;

    /// <summary>Why nothing can be predicted of it, in a sentence; null if something can.</summary>
    internal string? Refusal => Ioctl.Refusal ?? Faults.Refusal;

    /// <summary>Counts a run's work.</summary>
    internal static StallWork Of(RunConfiguration run, CostModel model)
    {
        ulong hold = IoctlWork.BytesOfHold(run);
        ulong part = Math.Min(run.Memory, MostHolds * hold);
        if (run.Scenario == Scenario.Clear && hold < IoctlWork.Sample)
            part = Math.Min(part, (ulong)MostCleared << run.PageShift);

        return new StallWork(new IoctlWork(run, model, part), new FaultWork(run.With(Axes.Memory, part), model));
    }
}
