using System.Text.Json.Nodes;
using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models check</c>: how models stand to published figures.</summary>
internal sealed class ModelsCheckCommand : CliCommand
{
    private static readonly Column<CostModelCheck>[] Columns =
    [
        new("model", check => check.Comparison.By),
        new("figure of", check => check.Comparison.Figure.Series),
        new("scenario", check => check.Comparison.Figure.Scenario.Word()),
        new("backing", check => check.Comparison.Figure.Backing),
        new(" published", check => Quantities.Change(check.Comparison.Figure)),
        new(" predicted", check => check.Comparison.Ours is { } ours ? Quantities.Change(ours) : check.Comparison.Absence ?? ""),
        new("", check => Fitted(check.Comparison)),
        new(" residual", check => Points(check.Comparison.ResidualPoints)),
        new("", check => Inside(check.Comparison.IsInside)),
        new(" leave one out", LeftOut),
        new(" error", check => Points(check.LeftOutErrorPoints)),
        new("", check => Inside(check.IsInsideLeftOut)),
    ];

    private readonly Argument<string?> name = CliArgument.OptionalText(
        "NAME", "The model's name; all models where none is given", () => CostModels.All.Select(model => model.Name));

    private readonly Option<Format> format = FormatOption.OfList();

    public ModelsCheckCommand(CliEnvironment terminal)
        : base(
            terminal,
            "check",
            "Ask cost models for all published figures of their scope, and for those they were fitted to with the fit made without each",
            new("s2grid models check", "Residuals and leave-one-out predictions of all models."),
            new("s2grid models check rfc-2026-05 --format json", "One model's, for a program.")) => AddAll([name, format]);

    protected override IEnumerable<UsageError> Check(ParseResult parse) =>
        parse.GetValue(name) is { } given && CostModels.Find(given) is null
            ? [UsageError.Unknown("cost model", given, [.. CostModels.All.Select(model => model.Name)])]
            : [];

    protected override Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellation)
    {
        IReadOnlyList<CostModel> models = parse.GetValue(name) is { } given ? [CostModels.Find(given)!] : CostModels.All;
        CostModelCheck[] checks = [.. models.SelectMany(model => CostModelCheck.Of(model, cancellation))];
        if (parse.GetValue(format) == Format.Json)
        {
            JsonOutput.Write(
                Terminal.Out, checks.Select(Document).Concat(
                    models == CostModels.All ? ContentionTable.Documents().Concat(OtherMachinesTable.Documents()) : []));
            return Task.FromResult(ExitCode.Done);
        }

        Page page = Page.Of(Terminal, parse.GetValue(format));
        if (checks.Length > 0)
        {
            page.Write(Column<CostModelCheck>.Table(Columns, checks));
            page.Write();
            page.WriteNotes(
            [
                "fitted: the model was made from the figure, so that it can reproduce it says little; held out: it was not, and the "
                + "machine may be another one, whose costs nobody carries over unknowingly.",
                "residual and error: the predicted midpoint less the published change, in percentage points.",
                "Predicted intervals are what the model's costs may be ('s2grid models show').",
                "leave one out: what the other figures of the series alone predict.",
            ]);
        }

        if (models == CostModels.All)
        {
            ContentionTable.Write(page);
            OtherMachinesTable.Write(page);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static string LeftOut(CostModelCheck check) => check switch
    {
        { Saved: { } saved } =>
            Invariant($"{saved.SavedMilliseconds.Mid:0.0} ms ({saved.SavedMilliseconds.Low:0.0} to {saved.SavedMilliseconds.High:0.0}) ")
            + Invariant($"of {saved.Figure.SavedMilliseconds:0} saved"),
        { LeftOut: { } left } => Quantities.Change(left),
        { Comparison.IsFitted: true } => "not determined",
        _ => "",
    };

    private static string Fitted(PublishedComparison comparison) => comparison.IsFitted ? "fitted" : "held out";

    private static string Points(double? points) => points is { } known ? Invariant($"{known:+0.00;-0.00;0.00}") : "";

    private static string Inside(bool? isInside) => isInside is { } known ? known ? "inside" : "outside" : "";

    private static JsonObject Document(CostModelCheck check)
    {
        (PublishedComparison one, PublishedFigure figure) = (check.Comparison, check.Comparison.Figure);
        return JsonOutput.Merged(
            new { Model = one.By, figure.Series, Scenario = figure.Scenario.Word(), figure.Backing },
            new { Fitted = one.IsFitted, PublishedPercent = figure.ChangePercent },
            figure.DeviationPercent is { } deviation ? new { PublishedSdPercent = deviation } : new { },
            one.Ours is { } ours ? new { PredictedPercent = Percent(ours, one.IsInside) } : new { },
            check.LeftOut is { } left ? new { LeaveOneOutPercent = Percent(left, check.IsInsideLeftOut) } : new { },
            check.Saved is { SavedMilliseconds: var saved }
                ? new { LeaveOneOutSavedMs = new { saved.Low, saved.Mid, saved.High, Inside = check.IsInsideLeftOut } } : new { });
    }

    private static object Percent(Interval change, bool? isInside) =>
        new { Low = 100 * change.Low, Mid = 100 * change.Mid, High = 100 * change.High, Inside = isInside };
}
