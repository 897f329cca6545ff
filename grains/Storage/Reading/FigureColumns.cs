using System.Collections.Concurrent;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Specification;
using S2Grid.Experiments.Stalls;
using S2Grid.Experiments.Statistics;
using S2Grid.Mmu;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>
/// The columns that follow from a simulated run: the named sums of its counters, and what the sweep's cost models predict. The database
/// works them out row by row. Sums and times are linear in the counters, so that asking each about one counter alone tells what it adds up;
/// for stalls the database asks the program.
/// </summary>
/// <param name="view">The runs.</param>
/// <param name="specification">What was run.</param>
internal sealed class FigureColumns(ResultView view, SweepSpecification specification)
{
    private const string StallFunction = "stall_of_run";

    /// <summary>The database asks column by column about a few thousand rows at a time.</summary>
    private const int MostKept = 8192;

    private static readonly Func<Interval, double>[] MidLowHigh = [cost => cost.Mid, cost => cost.Low, cost => cost.High];

    private readonly CostModel[] stalling =
        [.. specification.HasStalls ? specification.CostModels.Where(StallStudy.IsPredictedBy) : []];

    /// <summary>The columns with their expressions; none where machines measure.</summary>
    public IEnumerable<(OutputColumn Output, string Sql)> All => specification.Backend == Backend.Kvm ? [] :
    [
        .. NamedCounts.All.Select(sum => Column(
            RunColumns.Sum(sum), (_, counted) => sum.IsOfIoctl && counted.Scope != Scope.Ioctl ? null : ("TRUE", Sum(counted, sum.Of)))),
        .. from model in specification.CostModels
           where model.IsAbsolute
           from bound in RunColumns.Predicted(model.Name).Zip(MidLowHigh)
           select Column(bound.First, (scenario, counted) => Time(model, scenario, counted, bound.Second)),
        .. Stalls,
    ];

    private IEnumerable<(OutputColumn Output, string Sql)> Stalls
    {
        get
        {
            if (stalling.Length == 0)
                yield break;

            (OutputColumn Output, int Model, StallFigure Figure, Func<Interval, double> Bound)[] asked =
            [
                .. from model in stalling.Index()
                   from figure in StallFigure.All
                   from bound in RunColumns.Stall(figure, model.Item.Name).Zip(MidLowHigh)
                   select (bound.First, model.Index, figure, bound.Second),
            ];
            StallStudies[] studies = [.. stalling.Select(model => new StallStudies(model))];
            var known = new ConcurrentDictionary<(long Run, int Model), StallStudy>();
            view.Add(StallFunction, (run, column) =>
            {
                var one = asked[column];
                if (known.Count > MostKept)
                    known.Clear();

                StallStudy study =
                    known.GetOrAdd((run, one.Model), key => studies[key.Model].Of(specification.Plan[key.Run].Configuration));
                return study.Refusal is null ? one.Bound(study[one.Figure]) : null;
            });
            foreach ((int column, var one) in asked.Index())
            {
                yield return (one.Output, string.Create(
                    CultureInfo.InvariantCulture, $"CASE {None} ELSE {StallFunction}({SqlText.Name(SegmentColumns.Run)}, {column}) END"));
            }
        }
    }

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
        IEnumerable<string> times = events.Zip(model.Parameters, (count, one) =>
            string.Create(CultureInfo.InvariantCulture, $"{count} * '{bound(one.Cost):R}'::DOUBLE"));

        // A model says nothing where it has a cost for none of the events: the part of its refusal that depends on the counters.
        string any = string.Join(" OR ", events.Select(count => $"{count} <> 0"));
        return kinds.Length == 0 ? null
            : ($"(granule, chunk) IN ({string.Join(", ", kinds)}) AND {Sizes(model)}({any})",
                string.Join(" + ", times.Prepend("0::DOUBLE")));
    }

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
