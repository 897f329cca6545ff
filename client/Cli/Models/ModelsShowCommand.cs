using System.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Output;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models show</c>: what each event costs by a model, and where that figure comes from.</summary>
internal sealed class ModelsShowCommand : CliCommand
{
    private readonly Argument<CostModel> name = CliArgument.Named("NAME", "The model's name", "cost model", CostModels.All, model => model.Name);
    private readonly Option<Format> format = FormatOption.OfList();

    /// <summary>Creates the command.</summary>
    public ModelsShowCommand(CliEnvironment terminal)
        : base(
            terminal,
            "show",
            "Show a cost model: what each event costs, where the figure comes from, what the model must not be used for",
            new("s2grid models show rfc-2026-05", "Costs in nanoseconds, with sources."),
            new("s2grid models show v2-2026-06 --format markdown", "The same for a document.")) => AddAll([name, format]);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        CostModel model = parse.GetRequiredValue(name);
        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, Document(model));
            return Task.FromResult(ExitCode.Done);
        }

        Terminal.Out.WriteLine($"{model.Name}: {model.Description}");
        Terminal.Out.WriteLine($"Predicts {(model.IsAbsolute ? "times and changes" : "changes")} of the {model.Predicts}; costs in {model.Unit}.");
        Terminal.Out.WriteLine($"Limits: {model.Limits}");
        Terminal.Out.WriteLine();
        var table = new TextTable("event", "phase", "counter", " " + model.Unit, "source");
        foreach (CostParameter parameter in model.Parameters)
        {
            table.Add(parameter.Event, parameter.Phase.Word(), parameter.CounterName, Quantities.Cost(parameter.Cost), parameter.Source);
        }

        table.Write(Terminal.Out, parse.GetValue(format));
        if (model.UncostedPhases is { Count: > 0 } none)
        {
            Terminal.Out.WriteLine();
            Terminal.Out.WriteLine(
                $"Without a cost of their own: {string.Join(", ", none.Select(phase => phase.Word()))}. What they take stands in other costs, or is not known.");
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static object Document(CostModel model) => new
    {
        model.Name,
        model.Description,
        Absolute = model.IsAbsolute,
        model.Unit,
        model.Predicts,
        model.Machine,
        model.Limits,
        Parameters = model.Parameters.Select(parameter => new
        {
            parameter.Event,
            Phase = parameter.Phase.Word(),
            Counter = parameter.CounterName,
            parameter.Cost.Low,
            parameter.Cost.Mid,
            parameter.Cost.High,
            parameter.Source,
        }),
    };
}
