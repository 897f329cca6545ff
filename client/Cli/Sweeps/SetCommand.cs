using S2Grid.Cli.Clusters;
using S2Grid.Experiments.Planning;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps set</c>: changes how a sweep shares the grid.</summary>
internal static class SetCommand
{
    /// <summary>Creates the command.</summary>
    public static SweepCommand Of(GridOptions grid)
    {
        var policy = new PolicyOptions();
        var command = new SweepCommand(
            grid,
            "set",
            "Change how a sweep shares the grid with others, even while it runs",
            [
                new("s2grid sweeps set chunks --weight 4 --cluster lab", "Four times the slot time of a sweep with weight 1."),
                new("s2grid sweeps set chunks --priority -10", "Run only when no other sweep has work."),
            ],
            async (session, sweep, parse, cancellation) =>
            {
                SweepPolicy changed = policy.Read(parse, sweep.Policy);
                await session.TellAsync(grains => grains.Sweep(sweep.Id).SetPolicy(changed), cancellation);
                string text = PolicyText.Describe(changed) is { Length: > 0 } unusual ? unusual : "default share of the grid";
                await grid.Terminal.Error.WriteLineAsync($"{sweep.Name}: {text}.");
                return ExitCode.Done;
            },
            policy.All);
        command.Validators.Add(result =>
        {
            if (policy.All.All(option => result.GetResult(option) is not { Implicit: false }))
            {
                result.AddError("nothing to set: give --weight, --priority, --parallel or --fail-fast");
            }
        });
        return command;
    }
}
