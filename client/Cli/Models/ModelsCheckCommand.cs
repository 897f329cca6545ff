using System.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Output;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Runs;
using S2Grid.Experiments.Statistics;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models check</c>: how models stand to the published figures that they were fitted to.</summary>
internal sealed class ModelsCheckCommand : CliCommand
{
    private readonly Argument<string?> name = CliArgument.OptionalText(
        "NAME", "The model's name; all models where none is given", () => CostModels.All.Select(model => model.Name));

    private readonly Option<Format> format = FormatOption.OfList();

    /// <summary>Creates the command.</summary>
    public ModelsCheckCommand(CliEnvironment terminal)
        : base(
            terminal,
            "check",
            "Ask cost models for the published figures they were fitted to, and for each with the fit made without it",
            new("s2grid models check", "Residuals and leave-one-out predictions of all models."),
            new("s2grid models check rfc-2026-05 --format json", "One model's, for a program.")) => AddAll([name, format]);

    /// <inheritdoc/>
    protected override IEnumerable<UsageError> Check(ParseResult parse) =>
        parse.GetValue(name) is { } given && CostModels.Find(given) is null
            ? [UsageError.Unknown("cost model", given, [.. CostModels.All.Select(model => model.Name)])]
            : [];

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        IReadOnlyList<CostModel> models = parse.GetValue(name) is { } given ? [CostModels.Find(given)!] : CostModels.All;
        CostModelCheck[] checks = [.. models.SelectMany(model => CostModelCheck.Of(model, cancellation))];
        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(Terminal.Out, checks.Select(Document));
            return Task.FromResult(ExitCode.Done);
        }

        if (checks.Length > 0)
        {
            var table = new TextTable("model", "scenario", "backing", " published", " predicted", " residual", "", " leave one out", " error", "");
            foreach (CostModelCheck check in checks)
            {
                table.Add(Cells(check));
            }

            table.Write(Terminal.Out, parse.GetValue(format));
            Terminal.Out.WriteLine();
            Terminal.Out.WriteLine("residual and error: the predicted midpoint less the published change, in percentage points. Predicted intervals are what the");
            Terminal.Out.WriteLine("model's costs may be ('s2grid models show'). leave one out: what the other figures of the series alone predict.");
        }

        foreach (CostModel model in models.Where(model => checks.All(check => check.Comparison.By != model.Name)))
        {
            Terminal.Out.WriteLine($"{model.Name} was not fitted to published figures, so there is nothing to check.");
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static string[] Cells(CostModelCheck check)
    {
        PublishedComparison one = check.Comparison;
        return
        [
            one.By,
            one.Figure.Scenario.Word(),
            one.Figure.Backing,
            Quantities.Change(one.Figure),
            one.Ours is { } ours ? Quantities.Change(ours) : one.Absence ?? "",
            Points(one.ResidualPoints),
            Inside(one.IsInside),
            check.LeftOut is { } left ? Quantities.Change(left) : "not determined",
            Points(check.LeftOutErrorPoints),
            Inside(check.IsInsideLeftOut),
        ];
    }

    private static string Points(double? points) => points is { } known ? Invariant($"{known:+0.00;-0.00;0.00}") : "";

    private static string Inside(bool? isInside) => isInside switch
    {
        true => "inside",
        false => "outside",
        null => "",
    };

    private static Dictionary<string, object?> Document(CostModelCheck check)
    {
        PublishedComparison one = check.Comparison;
        var document = new Dictionary<string, object?>
        {
            ["model"] = one.By,
            ["scenario"] = one.Figure.Scenario.Word(),
            ["backing"] = one.Figure.Backing,
            ["published_percent"] = one.Figure.ChangePercent,
        };
        if (one.Figure.DeviationPercent is { } deviation)
        {
            document["published_sd_percent"] = deviation;
        }

        Add("predicted_percent", one.Ours);
        Add("leave_one_out_percent", check.LeftOut);
        return document;

        void Add(string name, Interval? fraction)
        {
            if (fraction is { } known)
            {
                document[name] = new
                {
                    Low = 100 * known.Low,
                    Mid = 100 * known.Mid,
                    High = 100 * known.High,
                    Inside = known.Contains(one.Figure.ChangePercent / 100),
                };
            }
        }
    }
}
