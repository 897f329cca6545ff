using System.CommandLine;
using System.CommandLine.Completions;
using S2Grid.Experiments.Runs;
using S2Grid.Cli.CommandLine;
using S2Grid.Cli.Compare;
using S2Grid.Cli.Output;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Results;
using S2Grid.Experiments.Statistics;
using S2Grid.Terminal;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary><c>s2grid models check</c>: how models stand to the published figures that they were fitted to.</summary>
internal sealed class ModelsCheckCommand : CliCommand<ModelSettings>
{
    private readonly CliEnvironment environment;
    private readonly Argument<string?> name = new("NAME") { Description = "The model's name; all models where none is given", Arity = ArgumentArity.ZeroOrOne };
    private readonly ValueOption format = Formats.Option(FormatSettings.Formats);

    /// <summary>Creates the command.</summary>
    public ModelsCheckCommand(CliEnvironment environment)
        : base("check", "Ask cost models for the published figures they were fitted to, and for each with the fit made without it")
    {
        this.environment = environment;
        name.CompletionSources.Add(_ => CostModels.All.Select(model => new CompletionItem(model.Name)));
        Add(name);
        Add(format);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("s2grid models check", "Residuals and leave-one-out predictions of all models."),
        new("s2grid models check rfc-2026-05 --format json", "One model's, for a program."),
    ];

    /// <inheritdoc/>
    protected override ModelSettings Read(SettingsReader reader) => new(reader.Text(name), FormatSettings.Read(reader, format).Format);

    /// <inheritdoc/>
    protected override Task<int> ExecuteAsync(ModelSettings settings, CancellationToken cancellation)
    {
        CostModelCheck[] checks = [.. settings.Models.SelectMany(model => CostModelCheck.Of(model, cancellation))];
        if (settings.Format == Format.Json)
        {
            WriteJson(checks);
            return Task.FromResult(ExitCode.Done);
        }

        if (checks.Length > 0)
        {
            var table = new TextTable("model", "scenario", "backing", " published", " predicted", " residual", "", " leave one out", " error", "");
            foreach (CostModelCheck check in checks)
            {
                table.Add(Cells(check));
            }

            table.Write(environment.Out, settings.Format);
            environment.Out.WriteLine();
            environment.Out.WriteLine("residual and error: the predicted midpoint less the published change, in percentage points. Predicted intervals are what the");
            environment.Out.WriteLine("model's costs may be ('s2grid models show'). leave one out: what the other figures of the series alone predict.");
        }

        foreach (CostModel model in settings.Models.Where(model => checks.All(check => check.Comparison.By != model.Name)))
        {
            environment.Out.WriteLine($"{model.Name} was not fitted to published figures, so there is nothing to check.");
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

    private void WriteJson(CostModelCheck[] checks) => JsonOutput.WriteArray(environment.Out, checks, (json, check) =>
    {
        PublishedComparison one = check.Comparison;
        json.WriteString("model", one.By);
        json.WriteString("scenario", one.Figure.Scenario.Word());
        json.WriteString("backing", one.Figure.Backing);
        json.WriteNumber("published_percent", one.Figure.ChangePercent);
        if (one.Figure.DeviationPercent is { } deviation)
        {
            json.WriteNumber("published_sd_percent", deviation);
        }

        WriteInterval("predicted_percent", one.Ours);
        WriteInterval("leave_one_out_percent", check.LeftOut);

        void WriteInterval(string name, Interval? fraction)
        {
            if (fraction is { } known)
            {
                json.WriteStartObject(name);
                json.WriteNumber("low", 100 * known.Low);
                json.WriteNumber("mid", 100 * known.Mid);
                json.WriteNumber("high", 100 * known.High);
                json.WriteBoolean("inside", known.Contains(one.Figure.ChangePercent / 100));
                json.WriteEndObject();
            }
        }
    });
}
