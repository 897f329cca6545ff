using S2Grid.Agent.Counting;

namespace S2Grid.Agent.Measuring;

/// <summary>Notes how often kernel functions were reached in each step of a sample that is not timed.</summary>
internal sealed class CountWatch(KernelProbes probes, CountedSample counted) : IStepWatch
{
    private Dictionary<string, long> before = [];

    /// <inheritdoc/>
    public void Begin(MeasuredVm vm) => before = probes.Read();

    /// <inheritdoc/>
    public void End(MeasuredVm vm, Step step)
    {
        var hits = new CountedStep { Name = step.Name };
        foreach ((string name, long after) in probes.Read())
            hits.Hits[name] = after - before[name];

        counted.Steps.Add(hits);
    }
}
