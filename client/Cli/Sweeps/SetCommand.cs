using System.CommandLine;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Contracts;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Planning;

namespace S2Grid.Cli.Sweeps;

/// <summary><c>s2grid sweeps set</c>: changes how a sweep shares the grid.</summary>
public sealed class SetCommand : CliCommand<SetSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> sweep = new("SWEEP") { Description = "The sweep's name, its id or a beginning of the id" };
    private readonly PolicyOptions policy = new();
    private readonly GridOptions grid;

    /// <summary>Creates the command.</summary>
    public SetCommand(CliEnvironment environment)
        : base("set", "Change how a sweep shares the grid with others, also while it runs")
    {
        this.environment = environment;
        grid = new GridOptions(environment);
        Add(sweep);
        AddAll([.. policy.All, .. grid.All]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid sweeps set chunks --weight 4 --cluster lab", "Four times the slots' time of a sweep with weight 1."),
        new("s2grid sweeps set chunks --priority -10", "Run only when no other sweep has work."),
    ];

    /// <inheritdoc/>
    protected override SetSettings Read(SettingsReader reader)
    {
        // Read once now, so that mistakes are told before anything is asked of the grid.
        policy.Read(reader, SweepPolicy.Default);
        return new SetSettings(reader.Text(sweep) ?? "", grid.Read(reader), before => policy.Read(reader, before), policy.AreGiven(reader));
    }

    /// <inheritdoc/>
    protected override async Task<int> ExecuteAsync(SetSettings settings, CancellationToken cancellation)
    {
        await using GridSession session = await GridSession.ToAskAsync(environment, settings.Place, cancellation);
        SweepStatus found = await session.FindAsync(settings.Sweep, cancellation);
        SweepPolicy changed = settings.Change(found.Policy);
        await session.TellAsync(grains => grains.Sweep(found.Id).SetPolicy(changed), cancellation);
        await environment.Error.WriteLineAsync($"{found.Name}: {(PolicyText.Describe(changed) is { Length: > 0 } text ? text : "shares the grid like any other sweep")}.");
        return ExitCode.Done;
    }
}
