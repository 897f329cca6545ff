using S2Grid.Views.Compare;
using S2Grid.Views.Output;
using static System.FormattableString;

namespace S2Grid.Views.Catalogue;

/// <summary>What ships with the program: each list declared here, once.</summary>
public static class Inventories
{
    /// <summary>What a sweep can vary.</summary>
    public static Inventory<Setting> OfAxes { get; } = new(
        new(
            axis => new { axis.Name, axis.Description, axis.Allowed, axis.Default, Ranges = axis.IsRanged, axis.Known },
            new("axis", axis => axis.Name),
            new("default", axis => axis.Default ?? "(must be given)"),
            new("also", axis => axis.IsRanged ? "ranges" : axis.HasAll ? "all" : ""),
            new("what it is", axis => $"{axis.Description}: {axis.Allowed}")),
        Axes.All);

    /// <summary>The split strategies.</summary>
    public static Inventory<SplitStrategy> OfStrategies { get; } = new(
        new(
            strategy => new { strategy.Name, strategy.Origin, Differs = strategy.Summary },
            new("strategy", strategy => strategy.Name),
            new("origin", strategy => strategy.Origin),
            new("difference from mainline", strategy => strategy.Summary)),
        SplitStrategies.All);

    /// <summary>The counters of a step.</summary>
    public static Inventory<ListedCounter> OfCounters { get; } = new(
        new(
            counter => new { counter.Name, counter.PerLevel, counter.Unit, counter.Description },
            new("counter", counter => counter.Name + (counter.PerLevel ? "[level]" : "")),
            new("unit", counter => counter.Unit),
            new("what is counted", counter => counter.Description)),
        [
            .. CounterLayout.Fields.Select(field => new ListedCounter(field.Name, field.PerLevel, field.Unit, field.Description)),
            .. DerivedCounter.All.Select(one => new ListedCounter(one.Name, one.PerLevel, one.Unit, one.Description)),
        ]);

    /// <summary>The sweeps that ship with the program.</summary>
    public static Inventory<Preset> OfPresets { get; } = new(
        new(
            preset => new { preset.Name, Runs = RunCount(preset), preset.Description },
            new("preset", preset => preset.Name),
            new(" runs", preset => Invariant($"{RunCount(preset):N0}")),
            new("purpose", preset => preset.Description)),
        ShippedPresets.All);

    /// <summary>The columns of CSV, JSON and Parquet.</summary>
    public static Inventory<ListedColumn> OfColumns { get; } = new(
        new(
            one => new { one.List, one.Column.Name, one.Column.Type, one.Column.Unit, one.Column.Description },
            new("of", one => one.List),
            new("column", one => one.Column.Name),
            new("type", one => one.Column.Type.Word()),
            new("unit", one => one.Column.Unit),
            new("what it says", one => one.Column.Description)),
        [
            .. In("settings", Settings([.. Axes.All, Backends.Setting])),
            .. In("settings (kvm)", Settings(KvmKeys.All.Where(key => key.IsIdentity))),
            .. In("runs", [.. RunColumns.Common, .. RunColumns.Sums, .. RunColumns.Predicted("MODEL"),
                .. Consequence.All.SelectMany(kind => RunColumns.Of(kind, "MODEL"))]),
            .. In("runs (kvm)", RunColumns.Measured),
            .. In("steps", [.. RunColumns.OfStep("STEP"), RunColumns.CounterOf("STEP")]),
            .. In("cells", Outputs(CellColumns.Before.Concat(CellColumns.After))),
            .. In("published", Outputs(PublishedColumns.All)),
        ]);

    /// <summary>A strategy's hints as a sweep file has them.</summary>
    public static string TextOf(SplitStrategy strategy) =>
        $"# {strategy.Origin}: {strategy.Summary}\nstrategies:\n  {strategy.Name}: {{{strategy.Hints}}}\n";

    private static long RunCount(Preset preset) => SweepSpecification.Parse(preset.Yaml, preset.Name).Specification!.Plan.RunCount;

    private static IEnumerable<ListedColumn> In(string list, IEnumerable<OutputColumn> columns) =>
        columns.Select(column => new ListedColumn(list, column));

    private static IEnumerable<OutputColumn> Settings(IEnumerable<Setting> settings) =>
        settings.SelectMany(SettingColumn.Of).Select(column => column.Output);

    private static IEnumerable<OutputColumn> Outputs<T>(IEnumerable<FlatColumn<T>> columns) => columns.Select(column => column.Output);
}
