using static System.FormattableString;

namespace S2Grid.Views.Sweeps;

/// <summary>The options that say how a sweep shares the grid with others.</summary>
public sealed class PolicyOptions
{
    private const int MaxParallelism = 1_000_000;

    private readonly Option<int> weight = CliOption.Number(
        "--weight", "N", "Share of slot time relative to other sweeps of the same priority", 1, SweepPolicy.MaxWeight,
        SweepPolicy.Default.Weight);

    private readonly Option<int> priority = CliOption.Number(
        "--priority", "N", "Sweeps of lower priority wait while this one has work, -100 to 100", -SweepPolicy.MaxPriority,
        SweepPolicy.MaxPriority, SweepPolicy.Default.Priority);

    private readonly Option<int?> parallel = CliOption.OptionalNumber(
        "--parallel", "N", "Batches that run at once, at most", 1, MaxParallelism, "one per slot");

    private readonly Option<bool> failFast = CliOption.Flag("--fail-fast", "Stop at the first run that fails for good");

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> All => [weight, priority, parallel, failFast];

    /// <summary>Reads them; what is not given stays as in <paramref name="before"/>.</summary>
    public SweepPolicy Read(ParseResult parse, SweepPolicy before) => new()
    {
        Weight = parse.IsGiven(weight) ? parse.GetValue(weight) : before.Weight,
        Priority = parse.IsGiven(priority) ? parse.GetValue(priority) : before.Priority,
        Parallelism = parse.IsGiven(parallel) ? parse.GetValue(parallel) : before.Parallelism,
        FailFast = parse.GetValue(failFast) || before.FailFast,
    };

    /// <summary>What is not as usual, in words; empty if all is.</summary>
    public static string Describe(SweepPolicy policy) => string.Join(", ",
    [
        .. policy.Weight == 1 ? [] : new[] { Invariant($"weight {policy.Weight}") },
        .. policy.Priority == 0 ? [] : new[] { Invariant($"priority {policy.Priority}") },
        .. policy.Parallelism is not { } most
            ? [] : new[] { Invariant($"at most {most} {(most == 1 ? "batch" : "batches")} at once") },
        .. policy.FailFast ? new[] { "stops at the first failure" } : [],
    ]);
}
