using System.Globalization;
using S2Grid.Mmu;
using S2Grid.Runs;

namespace S2Grid.Protocol;

/// <summary>
/// The settings of a run as an experiment carries them: by name, as files have them. Those that agents knew before settings travelled by
/// name have a field each as well, for these agents; a new setting needs none.
/// </summary>
public static class ExperimentSettings
{
    private static readonly Dictionary<string, Field> Fields = new[]
    {
        Word(Axes.Scenario, 1, e => (int)e.Scenario, (e, word) => e.Scenario = (ExperimentScenario)word),
        Word(Axes.Backing, 1, e => (int)e.Backing, (e, word) => e.Backing = (ExperimentBacking)word),
        Value(Axes.Memory, e => (ulong)e.MemoryBytes, (e, bytes) => e.MemoryBytes = (long)bytes),
        Value(Axes.Dirty, e => e.Dirty.Read(), (e, pages) => e.Dirty = Write(pages)),
        Value(Axes.BaseOffset, e => (ulong)e.BaseOffset, (e, bytes) => e.BaseOffset = (long)bytes),
        Value(Axes.Chunk, e => new SplitChunk((ulong)e.ChunkBytes), (e, chunk) => e.ChunkBytes = (long)chunk.Bytes),
        Value(KvmKeys.Iterations, e => e.Iterations, (e, number) => e.Iterations = number),
        Value(KvmKeys.ClearPages, e => e.ClearPages, (e, number) => e.ClearPages = number),
        Value(KvmKeys.Vcpus, e => e.Vcpus, (e, number) => e.Vcpus = number),
        Value(KvmKeys.Memslots, e => e.Memslots, (e, number) => e.Memslots = number),
        Value(KvmKeys.WritePercent, e => e.WritePercent, (e, percent) => e.WritePercent = percent),
        Value(KvmKeys.Order, e => e.RandomOrder ? e.Seed : null, (e, seed) => (e.RandomOrder, e.Seed) = (seed is not null, seed ?? 0)),
        Word(KvmKeys.ManualProtect, 0, e => (int)e.ManualProtect, (e, word) => e.ManualProtect = (ManualProtect)word),
        Value(KvmKeys.DirtyRing, e => e.DirtyRing, (e, on) => e.DirtyRing = on),
        Value(KvmKeys.WarmUps, e => e.WarmUps, (e, number) => e.WarmUps = number),
        Value(KvmKeys.VerifyCounts, e => e.VerifyCounts, (e, on) => e.VerifyCounts = on),
        Word(KvmKeys.Driver, 0, e => (int)e.Driver, (e, word) => e.Driver = (ExperimentDriver)word),
        Value(KvmKeys.TimeLimit, e => e.TimeLimitSeconds, (e, seconds) => e.TimeLimitSeconds = seconds),
    }.ToDictionary(field => field.Setting.Name);

    /// <summary>What a measured run can be told.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Axes.All.Where(axis => !axis.IsOfMachine), .. KvmKeys.All];

    /// <summary>An experiment with the settings of a run.</summary>
    public static Experiment Of(RunConfiguration run)
    {
        var experiment = new Experiment();
        var values = run.EffectiveValues.Union(run.Kvm!.All).ToDictionary();
        foreach (Setting setting in All)
            experiment.Set(setting, setting.TryRead(values[setting.Name])!);
        return experiment;
    }

    /// <summary>Tells an experiment a setting. What goes without saying is not said: agents refuse settings that they do not
    /// know.</summary>
    public static void Set(this Experiment experiment, Setting setting, SettingValue value)
    {
        if (!setting.IsImplied(value.Text))
            experiment.Settings[setting.Name] = value.Text;
        if (Fields.TryGetValue(setting.Name, out Field? field))
            field.Write(experiment, value);
    }

    /// <summary>The text of a setting, which need not be one that is allowed.</summary>
    public static string Text(this Experiment experiment, Setting setting) =>
        experiment.Settings.TryGetValue(setting.Name, out string? text) ? text
            : Fields.TryGetValue(setting.Name, out Field? field) ? field.Read(experiment)
            : setting.Default!;

    /// <summary>What backs the memory.</summary>
    public static MemoryBacking Describe(this ExperimentBacking backing) => MemoryBacking.All[(int)backing - 1];

    /// <summary>How manual protection is set, once the scenario has had its say.</summary>
    public static ManualProtect EffectiveManualProtect(this Experiment experiment) => experiment.ManualProtect switch
    {
        ManualProtect.ByScenario when experiment.Scenario == ExperimentScenario.Clear => ManualProtect.InitiallySet,
        ManualProtect.ByScenario => ManualProtect.Off,
        var given => given,
    };

    /// <summary>The pages as the simulator chooses them. An absent choice is all pages.</summary>
    public static PageSelection Read(this PageChoice? choice) => choice?.PagesCase switch
    {
        PageChoice.PagesOneofCase.None_ => new PageSelection(PageSelectionKind.Random),
        PageChoice.PagesOneofCase.StrideBytes => new PageSelection(PageSelectionKind.Stride, (ulong)choice.StrideBytes),
        PageChoice.PagesOneofCase.Random => new PageSelection(PageSelectionKind.Random, 0, choice.Random.Fraction, choice.Random.Seed),
        PageChoice.PagesOneofCase.Page => new PageSelection(PageSelectionKind.Page, (ulong)choice.Page),
        _ => PageSelection.All,
    };

    private static PageChoice Write(PageSelection pages) => pages switch
    {
        { Kind: PageSelectionKind.Page } => new PageChoice { Page = (long)pages.Value },
        { Kind: PageSelectionKind.Stride } => new PageChoice { StrideBytes = (long)pages.Value },
        { Kind: PageSelectionKind.Random, Fraction: 0 } => new PageChoice { None = true },
        { Kind: PageSelectionKind.Random } => new PageChoice { Random = new RandomPages { Fraction = pages.Fraction, Seed = pages.Seed } },
        _ => new PageChoice { All = true },
    };

    private static Field Value<T>(Setting<T> setting, Func<Experiment, T> read, Action<Experiment, T> write) => new(
        setting, experiment => setting.Of(read(experiment)).Text, (experiment, value) => write(experiment, ((SettingValue<T>)value).Value));

    /// <summary>The field of a setting whose values are words: it numbers them, in their order from <paramref name="first"/>.</summary>
    private static Field Word(Setting setting, int first, Func<Experiment, int> read, Action<Experiment, int> write) => new(
        setting,
        experiment => setting.Known.ElementAtOrDefault(read(experiment) - first) ?? read(experiment).ToString(CultureInfo.InvariantCulture),
        (experiment, value) => write(experiment, first + setting.Known.TakeWhile(word => word != value.Text).Count()));

    private sealed record Field(Setting Setting, Func<Experiment, string> Read, Action<Experiment, SettingValue> Write);
}
