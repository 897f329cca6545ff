using S2Grid.Cli.Agents;
using S2Grid.Cli.Catalogue;
using S2Grid.Cli.Clusters;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Completion;
using S2Grid.Cli.Doctor;
using S2Grid.Cli.Models;
using S2Grid.Cli.Pki;
using S2Grid.Cli.Reports;
using S2Grid.Cli.Results;
using S2Grid.Cli.Run;
using S2Grid.Cli.Serve;
using S2Grid.Cli.Sweeps;
using S2Grid.Cli.Times;
using S2Grid.Cli.Vm;

namespace S2Grid.Cli;

/// <summary>All commands of <c>s2grid</c>.</summary>
internal static class CommandTree
{
    public static ProgramCommand Of(CliEnvironment terminal)
    {
        var grid = new GridOptions(terminal);
        var tree = new ProgramCommand(
            terminal,
            "s2grid",
            "What does a stage-2 split strategy cost, on which VM, and how sure are we?",
            [
                new("s2grid run rfc-2026-05", "Replicate the RFC of May 2026 and print its table."),
                new("s2grid vm --backing hugetlb-1g --strategy rfc --map", "Look inside one VM, step by step."),
                new("s2grid sweeps resume chunks", "Continue a sweep that was interrupted."),
            ],
            new RunCommand(grid),
            SweepsCommands.Of(grid),
            new ResultsCommand(grid),
            new CompareCommand(grid),
            new ReportCommand(grid),
            ServeCommand.Of(grid),
            PresetsCommands.Of(terminal),
            ModelsCommands.Of(terminal),
            new SchemaCommand(terminal),
            AxesCommand.Of(terminal),
            StrategiesCommand.Of(terminal),
            CountersCommand.Of(terminal),
            ColumnsCommand.Of(terminal),
            ClusterCommands.Of(grid),
            AgentsCommands.Of(grid),
            VmCommand.Of(grid),
            new CalibrateCommand(grid),
            new ExplainCommand(terminal),
            new MigrateCommand(terminal),
            PkiCommands.Of(terminal),
            TokenCommands.Of(terminal),
            DoctorCommand.Of(grid),
            new CompletionCommand(terminal))
        {
            Notes =
            [
                "Results go to standard output, progress and errors to standard error.",
                "Exit codes: 0 success; 1 runs failed, a check found differences, a strategy leaves blocks that mainline splits, or the "
                    + "machine refused; 2 the command line or a specification is wrong; 130 interrupted.",
                "Environment: S2GRID_DATA is where sweeps are kept; S2GRID_CLUSTER is the cluster to use instead; NO_COLOR turns off "
                + "colours.",
            ],
        };
        tree.AddAll(grid.All);
        return tree;
    }
}
