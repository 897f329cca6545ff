using System.Collections.Concurrent;
using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>
/// The columns that follow from a simulated run: the named sums of its counters, and what the sweep's cost models predict. The database
/// works them out row by row. Sums and times are linear in the counters, so that asking each about one counter alone tells what it adds up;
/// for what else counts come to the database asks the program.
/// </summary>
/// <param name="view">The runs.</param>
/// <param name="specification">What was run.</param>
internal sealed class FigureColumns(ResultView view, SweepSpecification specification)
{
    private const string FigureFunction = "figure_of_run";
    private const string VerdictFunction = "verdict_of_run";

    /// <summary>The database asks column by column about a few thousand rows at a time.</summary>
    private const int MostKept = 8192;

    private static readonly Func<Interval, double>[] MidLowHigh = [cost => cost.Mid, cost => cost.Low, cost => cost.High];

    private readonly (CostModel Model, Consequence Kind)[] asked =
    [
        .. from model in specification.CostModels
           where PredictedStudy.IsPredictedBy(model)
           from kind in Consequence.All
           where kind.IsAskedBy(specification)
           select (model, kind),
    ];

    /// <summary>The columns with their expressions; none where machines measure.</summary>
    public IEnumerable<(OutputColumn Output, string Sql)> All => specification.Backend == Backend.Kvm ? [] :
    [
        .. NamedCounts.All.Select(sum => Column(
            RunColumns.Sum(sum), (_, counted) => sum.IsOfIoctl && counted.Scope != Scope.Ioctl ? null : ("TRUE", Sum(counted, sum.Of)))),
        .. from model in specification.CostModels
           where model.IsAbsolute
           from bound in RunColumns.Predicted(model.Name).Zip(MidLowHigh)
           select Column(bound.First, (scenario, counted) => Time(model, scenario, counted, bound.Second)),
        .. Consequences,
    ];

    private IEnumerable<(OutputColumn Output, string Sql)> Consequences
    {
        get
        {
            if (asked.Length == 0)
                yield break;

            (OutputColumn Output, int Study, PredictedFigure Figure, Func<Interval, double> Bound)[] figures =
            [
                .. from one in asked.Index()
                   from figure in one.Item.Kind.Figures
                   from bound in RunColumns.Of(one.Item.Kind, figure, one.Item.Model.Name).Zip(MidLowHigh)
                   select (bound.First, one.Index, figure, bound.Second),
            ];
            Func<RunConfiguration, PredictedStudy>[] studies = [.. asked.Select(one => one.Kind.Study(one.Model))];
            var known = new ConcurrentDictionary<(long Run, int Study), PredictedStudy>();
            view.Add<double?>(FigureFunction, (run, column) =>
                StudyOf(run, figures[column].Study).Find(figures[column].Figure) is { } figure ? figures[column].Bound(figure) : null);
            view.Add<string?>(VerdictFunction, (run, study) => StudyOf(run, study).Verdict);
            foreach ((int study, (CostModel model, Consequence kind)) in asked.Index())
            {
                if (RunColumns.VerdictOf(kind, model.Name) is { } verdict)
                    yield return (verdict, Call(VerdictFunction, study));
            }

            foreach ((int column, var one) in figures.Index())
                yield return (one.Output, Call(FigureFunction, column));

            PredictedStudy StudyOf(long run, int study)
            {
                if (known.Count > MostKept)
                    known.Clear();

                return known.GetOrAdd((run, study), key => studies[key.Study](specification.Plan[key.Run].Configuration));
            }
        }
    }

    private static string Call(string function, int of) => string.Create(
        CultureInfo.InvariantCulture, $"CASE {None} ELSE {function}({SqlText.Name(SegmentColumns.Run)}, {of}) END");

    /// <summary>No figure follows from a run that failed, nor from one that was measured.</summary>
    private static string None => $"WHEN state <> 'succeeded' OR provenance <> {SqlText.Text(Provenance.Simulated.Word())} THEN NULL";

    /// <summary>A column that each scenario has another expression for, under a condition; null where a scenario has no such
    /// figure.</summary>
    private (OutputColumn Output, string Sql) Column(OutputColumn output, Func<Scenario, CountedSteps, (string If, string Then)?> figure)
    {
        string[] cases =
        [
            .. from scenario in Enum.GetValues<Scenario>()
               let one = figure(scenario, specification.Counted(scenario))
               where one is not null
               let word = SqlText.Text(Axes.Scenario.Of(scenario).Text)
               select $"WHEN scenario = {word} AND {one.Value.If} THEN {one.Value.Then}",
        ];
        return (output, $"CAST(CASE {None} {string.Join(' ', cases)} END AS {output.SqlType})");
    }

    /// <summary>A bound of the predicted time, summed in the order in which the model does, so that it comes out the same.</summary>
    private (string If, string Then)? Time(CostModel model, Scenario scenario, CountedSteps counted, Func<Interval, double> bound)
    {
        string[] kinds = [.. KindsOf(model, scenario, counted.Scope)];
        string[] events = [.. model.Parameters.Select(one => $"({Sum(counted, one.Count)})")];
        string time = model.Joint is { } joint ? Bound(joint, events, Time(cost => cost.Mid), bound) : Time(bound);

        // A model says nothing where it has a cost for none of the events: the part of its refusal that depends on the counters.
        string any = string.Join(" OR ", events.Select(count => $"{count} <> 0"));
        return kinds.Length == 0 ? null
            : ($"(granule, chunk) IN ({string.Join(", ", kinds)}) AND {Sizes(model)}({any})",
                time);

        string Time(Func<Interval, double> of) => Added(events.Zip(model.Parameters, (count, one) => $"{count} * {Number(of(one.Cost))}"));
    }

    /// <summary>A bound where it is known how costs vary together, as <see cref="CostModel.PredictTime"/> has
    /// it.</summary>
    private static string Bound(JointCosts joint, string[] events, string time, Func<Interval, double> bound)
    {
        string variance = Added(joint.Terms.Where(term => term.One < events.Length)
            .Select(term => $"{Number(term.Weight)} * ({events[term.One]}::DOUBLE * {events[term.Other]})"));
        string middle = Added(events.Zip(joint.Estimates, (count, cost) => $"{count} * {Number(cost)}"));
        string width = $"{Number(joint.Width)} * sqrt(greatest(0, {variance}))";
        return bound(new Interval(-1, 0, 1)) switch
        {
            0 => time,
            < 0 => $"greatest(0, least({time}, {middle} - {width}))",
            _ => $"greatest({time}, {middle} + {width})",
        };
    }

    private static string Added(IEnumerable<string> terms) => string.Join(" + ", terms.Prepend("0::DOUBLE"));

    private static string Number(double value) => string.Create(CultureInfo.InvariantCulture, $"'{value:R}'::DOUBLE");

    /// <summary>The sizes of which a model predicts something.</summary>
    private static string Sizes(CostModel model) => string.Concat(
        from bound in ((ulong Bytes, string Comparison)[])[(model.SmallestMemory, ">="), (model.LargestMemory, "<=")]
        where bound.Bytes > 0
        select string.Create(CultureInfo.InvariantCulture, $"{SegmentColumns.MemoryBytes} {bound.Comparison} {bound.Bytes} AND "));

    /// <summary>The granules and chunks, which beside scope and size are all that it depends on, of which a model predicts
    /// something.</summary>
    private IEnumerable<string> KindsOf(CostModel model, Scenario scenario, Scope scope) =>
        from granule in ValuesOf(Axes.Granule)
        from chunk in ValuesOf(Axes.Chunk).Append(SplitChunk.None).Distinct()
        let memory = Math.Max(model.SmallestMemory, model.LargestMemory) is > 0 and var known ? known : ValuesOf(Axes.Memory).First()
        let run = specification.Plan[0].Configuration.With(Axes.Strategy, SplitStrategies.Baseline).With(Axes.Scenario, scenario)
            .With(Axes.Granule, granule).With(Axes.Chunk, chunk).With(Axes.Memory, memory)
        where model.Refusal(run, scope, Provenance.Simulated, counters: null) is null
        select $"({SqlText.Text(run[Axes.Granule.Name]!)}, {SqlText.Text(run[Axes.Chunk.Name]!)})";

    private IEnumerable<T> ValuesOf<T>(Setting<T> axis) => specification.Include.Select(pattern => pattern.Values[axis.Index] ?? [])
        .Prepend(specification.AxisValues[axis.Index]).SelectMany(texts => texts).Distinct().Select(text => axis.Read(text).Value);

    /// <summary>A sum over the steps that stand for a run.</summary>
    private string Sum(CountedSteps counted, Func<StepCounters, long> sum)
    {
        var alone = new StepCounters();
        (int Offset, long Times)[] terms = [.. Enumerable.Range(0, CounterLayout.Length).Select(TimesOf).Where(term => term.Times != 0)];
        string[] texts =
        [
            .. from step in counted.Names
               from counter in SegmentColumns.Counters(step)
               where view.IsStored(counter.Name)
               from term in terms
               where term.Offset == counter.Offset
               select string.Create(CultureInfo.InvariantCulture, $"{term.Times} * COALESCE({SqlText.Name(counter.Name)}, 0)"),
        ];
        return texts.Length == 0 ? "0" : string.Join(" + ", texts);

        (int Offset, long Times) TimesOf(int offset)
        {
            alone.Clear();
            alone.Values[offset] = 1;
            return (offset, sum(alone));
        }
    }
}
