using S2Grid.Agent.Gateway;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which an operator describes the machine and its agent.</summary>
internal sealed class AgentSettings
{
    private readonly MeasuringSettings measuring = new();
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> labels =
        Pairs("--label", "NAME=VALUE", "A label that sweeps can ask for");

    private readonly Option<IReadOnlyList<KernelStrategy>> strategies = CliOption.Values<KernelStrategy>(
        "--kernel-strategy",
        "[PATTERN=]STRATEGY",
        "What the split walk of the running kernel does (s2grid strategies), or that of kernels whose release and build match a pattern "
            + "with * and ?; the first match counts",
        TryReadStrategy,
        "");

    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> switchKernel =
        Pairs("--switch-kernel", "STRATEGY=COMMAND", "A command of yours that boots the kernel of a strategy");

    private readonly Option<int?> maxRuns = MaxRuns();

    private readonly Option<int> drainTime = CliOption.Number(
        "--drain-time", "SECONDS", "How long a run may continue once the agent is asked to stop; then it is given back", 0, 86400, 60);

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
        DrainTime = TimeSpan.FromSeconds(parse.GetValue(drainTime)),
    };

    /// <summary>The option that says after how many runs an agent leaves.</summary>
    internal static Option<int?> MaxRuns() =>
        CliOption.OptionalNumber("--max-runs", "N", "Leave the grid after that many runs", 1, int.MaxValue, "never");

    private static Option<IReadOnlyList<KeyValuePair<string, string>>> Pairs(string name, string valueName, string description)
    {
        Option<IReadOnlyList<KeyValuePair<string, string>>> option =
            CliOption.Values<KeyValuePair<string, string>>(name, valueName, description, TryReadPair, $"is not written {valueName}");
        option.Validators.Add(result =>
        {
            IEnumerable<string> keys = result.Tokens.Select(token => token.Value.Split('=')[0]);
            foreach (IGrouping<string, string> twice in keys.GroupBy(key => key).Where(group => group.Count() > 1))
                result.AddError($"{name}: '{twice.Key}' is given more than once");
        });
        return option;
    }

    private static bool TryReadStrategy(string text, out KernelStrategy strategy)
    {
        strategy = KernelStrategy.Read(text);
        return true;
    }

    private static bool TryReadPair(string text, out KeyValuePair<string, string> pair)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool isPair = equals > 0 && equals < text.Length - 1;
        pair = isPair ? new(text[..equals], text[(equals + 1)..]) : default;
        return isPair;
    }
}
