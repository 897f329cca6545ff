using System.CommandLine;
using System.Globalization;
using S2Grid.Cli.CommandLine;
using S2Grid.Experiments.Planning;
using static System.FormattableString;

namespace S2Grid.Cli.Sweeps;

/// <summary>The options that say how a sweep shares the grid with others.</summary>
public sealed class PolicyOptions
{
    private const int MaxParallelism = 1_000_000;

    private readonly ValueOption weight = new("--weight", "N", "Share of the slots' time beside other sweeps of its priority", "1");
    private readonly ValueOption priority = new("--priority", "N", "Sweeps of a lower priority wait as long as this one has work, -100 to 100", "0");
    private readonly ValueOption parallel = new("--parallel", "N", "The most batches in work at once", fallbackNote: "as many as there are slots for");
    private readonly FlagOption failFast = new("--fail-fast", "Stop when a run has failed for good, instead of going on");

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> All => [weight, priority, parallel, failFast];

    /// <summary>Whether any of them is given.</summary>
    public bool AreGiven(SettingsReader reader) => All.Any(reader.IsGiven);

    /// <summary>Reads them; what is not given stays as in <paramref name="before"/>.</summary>
    public SweepPolicy Read(SettingsReader reader, SweepPolicy before) => new()
    {
        Weight = reader.IsGiven(weight) ? reader.Number(weight, 1, SweepPolicy.MaxWeight) ?? 1 : before.Weight,
        Priority = reader.IsGiven(priority)
            ? reader.Value<int>(priority, TryReadPriority, Invariant($"is no whole number from -{SweepPolicy.MaxPriority} to {SweepPolicy.MaxPriority}"))
            : before.Priority,
        Parallelism = reader.IsGiven(parallel) ? reader.Number(parallel, 1, MaxParallelism) : before.Parallelism,
        FailFast = reader.IsGiven(failFast) || before.FailFast,
    };

    private static bool TryReadPriority(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && Math.Abs(value) <= SweepPolicy.MaxPriority;
}
