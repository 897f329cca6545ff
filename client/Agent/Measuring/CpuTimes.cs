using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>Where the time of this process's CPUs has gone, in ticks of 10 ms since boot.</summary>
/// <param name="Busy">Time in which they ran something.</param>
/// <param name="Stolen">Time that a hypervisor gave to others.</param>
/// <param name="All">All time.</param>
/// <param name="Own">Time in which they ran this process.</param>
internal sealed record CpuTimes(long Busy, long Stolen, long All, long Own)
{
    private const int TicksPerSecond = 100;

    /// <summary>Fewer ticks than these prove nothing: they are what counting in ticks may be wrong by.</summary>
    private const long Doubt = 3;

    private const int Idle = 4;
    private const int Wait = 5;
    private const int Steal = 8;

    /// <summary>Reads them.</summary>
    internal static CpuTimes Read()
    {
        HashSet<string> cpus = [.. Affinity.Allowed.Select(cpu => Invariant($"cpu{cpu}"))];
        long busy = 0;
        long stolen = 0;
        long all = 0;
        foreach (string line in (SystemFile.Read("/proc/stat") ?? "").Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length <= Steal || !cpus.Contains(words[0]))
                continue;

            // The columns behind stolen time are guests', which user time contains already.
            long[] ticks = [0, .. words.Skip(1).Take(Steal).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
            all += ticks.Sum();
            stolen += ticks[Steal];
            busy += ticks.Sum() - ticks[Idle] - ticks[Wait] - ticks[Steal];
        }

        long own = (long)(Environment.CpuUsage.TotalTime.TotalSeconds * TicksPerSecond);
        return new CpuTimes(busy, stolen, all, own);
    }

    /// <summary>What others took until <paramref name="later"/>, where it is enough to disturb.</summary>
    internal IEnumerable<string> Until(CpuTimes later)
    {
        long all = Math.Max(1, later.All - All);
        long others = later.Busy - Busy - (later.Own - Own);
        long stolen = later.Stolen - Stolen;
        if (others > Doubt && others > Disturbance.OthersShare * all)
            yield return Invariant($"Other programs used {100.0 * others / all:0} % of the CPUs.");

        if (stolen > Doubt && stolen > Disturbance.StolenShare * all)
            yield return Invariant($"A hypervisor took {100.0 * stolen / all:0} % of the CPUs away.");
    }
}
