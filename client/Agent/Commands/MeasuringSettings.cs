using S2Grid.Agent.Identity;
using S2Grid.Agent.Measuring;

namespace S2Grid.Agent.Commands;

/// <summary>The options with which an operator says what measurements may do, and where the agent keeps its state.</summary>
internal sealed class MeasuringSettings
{
    private readonly Option<bool> reserve = CliOption.Flag(
        "--reserve-huge-pages", "Reserve huge pages for runs that need them, and put them back afterwards (needs root)");

    private readonly Option<string?> selftest = CliOption.OptionalText(
        "--selftest", "PATH", "A stock dirty_log_perf_test, for runs that ask for it");

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [reserve, selftest];

    /// <summary>What the command line says.</summary>
    internal MeasuringOptions Read(ParseResult parse) => new()
    {
        ReserveHugePages = parse.GetValue(reserve),
        SelftestPath = parse.GetValue(selftest) is { } path ? Path.GetFullPath(path) : null,
    };

    /// <summary>The option that names the folder for the agent's state.</summary>
    internal static Option<string?> State() => CliOption.OptionalText(
        "--state",
        "FOLDER",
        "Where the agent keeps its identity and what must survive it",
        "/var/lib/s2grid-agent for root, else ~/.local/state/s2grid-agent");

    /// <summary>The folder for the agent's state.</summary>
    internal static StateFolder Folder(ParseResult parse, Option<string?> state) => new(parse.GetValue(state) ?? StateFolder.Default);
}
