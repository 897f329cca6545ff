using S2Grid.Agent.Machines;
using static System.FormattableString;

namespace S2Grid.Agent.Measuring;

/// <summary>Looks, by fixed rules, for what may have bent the times of a measurement. Each rule that applies gives a sentence.</summary>
internal sealed class Disturbance
{
    /// <summary>The share of the CPUs' time that others may use without disturbing.</summary>
    internal const double OthersShare = 0.05;

    /// <summary>The share of the CPUs' time that a hypervisor may take away without disturbing.</summary>
    internal const double StolenShare = 0.01;

    /// <summary>The share of the memory that has to be in transparent huge pages if they were asked for.</summary>
    internal const double ThpShare = 0.99;

    /// <summary>By how much a frequency may change without disturbing.</summary>
    internal const double FrequencyChange = 0.05;

    private static readonly string[] KernelEvents =
        ["pswpin", "pswpout", "compact_stall", "thp_split_page", "thp_split_pmd", "numa_hint_faults", "oom_kill"];

    private readonly CpuTimes timesBefore = CpuTimes.Read();
    private readonly Dictionary<string, long> eventsBefore = Events();
    private readonly long throttledBefore = Throttled();

    /// <summary>What disturbed since this was made.</summary>
    /// <param name="experiment">What was measured.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="before">Surroundings before.</param>
    /// <param name="after">Surroundings after.</param>
    internal IEnumerable<string> Since(
        Experiment experiment,
        IReadOnlyList<Sample> samples,
        IReadOnlyDictionary<string, string> before,
        IReadOnlyDictionary<string, string> after)
    {
        int cpus = Affinity.Allowed.Count;
        if (experiment.Vcpus > cpus)
            yield return Invariant($"{experiment.Vcpus} vCPUs share {cpus} CPUs.");

        if (before.GetValueOrDefault("governor") is { } governor && governor != "performance")
            yield return $"The frequency governor is '{governor}', not 'performance'.";

        if (FrequencyMoved(before.GetValueOrDefault("frequency_khz"), after.GetValueOrDefault("frequency_khz")) is { } moved)
            yield return moved;

        if (int.TryParse(before.GetValueOrDefault("console_loglevel"), CultureInfo.InvariantCulture, out int level) && level > 4)
            yield return Invariant($"The console loglevel is {level}: kernel messages may be written to a console meanwhile (dmesg -n 1).");

        foreach (string sentence in timesBefore.Until(CpuTimes.Read()))
            yield return sentence;

        foreach ((string name, long count) in Events())
        {
            if (count > eventsBefore.GetValueOrDefault(name, count))
                yield return Invariant($"The kernel counted {count - eventsBefore[name]} of {name} in /proc/vmstat.");
        }

        if (Throttled() is var throttled && throttled > throttledBefore)
            yield return Invariant($"The CPUs were throttled {throttled - throttledBefore} times.");

        if (experiment.Backing == ExperimentBacking.Thp && samples.Count > 0 && samples[^1].ThpBytes is >= 0 and var got
            && got < ThpShare * experiment.MemoryBytes)
        {
            yield return Invariant($"Only {got} of {experiment.MemoryBytes} bytes were in transparent huge pages.");
        }
    }

    private static string? FrequencyMoved(string? before, string? after)
    {
        long first = Largest(before);
        long last = Largest(after);
        return first > 0 && Math.Abs(last - first) > FrequencyChange * first
            ? Invariant($"The highest CPU frequency went from {first} to {last} kHz.")
            : null;
    }

    private static long Largest(string? frequencies) =>
        (frequencies ?? "").Split(' ').Max(text => long.TryParse(text, CultureInfo.InvariantCulture, out long value) ? value : 0);

    private static Dictionary<string, long> Events() =>
        (SystemFile.Read("/proc/vmstat") ?? "")
            .Split('\n')
            .Select(line => line.Split(' '))
            .Where(words => words.Length == 2 && KernelEvents.Contains(words[0]))
            .ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));

    private static long Throttled() =>
        Affinity.Allowed.Sum(cpu => SystemFile.Number($"/sys/devices/system/cpu/cpu{cpu}/thermal_throttle/core_throttle_count") ?? 0);
}
