using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;

namespace S2Grid.Runs;

/// <summary>
/// One run: a value for each of <see cref="Axes.All"/>, a backend, and how machines measure it. Values that change nothing have one form,
/// so that equal runs are equal values: without eager splitting (scenario or strategy lazy, chunk 0) the chunk is 0 and a simulated run's
/// strategy is lazy, while a measured one keeps its kernel's label; where nothing is written by choice (a simulated enable) the written
/// pages are all; coverage is a matter of THP; addresses have a size.
/// </summary>
public sealed class RunConfiguration : IEquatable<RunConfiguration>
{
    private const int StandardIaBits = 40;

    private static readonly SettingValue Lazy = Axes.Strategy.Of(SplitStrategies.Lazy);
    private static readonly SettingValue NoChunk = Axes.Chunk.Of(SplitChunk.None);
    private static readonly SettingValue AllPages = Axes.Dirty.DefaultValue!;
    private static readonly SettingValue FullCoverage = Axes.ThpCoverage.DefaultValue!;
    private static readonly SettingValue[] AddressSizes = [.. Enumerable.Range(0, Stage2Geometry.MaxIaBits + 1).Select(Axes.IaBits.Of)];

    /// <summary>For each strategy whose hints depend on the run its cases: all runs that share the strategy share them.</summary>
    private static readonly ConditionalWeakTable<SplitStrategy, (Condition? When, SettingValue Strategy)[]> Cases = [];

    private static readonly Setting[] AllColumns = [.. Axes.Columns];

    /// <summary>What a measured run decides: the rest is its machine's.</summary>
    private static readonly Setting[] DecidedColumns = [.. Axes.Columns.Where(axis => !axis.IsOfMachine)];
    private readonly SettingValue[] values;
    private (string Name, string Value)[]? effective;

    /// <summary>Makes a run.</summary>
    /// <param name="values">A value for each of <see cref="Axes.All"/>. The array is the run's from now on.</param>
    /// <param name="backend">What carries it out.</param>
    /// <param name="kvm">How a machine measures it; null unless the backend is kvm.</param>
    public RunConfiguration(SettingValue[] values, Backend backend, KvmSettings? kvm = null)
    {
        (this.values, Backend, Kvm) = (values, backend, kvm);
        if (Get(Axes.Strategy) is { Cases.Count: > 0 } strategy)
            values[Axes.Strategy.Index] = Resolve(strategy);

        if (Scenario == Scenario.Lazy || !Get(Axes.Strategy).Hints.Eager || Chunk == SplitChunk.None)
        {
            values[Axes.Chunk.Index] = NoChunk;
            if (backend == Backend.Simulated)
                values[Axes.Strategy.Index] = Lazy;
        }

        if (Scenario == Scenario.Enable && backend == Backend.Simulated)
            values[Axes.Dirty.Index] = AllPages;

        if (Get(Axes.Backing) != MemoryBacking.Thp)
            values[Axes.ThpCoverage.Index] = FullCoverage;

        if (Scenario != Scenario.Clear)
            SetDefault(Axes.ClearPages, Axes.Clean);

        if (Scenario == Scenario.Enable)
            SetDefault(Axes.DirtyTracking);

        if (Get(Axes.DirtyTracking) != DirtyTracking.Hdbss)
            SetDefault(Axes.HdbssEntries);

        if (Chunk == SplitChunk.None)
            SetDefault(Axes.Bbm);

        if (Get(Axes.Bandwidth) == 0)
            SetDefault(Axes.WriteRate, Axes.HotSet, Axes.MaxDowntime);

        values[Axes.IaBits.Index] = AddressSizes[AddressBits(IaBits, Memory, BaseOffset)];
    }

    /// <summary>Settings that there were runs before, by name: a stored run that does not say has the default.</summary>
    public static FrozenDictionary<string, Setting> LaterSettings { get; } =
        Axes.All.Concat(KvmKeys.All).Where(setting => setting.IsLater).ToFrozenDictionary(setting => setting.Name);

    /// <inheritdoc cref="Axes.Memory"/>
    public ulong Memory => Get(Axes.Memory);

    /// <summary>The backing as the field names it.</summary>
    public string BackingName => Get(Axes.Backing).Name;

    /// <summary>The mappings that the backing gives, THP coverage and its seed included.</summary>
    public Backing Backing => Get(Axes.Backing).Mapping(PageShift, Get(Axes.ThpCoverage));

    /// <summary>Name of the split strategy.</summary>
    public string Strategy => Get(Axes.Strategy).Name;

    /// <summary>The split loop's chunk; 0 with the lazy strategy.</summary>
    public SplitChunk Chunk => Get(Axes.Chunk);

    /// <inheritdoc cref="Axes.Scenario"/>
    public Scenario Scenario => Get(Axes.Scenario);

    /// <summary>Input address size in bits.</summary>
    public int IaBits => Get(Axes.IaBits);

    /// <inheritdoc cref="Axes.Granule"/>
    public int PageShift => Get(Axes.Granule);

    /// <inheritdoc cref="Axes.Fwb"/>
    public bool Fwb => Get(Axes.Fwb);

    /// <inheritdoc cref="Axes.TlbiRange"/>
    public bool TlbiRange => Get(Axes.TlbiRange);

    /// <inheritdoc cref="Axes.BaseOffset"/>
    public ulong BaseOffset => Get(Axes.BaseOffset);

    /// <summary>
    /// Which pages the guest writes (clear and lazy, and every iteration of a measured run) and the second CLEAR clears; all pages for a
    /// simulated enable, where it has no effect.
    /// </summary>
    public PageSelection Dirty => Get(Axes.Dirty);

    /// <summary>What carries the run out.</summary>
    public Backend Backend { get; }

    /// <summary>How a machine measures it; null unless the backend is kvm.</summary>
    public KvmSettings? Kvm { get; }

    /// <summary>How manual protection of the dirty log is set, once the scenario has had its say; off for a simulated run.</summary>
    public ManualProtection ManualProtect => Kvm?.ManualProtect switch
    {
        null => ManualProtection.Off,
        ManualProtection.Auto => Scenario == Scenario.Clear ? ManualProtection.InitiallySet : ManualProtection.Off,
        { } given => given,
    };

    /// <summary>
    /// The effective values by name, in a fixed order, for tables, CSV and JSON. Of a measured run those that the machine decides are
    /// left out.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> EffectiveValues => ListedValues;

    /// <summary>The settings of which <see cref="EffectiveValues"/> are values, in their order.</summary>
    public IEnumerable<Setting> Settings =>
        [.. Columns, Backends.Setting, .. Kvm is null ? [] : KvmKeys.All.Where(key => key.IsIdentity)];

    /// <summary>All effective values in one line, equal for equal runs, less those that go without saying.</summary>
    public string Canonical
    {
        get
        {
            var text = new StringBuilder(256);
            foreach ((string name, string value) in ListedValues)
            {
                if (Backend != Backend.Simulated || !IsImplied(name, value))
                {
                    string identity = name == Axes.Strategy.Name ? Get(Axes.Strategy).Identity : value;
                    text.Append(text.Length == 0 ? "" : " ").Append(name).Append('=').Append(identity);
                }

            }

            return text.ToString();
        }
    }

    /// <summary>The effective values less those that go without saying, for headings.</summary>
    public IEnumerable<(string Name, string Value)> ShownValues => Shown(ListedValues);

    /// <summary>The values that follow rules which are only proposed upstream, as in <c>bbm not-required</c>.</summary>
    public IEnumerable<string> ProposedRules => Backend != Backend.Simulated ? [] :
        Axes.All.Where(axis => axis.IsProposed?.Invoke(values[axis.Index].Text) == true)
            .Select(axis => $"{axis.Name} {values[axis.Index].Text}");

    /// <summary>What makes this run the same as another.</summary>
    public RunIdentity Identity => RunIdentity.Of(this);

    /// <summary>What is done, step by step.</summary>
    public IReadOnlyList<RunStep> Steps => Scenario switch
    {
        Scenario.Enable =>
        [
            Step("populate", VmStepKind.Populate, Scope.Guest),
            Step("wp", VmStepKind.WriteProtect, Scope.Ioctl),
            Step("split", VmStepKind.Split, Scope.SplitCall),
        ],
        Scenario.Clear =>
        [
            Step("populate", VmStepKind.Populate, Scope.Guest),
            Step("clear", VmStepKind.Clear, Scope.Ioctl),
            Step("write", VmStepKind.Write, Scope.Guest, Dirty),
            Step("clear-2", VmStepKind.Clear, Scope.Ioctl, Dirty),
        ],
        _ =>
        [
            Step("populate", VmStepKind.Populate, Scope.Guest),
            Step("wp", VmStepKind.WriteProtect, Scope.Ioctl),
            Step("write", VmStepKind.Write, Scope.Guest, Dirty),
        ],
    };

    /// <summary>The text of an effective value; null where the run has none of that name.</summary>
    public string? this[string name] => EffectiveValues.FirstOrDefault(value => value.Name == name).Value;

    /// <summary>The address size of a slot; 0 stands for KVM's standard, or the smallest larger one that holds the slot.</summary>
    public static int AddressBits(int bits, ulong memory, ulong offset) => bits != 0
        ? bits
        : Math.Max(StandardIaBits, Stage2Geometry.SmallestIaBits(VmConfiguration.DefaultBase + offset + memory));

    /// <summary>A run's effective values, or some of them with its backend, less those that go without saying: defaults of axes that there
    /// were not always. What is set for a machine is said, also where an axis has the same name.</summary>
    public static IEnumerable<(string Name, string Value)> Shown(IReadOnlyCollection<(string Name, string Value)> values) =>
        values.Contains((Backends.Setting.Name, Backends.Setting.Known[(int)Backend.Simulated]))
            ? values.Where(value => !IsImplied(value.Name, value.Value)) : values;

    /// <summary>The value of an axis.</summary>
    public T Get<T>(Setting<T> axis) => ((SettingValue<T>)values[axis.Index]).Value;

    /// <summary>The same run with another value of an axis.</summary>
    public RunConfiguration With<T>(Setting<T> axis, T value)
    {
        SettingValue[] changed = [.. values];
        changed[axis.Index] = axis.Of(value);
        return new RunConfiguration(changed, Backend, Kvm);
    }

    /// <summary>The same run with other values for some axes.</summary>
    /// <param name="others">One value for each axis that is to change.</param>
    public RunConfiguration With(AxisPattern others) =>
        new([.. Axes.All.Select((axis, i) => others.Values[i] is [var text, ..] ? axis.TryRead(text)! : values[i])], Backend, Kvm);

    /// <summary>What the engine is to simulate.</summary>
    public VmConfiguration ToVmConfiguration() => VmOf(values);

    /// <inheritdoc/>
    public bool Equals(RunConfiguration? other) => other is not null && EffectiveValues.SequenceEqual(other.EffectiveValues);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RunConfiguration);

    /// <inheritdoc/>
    public override int GetHashCode() => EffectiveValues.Aggregate(0, (hash, value) => HashCode.Combine(hash, value.Value));

    /// <summary>The VM that values of axes describe, as they are.</summary>
    /// <param name="values">A value for each of <see cref="Axes.All"/>.</param>
    internal static VmConfiguration VmOf(SettingValue[] values)
    {
        return new VmConfiguration
        {
            Memory = Value(Axes.Memory),
            Base = VmConfiguration.DefaultBase + Value(Axes.BaseOffset),
            PageShift = Value(Axes.Granule),
            IaBits = Value(Axes.IaBits),
            Fwb = Value(Axes.Fwb),
            TlbiRange = Value(Axes.TlbiRange),
            Backing = Value(Axes.Backing).Mapping(Value(Axes.Granule), Value(Axes.ThpCoverage)),
            Strategy = Value(Axes.Strategy),
            Chunk = Value(Axes.Chunk),
            ClearPages = Value(Axes.ClearPages),
            NeedsBreakBeforeMake = Value(Axes.Bbm),
            DirtyTracking = Value(Axes.DirtyTracking),
            HdbssEntries = Value(Axes.HdbssEntries),
            Clean = Value(Axes.Clean),
            Kernel = Value(Axes.Kernel),
        };

        T Value<T>(Setting<T> axis) => ((SettingValue<T>)values[axis.Index]).Value;
    }

    private (string Name, string Value)[] ListedValues => effective ??= ListValues();

    private Setting[] Columns => Backend == Backend.Simulated ? AllColumns : DecidedColumns;

    /// <summary>What a strategy whose hints depend on the run does in this one.</summary>
    private SettingValue Resolve(SplitStrategy strategy) =>
        Cases.GetValue(strategy, ReadCases).First(one => one.When?.Holds(values) != false).Strategy;

    /// <summary>The cases of a strategy with their conditions read; last of all what mainline does, which always holds.</summary>
    private static (Condition? When, SettingValue Strategy)[] ReadCases(SplitStrategy strategy) =>
    [
        .. strategy.Cases.Append((When: "", Hints: new SplitHints())).Select(one => (
            Condition.TryParse(one.When, out Condition? when, out _) ? when : null,
            (SettingValue)Axes.Strategy.Of(SplitStrategy.Of(strategy.Name, one.Hints)))),
    ];

    private static bool IsImplied(string name, string value) =>
        LaterSettings.TryGetValue(name, out Setting? later) && later.IsImplied(value);

    private void SetDefault(params ReadOnlySpan<Setting> unused)
    {
        foreach (Setting axis in unused)
            values[axis.Index] = axis.DefaultValue!;
    }

    private (string Name, string Value)[] ListValues()
    {
        Setting[] columns = Columns;
        (string, string)[] ofKvm = Kvm is null ? [] : [.. Kvm.EffectiveValues];
        var listed = new (string, string)[columns.Length + 1 + ofKvm.Length];
        for (int i = 0; i < columns.Length; i++)
            listed[i] = (columns[i].Name, values[columns[i].Index].Text);

        listed[columns.Length] = (Backends.Setting.Name, Backends.Setting.Known[(int)Backend]);
        ofKvm.CopyTo(listed, columns.Length + 1);
        return listed;
    }

    private static RunStep Step(string name, VmStepKind kind, Scope scope, PageSelection pages = default) =>
        new(name, new VmStep { Kind = kind, Pages = pages }, scope);
}
