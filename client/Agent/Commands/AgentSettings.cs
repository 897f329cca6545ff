using S2Grid.Agent.Gateway;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which an operator describes the machine and its agent.</summary>
internal sealed class AgentSettings
{
    private readonly MeasuringSettings measuring = new();
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> labels =
        CliOption.Pairs("--label", "NAME=VALUE", "A label that sweeps can ask for");

    private readonly Option<IReadOnlyList<KernelStrategy>> strategies = CliOption.Values<KernelStrategy>(
        "--kernel-strategy",
        "[PATTERN=]STRATEGY",
        "What the split walk of the running kernel does (s2grid strategies), or that of kernels whose release and build match a pattern "
            + "with * and ?; the first match counts",
        TryReadStrategy,
        "");

    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> switchKernel =
        CliOption.Pairs("--switch-kernel", "STRATEGY=COMMAND", "A command of yours that boots the kernel of a strategy");

    private readonly Option<int?> maxRuns = MaxRuns();

    private readonly Option<TimeSpan> drainTime = CliOption.Time(
        "--drain-time", "How long a run may continue once the agent is asked to stop; then it is given back", "24h", "60s");

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [labels, strategies, switchKernel, maxRuns, drainTime, .. measuring.All];

    /// <summary>What the command line says.</summary>
    internal AgentOptions Read(ParseResult parse) => new()
    {
        Measuring = measuring.Read(parse),
        Labels = parse.GetRequiredValue(labels).ToDictionary(),
        KernelStrategies = parse.GetRequiredValue(strategies),
        SwitchKernel = parse.GetRequiredValue(switchKernel).ToDictionary(),
        MaxRuns = parse.GetValue(maxRuns),
        DrainTime = parse.GetValue(drainTime),
    };

    /// <summary>The option that says after how many runs an agent leaves.</summary>
    internal static Option<int?> MaxRuns() =>
        CliOption.OptionalNumber("--max-runs", "N", "Leave the grid after that many runs", 1, int.MaxValue, "never");

    private static bool TryReadStrategy(string text, out KernelStrategy strategy)
    {
        strategy = KernelStrategy.Read(text);
        return true;
    }
}
