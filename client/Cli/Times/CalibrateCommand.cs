using S2Grid.Cli.Clusters;
using S2Grid.Cli.Output;
using S2Grid.Cli.Reading;
using S2Grid.Times.Calibration;
using S2Grid.Views.Grids;
using S2Grid.Views.Output;
using S2Grid.Views.Reading;
using static System.FormattableString;

namespace S2Grid.Cli.Times;

/// <summary><c>s2grid calibrate</c>: fits costs of events to measured times, and writes them as a cost model.</summary>
internal sealed class CalibrateCommand : StoredSweepCommand
{
    private const string HoldOutOption = "--hold-out";
    private const int Seed = 1;

    private readonly Argument<IReadOnlyList<string>> others = CliArgument.Texts("SWEEPS", "Further sweeps of the same machine");
    private readonly Option<string?> holdOut = CliOption.OptionalText(
        HoldOutOption, "CONDITION", "Configurations to predict and not to fit to: those with a run that meets a condition in SQL");

    private readonly Option<string?> output =
        CliOption.OptionalText("-o", "FILE.yaml", "Write the cost model to a file, for 'cost-models' of a sweep file");

    private readonly PageOptions page = new(Format.Table, Format.Markdown, Format.Mail, Format.Json);

    public CalibrateCommand(GridOptions grid)
        : base(
            grid,
            "calibrate",
            "Fit the costs of events to the times that a machine has measured, and write them as a cost model",
            new("s2grid calibrate altra-ioctls -o altra.yaml", "Costs with 95 % intervals, and what these runs cannot tell apart."),
            new("s2grid calibrate first second --where \"disturbed = '[]'\" -o altra.yaml", "Several sweeps of one machine and kernel."),
            new("s2grid calibrate altra-ioctls --hold-out \"run % 2 = 1\"", "Fit to half of the configurations, predict the others."))
        => AddAll([Sweep, others, Where, holdOut, output, .. page.All, .. grid.All]);

    protected override IEnumerable<UsageError> Check(ParseResult parse) => parse.GetValue(output) is { } file && !CostModels.IsFile(file)
        ? [new UsageError($"-o: '{file}' does not end in .yaml, so that no sweep file could name it", file, "-o")] : [];

    protected override async Task<int> ExecuteAsync(
        GridSession session, StoredSweep sweep, ParseResult parse, CancellationToken cancellation)
    {
        var sweeps = new List<StoredSweep> { sweep };
        try
        {
            foreach (string name in parse.GetRequiredValue(others))
                sweeps.Add(await OpenAsync(session, name, cancellation));
            if (sweeps.GroupBy(one => one.Status.Id).FirstOrDefault(alike => alike.Count() > 1) is { } twice)
                throw new UsageException(new UsageError($"{twice.First().Name} is named twice: its runs would count twice"));

            Calibrate(sweeps, parse);
            return ExitCode.Done;
        }
        finally
        {
            foreach (StoredSweep other in sweeps.Skip(1))
                other.Dispose();
        }
    }

    private void Calibrate(IReadOnlyList<StoredSweep> sweeps, ParseResult parse)
    {
        var measured = new MeasuredIoctls(sweeps, parse.GetValue(Where));
        IReadOnlySet<string> left = HeldOut(sweeps, parse);
        TimedStep[] fitted = [.. measured.Steps.Where(step => !left.Contains(step.Configuration))];
        CalibratedCosts costs = Fit(measured, fitted);
        var calibration = new Calibration(
            measured, fitted, costs, costs.LeaveOneOut(), [.. measured.Steps.Except(fitted).Select(costs.Predict)],
            [.. sweeps.Select(sweep => sweep.Name)]);
        if (page.FormatOf(parse) == Format.Json)
            JsonOutput.Write(Terminal.Out, CalibrationText.Document(calibration));
        else
            CalibrationText.Write(page.Read(Terminal, parse), calibration);

        if (parse.GetValue(output) is not { } file)
            return;

        CostModel model = calibration.ToModel(System.IO.Path.GetFileNameWithoutExtension(file));
        AtomicFile.Write(Terminal.FullPath(file), CostModelWriter.Write(model));
        Terminal.Error.WriteLine(Invariant($"Written: {file}; 's2grid models show {file}' shows it."));
    }

    private static CalibratedCosts Fit(MeasuredIoctls measured, TimedStep[] fitted)
    {
        try
        {
            return CalibratedCosts.Of(fitted, CalibrationEvents.All, Seed);
        }
        catch (RefusedException e)
        {
            throw new RefusedException(e.Message, [.. measured.LeftOut]);
        }
    }

    private IReadOnlySet<string> HeldOut(IReadOnlyList<StoredSweep> sweeps, ParseResult parse)
    {
        if (parse.GetValue(holdOut) is not { } condition)
            return new HashSet<string>();

        try
        {
            return MeasuredIoctls.Meeting(sweeps, parse.GetValue(Where), condition) is { Count: > 0 } some ? some
                : throw new UsageException(new UsageError($"{HoldOutOption}: no run meets the condition", condition, HoldOutOption));
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.Condition)
        {
            throw new UsageException(new UsageError($"{HoldOutOption}: {e.Message.TrimEnd('.')}", condition, HoldOutOption));
        }
    }
}
