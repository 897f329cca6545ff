
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Terminal;
using S2Grid.Experiments.Models;
using S2Grid.Mmu;

namespace S2Grid.Cli.Catalogue;

/// <summary><c>s2grid strategies</c>: the split strategies there are.</summary>
public sealed class StrategiesCommand : CliCommand<FormatSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public StrategiesCommand(CliEnvironment environment)
        : base("strategies", "List the split strategies: where each comes from, what differs from mainline")
    {
        this.environment = environment;
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid strategies", "What can stand on the 'strategy' axis and after 's2grid vm --strategy'."),
        new("s2grid strategies --format json", "The same for a program."),
    ];

    /// <inheritdoc/>
    protected override FormatSettings Read(SettingsReader reader) => FormatSettings.Read(reader, format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(FormatSettings settings, CancellationToken cancellation)
    {
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, SplitStrategies.All, (json, strategy) =>
            {
                json.WriteString("name", strategy.Name);
                json.WriteString("origin", strategy.Origin);
                json.WriteString("differs", strategy.Summary);
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new TextTable("strategy", "origin", "what differs from mainline");
        foreach (SplitStrategy strategy in SplitStrategies.All)
        {
            table.Add(strategy.Name, strategy.Origin, strategy.Summary);
        }

        table.Write(environment.Out, settings.Format);
        return Task.FromResult(ExitCode.Done);
    }
}
