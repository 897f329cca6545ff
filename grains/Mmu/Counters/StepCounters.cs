namespace S2Grid.Mmu.Counters;

/// <summary>The counters of one step: <see cref="CounterLayout.Length"/> exact values, laid out by <see cref="CounterLayout"/>.</summary>
public sealed class StepCounters
{
    private Storage storage;

    /// <summary>All values, in the order of <see cref="CounterLayout.Fields"/>.</summary>
    public Span<long> Values => ((Span<long>)storage)[..CounterLayout.Length];

    /// <summary>FNV-1a 64 over all valid leaves after the step, or null where it was not asked for or no tree is left.</summary>
    public ulong? Hash { get; set; }

    /// <summary>The value of a counter, for counters per level the sum over the levels.</summary>
    public long Total(CounterField field)
    {
        long sum = 0;
        foreach (long value in Values.Slice(field.Offset, field.Width))
            sum += value;

        return sum;
    }

    /// <summary>The value of the counter called <paramref name="name"/> at <paramref name="level"/> (0 for a counter without
    /// levels).</summary>
    /// <exception cref="ArgumentException">No counter has that name.</exception>
    public long this[string name, int level = 0] =>
        CounterLayout.Find(name) is { } field
            ? Values[field.Offset + level]
            : throw new ArgumentException($"No counter is called '{name}'.", nameof(name));

    /// <summary>Sets every value to zero and forgets the hash.</summary>
    public void Clear()
    {
        Values.Clear();
        Hash = null;
    }

    /// <summary>Makes this equal to <paramref name="other"/>.</summary>
    public void CopyFrom(StepCounters other)
    {
        other.Values.CopyTo(Values);
        Hash = other.Hash;
    }

    /// <summary>Adds the values of <paramref name="other"/>; the hash stays.</summary>
    public void Add(StepCounters other)
    {
        Span<long> sum = Values;
        ReadOnlySpan<long> values = other.Values;
        int i = 0;
        for (; i <= CounterLayout.Length - Vector<long>.Count; i += Vector<long>.Count)
            (new Vector<long>(sum[i..]) + new Vector<long>(values[i..])).CopyTo(sum[i..]);
        for (; i < CounterLayout.Length; i++)
            sum[i] += values[i];
    }

    /// <summary>A value by its place, unchecked: places come from <see cref="CounterLayout"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref long At(int offset) => ref Unsafe.Add(ref Unsafe.As<Storage, long>(ref storage), offset);

    /// <summary>The values stand in the object itself: a walk counts without an indirection.</summary>
    [InlineArray(CounterLayout.MaxLength)]
    private struct Storage
    {
        private long first;
    }
}
