using S2Grid.Grains.Vms;
using S2Grid.Mmu.Tables;

namespace S2Grid.Web.Vm;

/// <summary>A VM with what its steps did.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Steps">The steps that were done, in order.</param>
/// <param name="Stopped">Why the next one was not; null if all were.</param>
public sealed record LabRun(VmConfiguration Vm, IReadOnlyList<LabStep> Steps, string? Stopped)
{
    /// <summary>Does the steps. To be called on a thread that may be kept busy.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="tableMemory">The most bytes that its tables may take.</param>
    /// <param name="deadline">When to stop, looked at between steps.</param>
    internal static LabRun Of(VmConfiguration vm, IReadOnlyList<VmStep> steps, long tableMemory, Func<bool> deadline)
    {
        List<LabStep> done = [];
        string? stopped = null;
        try
        {
            using var session = new VmSession(vm, tableMemory);
            List<Extent>[] before = Extent.ByLevel(session.Map(), vm);
            foreach (VmStep step in steps)
            {
                if (deadline())
                {
                    stopped = "it took too long; run it with 's2grid vm'";
                    break;
                }

                StepCounters counters = session.Run(step, withHash: false);
                IReadOnlyList<MapRun> map = step.Kind == VmStepKind.Destroy ? [] : session.Map();
                List<Extent>[] after = Extent.ByLevel(map, vm);
                (IReadOnlyList<TreeLine> tree, int lines) = FoldedTree.Of(map, vm);
                done.Add(new LabStep(step, counters, LevelView.Of(before, after, vm), tree, lines));
                before = after;
            }
        }
        catch (RefusedException e)
        {
            stopped = e.Message.TrimEnd('.');
        }
        catch (TableMemoryException)
        {
            stopped = $"the lab gives tables {ByteSize.Format((ulong)tableMemory)}, and it needs more; run it with 's2grid vm'";
        }

        string? refusal = stopped is null ? null : Invariant($"Step {done.Count + 1}, {steps[done.Count]}, was not done: {stopped}.");
        return new LabRun(vm, done, refusal);
    }
}
