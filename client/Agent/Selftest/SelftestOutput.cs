using System.Text.RegularExpressions;
using static System.FormattableString;

namespace S2Grid.Agent.Selftest;

/// <summary>
/// What a stock dirty_log_perf_test prints. Every time that it prints must be one that is expected, each expected one must be there, once,
/// in its order: a tool of another version is refused rather than misread.
/// </summary>
internal static partial class SelftestOutput
{
    private const string FailureMark = "==== Test Assertion Failure ====";
    private const string GuestScope = "guest";
    private const string IoctlScope = "ioctl";

    /// <summary>Reads a sample.</summary>
    /// <exception cref="AgentException">The output is not what was expected.</exception>
    internal static Sample Read(string output, Experiment experiment, bool warmUp)
    {
        var sample = new Sample { WarmUp = warmUp, ThpBytes = -1, KernelPageBytes = -1 };
        using IEnumerator<(string Line, string Step, string Scope)> expected = Expected(experiment).GetEnumerator();
        bool more = expected.MoveNext();
        foreach (string line in output.Split('\n'))
        {
            Match match = TimeLine.Match(line);
            if (!match.Success)
                continue;

            if (!more || match.Groups["what"].Value != expected.Current.Line)
            {
                throw new AgentException(
                    $"dirty_log_perf_test printed '{line.Trim()}' where {(more ? $"'{expected.Current.Line} time'" : "nothing more")} "
                    + $"was expected.");
            }

            long nanoseconds = (long)(decimal.Parse(match.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture) * 1_000_000_000m);
            sample.Steps.Add(new Step
            {
                Name = expected.Current.Step,
                Scope = expected.Current.Scope,
                Nanoseconds = nanoseconds,
                DirtyPages = expected.Current.Step.StartsWith("get-", StringComparison.Ordinal) ? -1 : 0,
                Tables = -1,
            });
            more = expected.MoveNext();
        }

        return more ? throw new AgentException($"dirty_log_perf_test did not print '{expected.Current.Line} time'.") : sample;
    }

    /// <summary>Why the tool failed, in a sentence.</summary>
    internal static string Failure(string path, int exitCode, string output)
    {
        string[] lines = [.. output.Split('\n').Select(line => line.Trim())];
        int mark = Array.IndexOf(lines, FailureMark);
        string said = mark >= 0
            ? string.Join(' ', lines.Skip(mark + 1).Take(2))
            : lines.LastOrDefault(line => line.Length > 0) ?? "nothing";
        return Invariant($"{path} ended with exit code {exitCode} and said: {said}");
    }

    [GeneratedRegex(@"^(?<what>.+) time: (?<seconds>\d+\.\d{1,9})s\s*$")]
    private static partial Regex TimeLine { get; }

    private static IEnumerable<(string Line, string Step, string Scope)> Expected(Experiment experiment)
    {
        yield return ("Populate memory", "populate", GuestScope);
        yield return ("Enabling dirty logging", "enable", IoctlScope);
        for (int iteration = 1; iteration <= experiment.Iterations; iteration++)
        {
            yield return (Invariant($"Iteration {iteration} dirty memory"), Invariant($"dirty-{iteration}"), GuestScope);
            yield return (Invariant($"Iteration {iteration} get dirty log"), Invariant($"get-{iteration}"), IoctlScope);
            if (experiment.EffectiveManualProtect() != ManualProtect.Off)
                yield return (Invariant($"Iteration {iteration} clear dirty log"), Invariant($"clear-{iteration}"), IoctlScope);
        }

        yield return ("Disabling dirty logging", "disable", IoctlScope);
    }
}
