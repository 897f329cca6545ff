using System.Diagnostics.CodeAnalysis;

namespace S2Grid.Experiments.Runs;

/// <summary>
/// The counters of the latest runs of a process, for runs that count alike (see <see cref="EqualCounts"/>). Safe for use by several
/// threads.
/// </summary>
public sealed class CountCache
{
    /// <summary>Runs that are remembered: a sweep comes back to a VM with another FWB or TLBI range after its strategies, chunks and
    /// offsets.</summary>
    private const int Capacity = 4096;

    /// <summary>The most steps of a run that is remembered.</summary>
    private const int MaxSteps = 4;

    private static readonly int RunLength = MaxSteps * CounterLayout.Length;

    private readonly Lock mutex = new();
    private readonly Dictionary<Key, int> rows = new(Capacity);
    private readonly Key?[] keys = new Key?[Capacity];
    private readonly long[]?[] values = new long[Capacity][];
    private int next;

    /// <summary>The counters of each step of a run that counts like this one, if it is remembered.</summary>
    internal bool TryGet(Key key, int steps, [NotNullWhen(true)] out StepCounters[]? counters)
    {
        counters = null;
        lock (mutex)
        {
            if (!rows.TryGetValue(key, out int row))
                return false;

            counters = new StepCounters[steps];
            ReadOnlySpan<long> run = values[row];
            for (int step = 0; step < steps; step++)
            {
                counters[step] = new StepCounters();
                run.Slice(step * CounterLayout.Length, CounterLayout.Length).CopyTo(counters[step].Values);
            }
        }

        return true;
    }

    /// <summary>Remembers a run and forgets the oldest.</summary>
    internal void Add(Key key, IReadOnlyList<StepResult> steps)
    {
        if (steps.Count > MaxSteps)
            return;

        lock (mutex)
        {
            if (!rows.TryAdd(key, next))
                return;

            if (keys[next] is { } oldest)
                rows.Remove(oldest);

            keys[next] = key;
            long[] run = values[next] ??= new long[RunLength];
            for (int step = 0; step < steps.Count; step++)
                steps[step].Counters.Values.CopyTo(run.AsSpan(step * CounterLayout.Length));

            next = (next + 1) % Capacity;
        }
    }

    /// <summary>What decides a run's counters: a representative VM and what is done to it.</summary>
    internal sealed record Key(VmConfiguration Vm, Scenario Scenario, PageSelection Dirty);
}
