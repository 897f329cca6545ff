using System.CommandLine;
using System.CommandLine.Help;
using S2Grid.Cli.Agents;
using S2Grid.Cli.Catalogue;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Completion;
using S2Grid.Cli.Help;
using S2Grid.Cli.Models;
using S2Grid.Cli.Pki;
using S2Grid.Cli.Reports;
using S2Grid.Cli.Results;
using S2Grid.Cli.Run;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Terminal;
using S2Grid.Cli.Vm;

namespace S2Grid.Cli;

/// <summary>All commands.</summary>
public sealed class CommandTree : RootCommand, IExplained
{
    /// <summary>Creates the commands for a world outside.</summary>
    public CommandTree(CliEnvironment environment)
        : base("What does a stage-2 split strategy cost, on which VM, and how sure are we?")
    {
        Add(new RunCommand(environment));
        Add(Sweeps(environment));
        Add(new ResultsCommand(environment));
        Add(new CompareCommand(environment));
        Add(new ReportCommand(environment));
        Add(Presets(environment));
        Add(Models(environment));
        Add(new SchemaCommand(environment));
        Add(new StrategiesCommand(environment));
        Add(Clusters(environment));
        Add(AgentsCommands.Agents(environment));
        Add(new VmCommand(environment));
        Add(PkiCommands.Pki(environment));
        Add(PkiCommands.Token(environment));
        Add(new CompletionCommand(environment));
        SetAction(parse => HelpWriter.Write(this, parse.InvocationConfiguration.Output));
        Directives.Clear();
        ReplaceHelp();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid run rfc-2026-05", "Replicate the RFC of May 2026 and print its table."),
        new("s2grid vm --backing hugetlb-1g --strategy rfc --map", "Look inside one VM, step by step."),
        new("s2grid sweeps resume chunks", "Go on with a sweep that was interrupted."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; } =
    [
        "Results go to standard output, progress and errors to standard error.",
        "Exit codes: 0 done; 1 runs failed, a check found differences, or the machine refused; "
            + "2 the command line or a specification is wrong; 130 interrupted.",
        "Environment: S2GRID_DATA is where sweeps are kept; S2GRID_CLUSTER is the cluster to use instead; NO_COLOR asks for plain lines.",
    ];

    private static CommandGroup Sweeps(CliEnvironment environment) => new(
        "sweeps",
        "List, follow, pause, stop, resume and delete sweeps",
        [
            new("s2grid sweeps list", "What there is and how far it is."),
            new("s2grid sweeps resume chunks", "Go on where it ended."),
        ],
        new ListCommand(environment),
        new ShowCommand(environment),
        new WatchCommand(environment),
        new CancelCommand(environment),
        new PauseCommand(environment),
        new ResumeCommand(environment),
        new SetCommand(environment),
        new DeleteCommand(environment),
        new WhyCommand(environment));

    private static CommandGroup Clusters(CliEnvironment environment) => new(
        "cluster",
        "Name clusters, choose one, show what it is made of",
        [
            new("s2grid cluster add lab --gateway silo1:30000", "Name a cluster."),
            new("s2grid cluster status --cluster lab", "Its silos, slots, load and versions."),
        ],
        new ClusterAddCommand(environment),
        new ClusterUseCommand(environment),
        new ClusterListCommand(environment),
        new ClusterRemoveCommand(environment),
        new ClusterStatusCommand(environment));

    private static CommandGroup Presets(CliEnvironment environment) => new(
        "presets",
        "List and show the sweeps that ship with the program",
        [
            new("s2grid presets list", "Names, numbers of runs and what each is for."),
            new("s2grid presets show chunks", "One preset's sweep file."),
        ],
        new PresetsListCommand(environment),
        new PresetsShowCommand(environment));

    private static CommandGroup Models(CliEnvironment environment) => new(
        "models",
        "List, show and check the cost models that predict times from counts",
        [
            new("s2grid models list", "What each predicts and what it was fitted to."),
            new("s2grid models check", "Published figures beside what the models say of them."),
        ],
        new ModelsListCommand(environment),
        new ModelsShowCommand(environment),
        new ModelsCheckCommand(environment));

    private void ReplaceHelp()
    {
        HelpOption help = Options.OfType<HelpOption>().Single();
        help.Action = new WriteHelpAction();
        help.Description = "Show this help, with examples";
        help.Aliases.Clear();
        help.Aliases.Add("-h");
        Options.OfType<VersionOption>().Single().Description = "Show the version";
    }
}
