using S2Grid.Agent.Kvm;

namespace S2Grid.Agent.Machines;

/// <summary>Which CPUs this process may use, and which thread runs where.</summary>
internal static unsafe class Affinity
{
    private const int Words = 128;

    /// <summary>The CPUs that this process may use, ascending, as it was when it began to bind its threads.</summary>
    internal static IReadOnlyList<int> Allowed { get; } = Read();

    /// <summary>
    /// The CPU of a measuring thread: vCPUs take the highest numbers, one each, the thread that times ioctls the next; the lowest, where
    /// most interrupts arrive, come last.
    /// </summary>
    /// <param name="allowed">The CPUs to choose from.</param>
    /// <param name="thread">Number of the vCPU; the thread that times ioctls comes after the last.</param>
    internal static int Choose(IReadOnlyList<int> allowed, int thread) => allowed[allowed.Count - 1 - (thread % allowed.Count)];

    /// <summary>Binds the calling thread to a CPU.</summary>
    /// <exception cref="KvmException">The kernel refuses.</exception>
    internal static void Bind(int cpu)
    {
        Span<ulong> mask = stackalloc ulong[Words];
        mask.Clear();
        mask[cpu / 64] = 1UL << (cpu % 64);
        fixed (ulong* pointer = mask)
            KvmException.Check(Native.SetAffinity(0, Words * sizeof(ulong), pointer), $"sched_setaffinity to CPU {cpu}");
    }

    private static List<int> Read()
    {
        Span<ulong> mask = stackalloc ulong[Words];
        fixed (ulong* pointer = mask)
            KvmException.Check(Native.GetAffinity(Environment.ProcessId, Words * sizeof(ulong), pointer), "sched_getaffinity");

        var cpus = new List<int>();
        for (int cpu = 0; cpu < Words * 64; cpu++)
        {
            if ((mask[cpu / 64] >> (cpu % 64) & 1) != 0)
                cpus.Add(cpu);
        }

        return cpus;
    }
}
