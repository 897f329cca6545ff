using S2Grid.Cli.Clusters;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using S2Grid.Views.Vm;

namespace S2Grid.Cli.Vm;

/// <summary><c>s2grid vm</c>: one simulated VM, step by step.</summary>
internal static class VmCommand
{
    public static CliCommand Of(GridOptions grid)
    {
        var options = new VmOptions(grid.Terminal);
        Option<string?> cluster = grid.ClusterOption("to run the steps in", "this process");
        Option<Format> format = FormatOption.Of(Format.Table, Format.Json);
        Option<bool> map = CliOption.Flag("--map", "Show the table tree after the last step");
        var command = new CliCommand(
            grid.Terminal,
            "vm",
            "Run steps on one simulated VM and show what each costs",
            [
                new(
                    "s2grid vm --memory 1G --backing hugetlb-1g --strategy rfc --chunk 2M --steps populate,wp,split,split",
                    "The enable path with the RFC's hints, then a second split of what is already split."),
                new(
                    "s2grid vm --backing thp --steps populate,wp,write:random=0.1,seed=7 --map",
                    "A tenth of the pages written while logging, and the tree that it leaves."),
                new(
                    "s2grid vm --scenario clear --thp-coverage \"30% seed 7\" --dirty \"random 0.1 seed 7\" --fwb no",
                    "A run of a sweep, in a sweep's words."),
                new(
                    "s2grid vm --backing 1g --steps populate --steps split-range:offset=74M,size=4K,pages=2 --format json",
                    "One split call with two spare pages, as JSON that 's2grid vm replay' reads."),
                new(
                    "s2grid vm --strategy-file my-sweep.yaml --strategy mine --chunk 1G",
                    "A strategy of your own, from the section 'strategies' of a sweep file."),
                new(
                    "s2grid vm --memory 4G --steps populate,wp,split --cluster lab",
                    "The same steps in a session on a silo, which gives it back when it is idle."),
            ],
            async (parse, cancellation) =>
            {
                bool asJson = parse.GetValue(format) == Format.Json;
                var vm = new VmExecution(options.Configuration(parse), options.Steps(parse), asJson, parse.GetValue(map));
                if (grid.GivenCluster(parse, cluster) is { } context)
                {
                    await using GridSession session = await ClusterSession.OpenAsync(grid.Terminal, context, cancellation);
                    await vm.RunAsync(session, cancellation);
                }
                else
                {
                    await vm.RunAsync(cancellation);
                }

                Write(Page.Of(grid.Terminal, parse.GetValue(format)), vm);
                return ExitCode.Done;
            },
            [.. options.All, cluster, format, map])
        {
            Rules = Errors,
        };
        command.Add(VmReplayCommand.Of(grid.Terminal));
        return command;

        IEnumerable<UsageError> Errors(ParseResult parse)
        {
            foreach (UsageError error in options.Errors(parse))
                yield return error;

            if (parse.GetValue(map) && options.Steps(parse) is [.., { Kind: VmStepKind.Destroy }])
                yield return new UsageError("--map: no tree is left to draw after 'destroy'", map.Name);
        }
    }

    private static void Write(Page page, VmExecution vm)
    {
        if (page.Format == Format.Json)
        {
            ReplayWriter.Write(page.Out, new ReplayCase("vm", vm.Configuration, vm.Steps), vm.Map);
            page.Write();
            return;
        }

        VmTableWriter.Write(page, vm.Configuration, vm.Steps);
        if (vm.Map is { } tree)
        {
            page.Write();
            MapWriter.Write(page.Out, vm.Configuration.Geometry, tree);
        }
    }
}
