using S2Grid.Experiments.Runs;
using S2Grid.Runs;

namespace S2Grid.Storage.Segments;

/// <summary>
/// Collects the results of a batch column by column, ready to be written. Meant to be used again and again: what it takes for one
/// batch it keeps for the next.
/// </summary>
public sealed class SegmentBuffer
{
    /// <summary>The most runs it holds.</summary>
    public const int Capacity = 4000;

    private readonly List<StepColumns> steps = [];

    /// <summary>Columns of steps that earlier batches had.</summary>
    private readonly Dictionary<string, StepColumns> spare = new(StringComparer.Ordinal);

    /// <summary>Runs in it.</summary>
    public int Count { get; private set; }

    /// <summary>Of these, failures.</summary>
    public int Failed { get; private set; }

    /// <summary>Of these, runs that share the counters of another.</summary>
    public int Reused { get; private set; }

    internal long[] Runs { get; } = new long[Capacity];

    internal long[] Repeats { get; } = new long[Capacity];

    internal string[] Identities { get; } = new string[Capacity];

    internal string[] States { get; } = new string[Capacity];

    internal string?[] Errors { get; } = new string?[Capacity];

    internal string[] Provenances { get; } = new string[Capacity];

    internal long?[] ReusedFrom { get; } = new long?[Capacity];

    internal double[] WallSeconds { get; } = new double[Capacity];

    internal long[] MemoryBytes { get; } = new long[Capacity];

    internal Measurement?[] Measurements { get; } = new Measurement?[Capacity];

    /// <summary>Whether any of the runs was measured.</summary>
    internal bool IsMeasured { get; private set; }

    internal List<string> ValueNames { get; } = [];

    internal List<string[]> Values { get; } = [];

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
        int row = AddRun(result.Run, identity);
        States[row] = result.State.Word();
        Errors[row] = result.Error;
        Provenances[row] = result.Provenance.Word();
        ReusedFrom[row] = null;
        WallSeconds[row] = wallSeconds;
        Failed += result.State == RunState.Failed ? 1 : 0;
        foreach (StepResult step in result.Steps)
            Step(step.Name).Set(row, step.Scope.Word(), step.Counters.Values);
        Measurements[row] = result.Measurement;
        IsMeasured |= result.Measurement is not null;
        foreach (MeasuredStep step in result.Measurement?.Steps ?? [])
            Step(step.Name).Set(row, step.Scope.Word(), []);
        return row;
    }

    /// <summary>Adds a run that shares the counters of one in the buffer.</summary>
    /// <param name="run">The run.</param>
    /// <param name="from">Where the other stands.</param>
    public void AddReused(PlannedRun run, int from)
    {
        int row = AddRun(run, Identities[from]);
        States[row] = States[from];
        Errors[row] = Errors[from];
        Provenances[row] = Provenances[from];
        Measurements[row] = Measurements[from];
        ReusedFrom[row] = Runs[from];
        WallSeconds[row] = 0;
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
        Array.Clear(Measurements, 0, Count);
        IsMeasured = false;
        ValueNames.Clear();
        Bytes.SetLength(0);
        Count = Failed = Reused = 0;
    }

    private int AddRun(PlannedRun run, string identity)
    {
        int row = Count++;
        Runs[row] = run.Index;
        Repeats[row] = run.Repeat;
        Identities[row] = identity;
        MemoryBytes[row] = (long)run.Configuration.Memory;
        int column = 0;
        foreach ((string name, string value) in run.Configuration.EffectiveValues)
        {
            if (row == 0)
                ValueNames.Add(name);
            if (Values.Count == column)
                Values.Add(new string[Capacity]);
            Values[column++][row] = value;
        }

        return row;
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
