using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Output;
using S2Grid.Experiments.Models;
using S2Grid.Terminal;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models list</c>: the cost models there are.</summary>
internal sealed class ModelsListCommand : CliCommand<FormatSettings>
{
    private readonly CliEnvironment environment;
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public ModelsListCommand(CliEnvironment environment)
        : base("list", "List the cost models, and what each was fitted to")
    {
        this.environment = environment;
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid models list", "What can stand under 'cost-models' in a sweep file."),
    ];

    /// <inheritdoc/>
    protected override FormatSettings Read(SettingsReader reader) => FormatSettings.Read(reader, format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(FormatSettings settings, CancellationToken cancellation)
    {
        if (settings.Format == Format.Json)
        {
            JsonOutput.WriteArray(environment.Out, CostModels.All, (json, model) =>
            {
                json.WriteString("name", model.Name);
                json.WriteBoolean("absolute", model.IsAbsolute);
                json.WriteString("predicts", model.Predicts);
                json.WriteString("machine", model.Machine);
                json.WriteString("description", model.Description);
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new TextTable("model", "predicts", "of the", "what it is");
        foreach (CostModel model in CostModels.All)
        {
            table.Add(model.Name, model.IsAbsolute ? "times and changes" : "changes", model.Predicts, model.Description);
        }

        table.Write(environment.Out, settings.Format);
        return Task.FromResult(ExitCode.Done);
    }
}
