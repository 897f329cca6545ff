using System.Diagnostics;
using static System.FormattableString;

namespace S2Grid.Fuzz.Tests;

/// <summary>Gives a target inputs, one after the other, and writes aside those with which something is wrong.</summary>
/// <param name="target">What takes them.</param>
/// <param name="seed">Decides them, with their numbers.</param>
/// <param name="patience">How long one may take.</param>
internal sealed class Fuzzer(FuzzTarget target, int seed, TimeSpan patience)
{
    private const int MaxFindings = 20;
    private const int MaxPlaces = 8;
    private const long MaxGrowth = 64 << 20;

    private readonly Dictionary<string, string> findings = new(StringComparer.Ordinal);

    /// <summary>Runs inputs.</summary>
    /// <param name="first">The number of the first one.</param>
    /// <param name="count">How many.</param>
    /// <returns>What was done, and what was found: one of each kind.</returns>
    public async Task<(string Done, IReadOnlyCollection<string> Findings)> RunAsync(long first, long count)
    {
        var mutator = new Mutator(target);
        var clock = Stopwatch.StartNew();
        (TimeSpan Time, long Number) longest = default;
        long before = 0;
        long number = first;
        for (; number < first + count && findings.Count < MaxFindings; number++)
        {
            // What is kept once, caches and pools, is there by then.
            if (number == first + (count / 4))
                before = GC.GetTotalMemory(forceFullCollection: true);

            byte[] input = mutator.Make(seed, number);
            TimeSpan begin = clock.Elapsed;
            Task run = Task.Run(() => target.RunAsync(input));
            if (await Task.WhenAny(run, Task.Delay(patience)) != run)
            {
                Add("hang", Invariant($"takes more than {patience.TotalSeconds} s"), input, number);
                number++;
                break;
            }

            TimeSpan took = clock.Elapsed - begin;
            longest = took > longest.Time ? (took, number) : longest;
            if (run.Exception?.GetBaseException() is { } fault)
                Add(Kind(fault), Shown(fault), input, number);
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (growth > MaxGrowth)
            findings.Add("growth", Invariant($"{target.Name}: memory grew by {growth >> 20} MiB over {number - first} inputs"));

        string done = Invariant($"{target.Name}: {number - first:N0} inputs in {clock.Elapsed.TotalSeconds:0.0} s, the longest (number ")
            + Invariant($"{longest.Number}) {longest.Time.TotalMilliseconds:0} ms; ")
            + Invariant($"memory grew by {growth >> 10:N0} KiB; {findings.Count} findings");
        return (done, findings.Values);
    }

    /// <summary>What tells one fault from another: its type, and where it was thrown.</summary>
    private static string Kind(Exception fault) => fault is BrokenPromiseException
        ? fault.Message.Split(':')[0]
        : fault.GetType().Name
            + fault.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("S2Grid", StringComparison.Ordinal));

    private static string Shown(Exception fault)
    {
        IEnumerable<string> places = fault.ToString().Split('\n').Where(line => line.Contains(" at S2Grid", StringComparison.Ordinal));
        return $"{fault.GetType().Name}: {fault.Message}\n{string.Join('\n', places.Take(MaxPlaces))}";
    }

    private void Add(string kind, string message, byte[] input, long number)
    {
        if (findings.ContainsKey(kind))
            return;

        string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "s2grid-fuzz")).FullName;
        string file = Path.Combine(folder, Invariant($"{target.Name}-{seed}-{number}"));
        File.WriteAllBytes(file, input);
        findings.Add(kind, Invariant($"{target.Name}: {message}\ninput: {file}\n")
            + Invariant($"again: tests/Fuzz/fuzz --target {target.Name} --seed {seed} --first {number} --inputs 1"));
    }
}
