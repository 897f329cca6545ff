namespace S2Grid.Storage.Segments;

/// <summary>
/// Collects the results of a batch column by column, ready to be written. Meant to be used again and again: what it takes for one
/// batch it keeps for the next.
/// </summary>
public sealed class SegmentBuffer
{
    /// <summary>The most runs it holds.</summary>
    public const int Capacity = 4000;

    private readonly BufferedRun[] runs = new BufferedRun[Capacity];

    private readonly List<StepColumns> steps = [];

    /// <summary>Columns of steps that earlier batches had.</summary>
    private readonly Dictionary<string, StepColumns> spare = new(StringComparer.Ordinal);

    /// <summary>Runs in it.</summary>
    public int Count { get; private set; }

    /// <summary>Of these, failures.</summary>
    public int Failed { get; private set; }

    /// <summary>Of these, runs that share the counters of another.</summary>
    public int Reused { get; private set; }

    /// <summary>The runs in it.</summary>
    internal ArraySegment<BufferedRun> Runs => new(runs, 0, Count);

    /// <summary>The steps of the runs in it, in the order in which they came.</summary>
    internal IReadOnlyList<StepColumns> Steps => steps;

    internal MemoryStream Bytes { get; } = new();

    /// <summary>Adds a run that was done.</summary>
    /// <param name="result">What came out.</param>
    /// <param name="identity">The run's identity.</param>
    /// <param name="wallSeconds">How long it took on the host, in seconds.</param>
    /// <returns>Where it stands, for <see cref="AddReused"/>.</returns>
    public int Add(RunResult result, string identity, double wallSeconds)
    {
        int row = Count++;
        runs[row] = new BufferedRun(
            result.Run, identity, result.State, result.Error, result.Provenance, null, wallSeconds, result.Measurement);
        Failed += result.State == RunState.Failed ? 1 : 0;
        foreach (StepResult step in result.Steps)
            Step(step.Name).Set(row, step.Scope.Word(), step.Counters.Values);
        foreach (MeasuredStep step in result.Measurement?.Steps ?? [])
            Step(step.Name).Set(row, step.Scope.Word(), []);
        return row;
    }

    /// <summary>Adds a run that shares the counters of one in the buffer.</summary>
    /// <param name="run">The run.</param>
    /// <param name="from">Where the other stands.</param>
    public void AddReused(PlannedRun run, int from)
    {
        int row = Count++;
        runs[row] = runs[from] with { Planned = run, ReusedFrom = runs[from].Planned.Index, WallSeconds = 0 };
        Reused++;
        foreach (StepColumns step in steps)
            step.Copy(from, row);
    }

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        foreach (StepColumns step in steps)
        {
            step.Clear(Count);
            spare.Add(step.Name, step);
        }

        steps.Clear();
        Array.Clear(runs, 0, Count);
        Bytes.SetLength(0);
        Count = Failed = Reused = 0;
    }

    private StepColumns Step(string name)
    {
        foreach (StepColumns step in steps)
        {
            if (step.Name == name)
                return step;
        }

        StepColumns added = spare.Remove(name, out StepColumns? kept) ? kept : new StepColumns(name);
        steps.Add(added);
        return added;
    }
}
