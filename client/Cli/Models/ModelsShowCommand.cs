using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using S2Grid.Experiments.Runs;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Output;
using S2Grid.Experiments.Models;
using S2Grid.Terminal;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models show</c>: what each event costs by a model, and where that figure comes from.</summary>
internal sealed class ModelsShowCommand : CliCommand<ModelSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "The model's name" };
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public ModelsShowCommand(CliEnvironment environment)
        : base("show", "Show a cost model: what each event costs, where the figure comes from, what the model must not be used for")
    {
        this.environment = environment;
        name.CompletionSources.Add(_ => CostModels.All.Select(model => new CompletionItem(model.Name)));
        Add(name);
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid models show rfc-2026-05", "Costs in nanoseconds, with sources."),
        new("s2grid models show v2-2026-06 --format markdown", "The same for a document."),
    ];

    /// <inheritdoc/>
    protected override ModelSettings Read(SettingsReader reader) => new(reader.Text(name) ?? "", FormatSettings.Read(reader, format).Format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ModelSettings settings, CancellationToken cancellation)
    {
        CostModel model = settings.Models[0];
        if (settings.Format == Format.Json)
        {
            JsonOutput.Write(environment.Out, json => WriteJson(json, model));
            return Task.FromResult(ExitCode.Done);
        }

        environment.Out.WriteLine($"{model.Name}: {model.Description}");
        environment.Out.WriteLine($"Predicts {(model.IsAbsolute ? "times and changes" : "changes")} of the {model.Predicts}; costs in {model.Unit}.");
        environment.Out.WriteLine($"Limits: {model.Limits}");
        environment.Out.WriteLine();
        var table = new TextTable("event", "phase", "counter", " " + model.Unit, "source");
        foreach (CostParameter parameter in model.Parameters)
        {
            table.Add(
                parameter.Event, parameter.Phase.Word(), parameter.CounterName, Quantities.Cost(parameter.Cost), parameter.Source);
        }

        table.Write(environment.Out, settings.Format);
        if (model.UncostedPhases is { Count: > 0 } none)
        {
            environment.Out.WriteLine();
            environment.Out.WriteLine($"Without a cost of their own: {string.Join(", ", none.Select(phase => phase.Word()))}. What they take stands in other costs, or is not known.");
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static void WriteJson(Utf8JsonWriter json, CostModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteString("description", model.Description);
        json.WriteBoolean("absolute", model.IsAbsolute);
        json.WriteString("unit", model.Unit);
        json.WriteString("predicts", model.Predicts);
        json.WriteString("machine", model.Machine);
        json.WriteString("limits", model.Limits);
        json.WriteStartArray("parameters");
        foreach (CostParameter parameter in model.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("event", parameter.Event);
            json.WriteString("phase", parameter.Phase.Word());
            json.WriteString("counter", parameter.CounterName);
            json.WriteNumber("low", parameter.Cost.Low);
            json.WriteNumber("mid", parameter.Cost.Mid);
            json.WriteNumber("high", parameter.Cost.High);
            json.WriteString("source", parameter.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
