namespace S2Grid.Storage.Segments;

/// <summary>The counters of one step of up to <see cref="SegmentBuffer.Capacity"/> runs, one array a counter, made when it is first
/// needed.</summary>
internal sealed class StepColumns(string name)
{
    private readonly long[]?[] columns = new long[]?[CounterLayout.Length];
    private readonly bool[] used = new bool[CounterLayout.Length];
    private readonly string?[] scopes = new string?[SegmentBuffer.Capacity];

    public string Name => name;

    /// <summary>What of a run the step is, null where a run has no such step.</summary>
    public IReadOnlyList<string?> Scopes => scopes;

    /// <summary>The values at an offset of <see cref="CounterLayout"/>, or null if all are zero.</summary>
    public long[]? this[int offset] => used[offset] ? columns[offset] : null;

    public void Set(int row, string scope, ReadOnlySpan<long> values)
    {
        scopes[row] = scope;
        for (int offset = 0; offset < values.Length; offset++)
        {
            if (values[offset] != 0)
                Column(offset)[row] = values[offset];
        }
    }

    public void Copy(int from, int to)
    {
        scopes[to] = scopes[from];
        for (int offset = 0; offset < columns.Length; offset++)
        {
            if (used[offset])
                columns[offset]![to] = columns[offset]![from];
        }
    }

    public void Clear(int rows)
    {
        Array.Clear(scopes, 0, rows);
        for (int offset = 0; offset < columns.Length; offset++)
        {
            if (used[offset])
                Array.Clear(columns[offset]!, 0, rows);
        }

        Array.Clear(used);
    }

    private long[] Column(int offset)
    {
        used[offset] = true;
        return columns[offset] ??= new long[SegmentBuffer.Capacity];
    }
}
