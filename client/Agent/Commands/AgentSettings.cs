using System.CommandLine;
using System.CommandLine.Parsing;
using S2Grid.Agent.Gateway;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which an operator describes the machine and its agent.</summary>
internal sealed class AgentSettings
{
    private readonly MeasuringSettings measuring = new();

    private readonly Option<Dictionary<string, string>> labels = Pairs(
        "--label", "NAME=VALUE", "A label that sweeps can ask for; may be repeated");

    private readonly Option<KernelStrategy[]> strategies = new("--kernel-strategy")
    {
        HelpName = "[PATTERN=]STRATEGY",
        Description = "What the split walk of the running kernel does (s2grid strategies), or that of kernels whose release and build fit a "
            + "pattern with * and ?; may be repeated, the first that fits counts",
        CustomParser = result => [.. result.Tokens.Select(token => KernelStrategy.Read(token.Value))],
        DefaultValueFactory = _ => [],
    };

    private readonly Option<Dictionary<string, string>> switchKernel = Pairs(
        "--switch-kernel", "STRATEGY=COMMAND", "A command of yours that boots the kernel of a strategy; may be repeated");

    private readonly Option<int?> maxRuns = new("--max-runs")
    {
        HelpName = "N",
        Description = "Say goodbye after that many runs [default: never]",
    };

    private readonly FallbackOption<int> drainTime = new("--drain-time", 60)
    {
        HelpName = "SECONDS",
        Description = "How long a run may go on once the agent is asked to stop; then it is given back [default: 60]",
    };

    internal AgentSettings()
    {
        maxRuns.Validators.Add(result => Require(result, result.GetValueOrDefault<int?>() is null or > 0, "--max-runs: at least 1."));
        drainTime.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 0 and <= 86400, "--drain-time: 0 to 86400 seconds."));
    }

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [labels, strategies, switchKernel, maxRuns, drainTime, .. measuring.All];

    /// <summary>What the command line says.</summary>
    internal AgentOptions Read(ParseResult parse) => new()
    {
        Measuring = measuring.Read(parse),
        Labels = parse.GetValue(labels)!,
        KernelStrategies = parse.GetValue(strategies)!,
        SwitchKernel = parse.GetValue(switchKernel)!,
        MaxRuns = parse.GetValue(maxRuns),
        DrainTime = TimeSpan.FromSeconds(drainTime.Read(parse)),
    };

    private static Option<Dictionary<string, string>> Pairs(string name, string valueName, string description) => new(name)
    {
        HelpName = valueName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            var pairs = new Dictionary<string, string>();
            foreach (Token token in result.Tokens)
            {
                int equals = token.Value.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0 || equals == token.Value.Length - 1 || !pairs.TryAdd(token.Value[..equals], token.Value[(equals + 1)..]))
                {
                    result.AddError($"{name}: '{token.Value}' is not {valueName}, or names something twice.");
                }
            }

            return pairs;
        },
    };

    private static void Require(OptionResult result, bool condition, string error)
    {
        if (!condition)
        {
            result.AddError(error);
        }
    }
}
