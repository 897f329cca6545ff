using S2Grid.Experiments.Consequences;
using S2Grid.Experiments.Published;
using S2Grid.Storage.Segments;

namespace S2Grid.Storage.Reading;

/// <summary>
/// The columns of runs, each declared here, once: what a run is, its settings (<see cref="SettingColumn"/>), figures that follow from its
/// counters, what a machine says of it, and then what each of its steps came to.
/// </summary>
public static class RunColumns
{
    /// <summary>The columns of every run, which stand first.</summary>
    public static IReadOnlyList<OutputColumn> Common { get; } =
    [
        new(SegmentColumns.Run, ColumnType.Integer, "", "number of the run in its sweep, from 0"),
        new(SegmentColumns.Repeat, ColumnType.Integer, "", "which repeat of its configuration it is, from 0"),
        new(SegmentColumns.Identity, ColumnType.Text, "", "hash of its configuration and the engine: equal for runs that are the same"),
        new(SegmentColumns.State, ColumnType.Text, "", "succeeded or failed"),
        new(SegmentColumns.Error, ColumnType.Text, "", "why it failed"),
        new(SegmentColumns.Provenance, ColumnType.Text, "", $"where it comes from: {string.Join(", ", Words.All<Provenance>())}"),
        new(SegmentColumns.ReusedFrom, ColumnType.Integer, "", "the run whose counters it shares"),
        new(SegmentColumns.WallSeconds, ColumnType.Number, "s", "how long it took on the host; no time of the simulated VM"),
        new(SegmentColumns.MemoryBytes, ColumnType.Integer, "bytes", "memory as a number"),
    ];

    /// <summary>The columns that a machine adds to a run that it has measured, after the settings.</summary>
    public static IReadOnlyList<OutputColumn> Measured { get; } =
    [
        new(SegmentColumns.Agent, ColumnType.Text, "", "the agent that measured the run"),
        new(SegmentColumns.Kernel, ColumnType.Text, "", "the kernel that was measured"),
        new(SegmentColumns.KernelStrategy, ColumnType.Text, "", "the split strategy that the kernel is said to have"),
        new(SegmentColumns.Architecture, ColumnType.Text, "", "the machine's architecture"),
        new(SegmentColumns.KernelPageBytes, ColumnType.Integer, "bytes", "the kernel's page size"),
        new(SegmentColumns.ThpBytes, ColumnType.Integer, "bytes", "of the guest's memory, in transparent huge pages once populated"),
        new(SegmentColumns.CountFault, ColumnType.Text, "", "why kernel functions were not counted, where that was asked for"),
        new(SegmentColumns.Disturbed, ColumnType.Json, "", "why times may be disturbed, a list of sentences"),
        new(SegmentColumns.Samples, ColumnType.Json, "", "all samples with every call's time, a list"),
        new(SegmentColumns.Surroundings, ColumnType.Json, "", "the machine before and after the run, an object"),
    ];

    private static readonly Dictionary<string, OutputColumn> Known = Common.Concat(Measured).ToDictionary(column => column.Name);

    /// <summary>The sums of counters that have a name, for simulated runs that succeeded.</summary>
    public static IEnumerable<OutputColumn> Sums => NamedCounts.All.Select(Sum);

    /// <summary>The columns of a step besides its counters; but for the first only measured runs have them.</summary>
    /// <param name="step">The step's name.</param>
    public static IReadOnlyList<OutputColumn> OfStep(string step) =>
    [
        new(step + SegmentColumns.ScopeSuffix, ColumnType.Text, "",
            $"what the step's figures belong to: {string.Join(", ", Words.All<Scope>())}"),
        new(step + SegmentColumns.SecondsSuffix, ColumnType.Number, "s", "the step's measured time"),
        new(step + SegmentColumns.DirtyPagesSuffix, ColumnType.Integer, "pages", "pages in the dirty log"),
        new(step + SegmentColumns.TablesSuffix, ColumnType.Integer, "pages", "table pages that came with the step"),
        new(step + SegmentColumns.HitsSuffix, ColumnType.Json, "calls", "calls of kernel functions, an object by function"),
    ];

    /// <summary>The midpoint and the bounds of the time that a cost model predicts, for simulated runs that succeeded and of which it says
    /// something; a relative model predicts no times, so it has none.</summary>
    /// <param name="model">The model's name.</param>
    public static IReadOnlyList<OutputColumn> Predicted(string model) =>
        Bounded($"predicted:{model}", "ns", $"time that {model} predicts; absent where it says nothing of the run");

    /// <summary>The columns of what counts come to, where the sweep sets an axis that asks for it, for simulated runs that
    /// succeeded.</summary>
    /// <param name="kind">What they come to.</param>
    /// <param name="model">The model's name.</param>
    public static IEnumerable<OutputColumn> Of(Consequence kind, string model) =>
        [.. VerdictOf(kind, model) is { } verdict ? [verdict] : (OutputColumn[])[],
            .. kind.Figures.SelectMany(figure => Of(kind, figure, model))];

    /// <summary>The midpoint and the bounds of a figure of what counts come to, as a cost model predicts it.</summary>
    internal static IReadOnlyList<OutputColumn> Of(Consequence kind, PredictedFigure figure, string model) =>
        Bounded($"{figure.Name}:{model}", figure.Unit, $"{figure.Description}, as {model} predicts; {Asking(kind)}");

    /// <summary>What a cost model has to say of a run in words; null where that is nothing.</summary>
    internal static OutputColumn? VerdictOf(Consequence kind, string model) => kind.Verdict is { } verdict
        ? new($"{verdict.Name}:{model}", ColumnType.Text, "", $"{verdict.Description}, as {model} predicts; {Asking(kind)}") : null;

    /// <summary>What the columns of a step's counters are called; <c>s2grid counters</c> has them all.</summary>
    public static OutputColumn CounterOf(string step) => new(
        $"{step}.COUNTER[.LEVEL]", ColumnType.Integer, "", "each counter of the step, by level where it has levels: see s2grid counters");

    private static string Asking(Consequence kind) => $"in sweeps that set one of {string.Join(", ", kind.Axes.Select(axis => axis.Name))}";

    private static OutputColumn[] Bounded(string name, string unit, string description) =>
    [
        new(name, ColumnType.Number, unit, description),
        new($"{name}.low", ColumnType.Number, unit, "its lower bound"),
        new($"{name}.high", ColumnType.Number, unit, "its upper bound"),
    ];

    /// <summary>A named sum.</summary>
    internal static OutputColumn Sum(NamedCount sum) => new(
        sum.Name, ColumnType.Integer, "", $"{sum.Title} of the steps that stand for the run{(sum.IsOfIoctl ? ", of ioctls only" : "")}");

    /// <summary>A counter of a step.</summary>
    internal static OutputColumn Counter(string name) => new(name, ColumnType.Integer, "", "");

    /// <summary>The column of a run by its name; null for that of a setting or a step.</summary>
    internal static OutputColumn? Find(string name) => Known.GetValueOrDefault(name);
}
