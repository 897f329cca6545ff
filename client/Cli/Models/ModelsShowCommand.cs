using S2Grid.Cli.Reading;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models show</c>: what each event costs by a model, and where that figure comes from.</summary>
internal sealed class ModelsShowCommand : CliCommand
{
    private readonly Argument<string> name = CliArgument.Text(
        "NAME|FILE", "The model's name, or the file of one of your own", () => CostModels.All.Select(model => model.Name));
    private readonly Option<Format> format = FormatOption.OfList();

    public ModelsShowCommand(CliEnvironment terminal)
        : base(
            terminal,
            "show",
            "Show a cost model: what each event costs, where the figure comes from, what the model must not be used for",
            new("s2grid models show rfc-2026-05", "Costs in nanoseconds, with sources."),
            new("s2grid models show ./mine.yaml", "A model of your own, or all that is wrong with its file."),
            new("s2grid models show v2-2026-06 --format markdown", "The same for a document.")) => AddAll([name, format]);

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        CostModel model = ModelSource.Find(Terminal, parse.GetRequiredValue(name));
        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, Document(model));
            return Task.FromResult(ExitCode.Done);
        }

        Page page = Page.Of(Terminal, parse.GetValue(format));
        page.Write($"{model.Name}: {model.Description}");
        page.Write($"Predicts {(model.IsAbsolute ? "times and changes" : "changes")} of the {model.Predicts}; costs in {model.Unit}.");
        if (model.TlbiRepeat > 1)
            page.Write(Invariant($"Each broadcast TLB invalidation is done {model.TlbiRepeat} times."));

        if (model.MemslotChange.High > 0)
            page.Write($"Enabling the log changes the memslot, too: {Quantities.PredictedTime(model.MemslotChange)}.");

        if (model.CalibratedOn is { } key)
        {
            page.Write($"Calibrated on {key}; it expires when any of that changes.");
            page.Write(model.Joint is { } joint
                ? Invariant($"Intervals of times and changes are {100 * JointCosts.Level:0} %: the costs' covariance is in the file, with ")
                    + Invariant($"{joint.Freedom} degrees of freedom.")
                : "How its costs vary together is not in the file: bounds of times and changes are those of all costs at once, and wider.");
        }

        page.Write($"Digest: {model.Digest}");
        page.Write($"Limits: {model.Limits}");
        page.Write();
        var table = new TextTable("event", "phase", "counter", " " + model.Unit, "source");
        foreach (CostParameter parameter in model.Parameters)
            table.Add(parameter.Event, parameter.Phase.Word(), parameter.CounterName, Quantities.Cost(parameter.Cost), parameter.Source);

        page.Write(table);
        if (model.UncostedPhases is { Count: > 0 } none)
        {
            page.Write();
            page.Write(
                $"Without a cost of their own: {string.Join(", ", none.Select(phase => phase.Word()))}. What they take stands in other "
                + "costs, or is not known.");
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
        model.TlbiRepeat,
        MemslotChange = new { model.MemslotChange.Low, model.MemslotChange.Mid, model.MemslotChange.High },
        model.Digest,
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
