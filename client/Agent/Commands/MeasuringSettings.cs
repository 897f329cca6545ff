using System.CommandLine;
using S2Grid.Agent.Identity;
using S2Grid.Agent.Measuring;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which an operator says what measurements may do.</summary>
internal sealed class MeasuringSettings
{
    private readonly Option<bool> reserve = new("--reserve-huge-pages")
    {
        Description = "Reserve huge pages for runs that need them, and put them back afterwards (needs root)",
    };

    private readonly Option<string?> selftest = new("--selftest")
    {
        HelpName = "PATH",
        Description = "A stock dirty_log_perf_test, for runs that ask for it",
    };

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [reserve, selftest];

    /// <summary>What the command line says.</summary>
    internal MeasuringOptions Read(ParseResult parse) => new()
    {
        ReserveHugePages = parse.GetValue(reserve),
        SelftestPath = parse.GetValue(selftest) is { } path ? Path.GetFullPath(path) : null,
    };

    /// <summary>The option that names the folder for the agent's state.</summary>
    internal static FallbackOption<string> StateFolder() => new("--state", Identity.StateFolder.Default)
    {
        HelpName = "FOLDER",
        Description = "Where the agent keeps its identity and what must survive it "
            + "[default: /var/lib/s2grid-agent for root, else ~/.local/state/s2grid-agent]",
    };
}
