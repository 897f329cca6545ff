using S2Grid.Mmu.Strategies;

namespace S2Grid.Web.Vm;

/// <summary>What is in the address of the VM lab: axes in a sweep's words, steps, a second strategy, and which step is shown.</summary>
public sealed class LabQuery
{
    /// <summary>The most steps.</summary>
    public const int MaxSteps = 24;

    private const string StepsName = "steps";
    private const string AgainstName = "against";
    private const string AtName = "at";
    private const string Nothing = "none";
    private const ulong MaxMemory = 1UL << 40;
    private const ulong MaxChunks = 1UL << 22;

    private readonly Dictionary<string, string> given = [];
    private readonly List<(string Field, string Sentence)> errors = [];

    private LabQuery()
    {
    }

    /// <summary>The axes that decide what is counted, besides the steps.</summary>
    public static IReadOnlyList<Setting> Fields { get; } = [.. Axes.All.Where(axis => !axis.IsUncounted).Except(OfSteps)];

    /// <summary>The axes that say what is done where no steps are given.</summary>
    private static Setting[] OfSteps => [Axes.Scenario, Axes.Dirty];

    /// <summary>What is wrong, and in which field.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Errors => errors;

    /// <summary>The VMs that the steps are done to: one, or one for each of two strategies. Empty where anything is wrong.</summary>
    public IReadOnlyList<VmConfiguration> Vms { get; private set; } = [];

    /// <summary>The steps.</summary>
    public IReadOnlyList<VmStep> Steps { get; private set; } = [];

    /// <summary>The step that is shown, from 1.</summary>
    public int At { get; private set; }

    /// <summary>The steps as the field has them.</summary>
    public string StepsText => given.GetValueOrDefault(StepsName) ?? string.Join(',', Steps);

    /// <summary>The second strategy as the field has it.</summary>
    public string Against => given.GetValueOrDefault(AgainstName, "rfc");

    /// <summary>Reads an address.</summary>
    /// <param name="query">Its names and values; unknown names are ignored.</param>
    public static LabQuery Read(IQueryCollection query)
    {
        var read = new LabQuery();
        foreach (string name in Fields.Concat(OfSteps).Select(axis => axis.Name).Append(StepsName).Append(AgainstName).Append(AtName))
        {
            if (query[name].ToString().Trim() is { Length: > 0 } text)
                read.given[name] = text;
        }

        read.Check();
        return read;
    }

    /// <summary>The address at which a run's steps are shown beside those of mainline.</summary>
    public static string AddressOf(RunConfiguration run) => "/vm?" + string.Join('&', Fields
        .Select(axis => (axis.Name, Value: run[axis.Name]!))
        .Where(value => value.Name != Axes.Strategy.Name)
        .Prepend((AgainstName, run.Strategy))
        .Prepend((Axes.Strategy.Name, "baseline"))
        .Append((StepsName, string.Join(',', run.Steps.Select(step => step.Step))))
        .Select(value => $"{value.Item1}={Uri.EscapeDataString(value.Item2)}"));

    /// <summary>The text of an axis as the field has it.</summary>
    public string TextOf(Setting axis) => given.GetValueOrDefault(axis.Name) ?? DefaultOf(axis);

    /// <summary>What stands for an axis that the address does not name.</summary>
    public static string DefaultOf(Setting axis) => SteppedVm.Defaults.GetValueOrDefault(axis) ?? axis.Default!;

    /// <summary>The words that an axis can have here.</summary>
    public static IEnumerable<string> WordsOf(Setting axis) =>
        axis.Known.Where(word => axis.Refusal?.Invoke(Backend.Simulated, word) is null);

    /// <summary>The address of this, with another step shown.</summary>
    public string AddressAt(int step) => "/vm?" + string.Join('&', given.Where(one => one.Key != AtName)
        .Append(new(AtName, step.ToString(CultureInfo.InvariantCulture)))
        .Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value).Replace("%2C", ",", StringComparison.Ordinal)
            .Replace("%3A", ":", StringComparison.Ordinal)}"));

    /// <summary>The command that counts the same.</summary>
    /// <param name="strategy">The strategy.</param>
    public string CommandOf(SplitStrategy strategy) => "s2grid vm" + string.Concat(
        Fields.Where(axis => axis != Axes.Strategy && (axis == Axes.Memory || axis == Axes.Backing || TextOf(axis) != DefaultOf(axis)))
            .Select(axis => $" --{axis.Name} {Quoted(TextOf(axis))}"))
        + $" --strategy {Quoted(strategy.ToString())} --steps {Quoted(string.Join(',', Steps))} --map";

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || ".,:=-_%".Contains(c)) ? text : $"'{text.Replace("'", @"'\''")}'";

    private void Check()
    {
        var values = new SettingValue[Axes.All.Count];
        foreach (Setting axis in Axes.All)
        {
            string text = axis.IsUncounted ? axis.Default! : TextOf(axis);
            if (axis.TryRead(text) is { } value && axis.Refusal?.Invoke(Backend.Simulated, value.Text) is null)
            {
                values[axis.Index] = value;
                continue;
            }

            string allowed = axis.IsOpen ? axis.Allowed : string.Join(", ", WordsOf(axis));
            errors.Add((axis.Name, $"{axis.Name}: '{text}' is not allowed; allowed: {allowed}"));
        }

        if (Against != Nothing && Axes.Strategy.TryRead(Against) is null)
            errors.Add((AgainstName, $"against: '{Against}' is not allowed; allowed: {Axes.Strategy.Allowed}, or {Nothing}"));

        CheckSteps(values);
        if (errors.Count > 0)
            return;

        string[] strategies = Against == Nothing ? [TextOf(Axes.Strategy)] : [TextOf(Axes.Strategy), Against];
        Vms = [.. strategies.Distinct().Select(strategy => VmOf(values, strategy))];
        CheckVms();
    }

    private void CheckSteps(SettingValue[] values)
    {
        if (given.TryGetValue(StepsName, out string? text))
        {
            errors.AddRange(OfSteps.Where(axis => given.ContainsKey(axis.Name)).Select(axis =>
                (axis.Name, $"{axis.Name} and steps cannot be combined: both say what is done")));
            errors.AddRange(StepTexts.Errors([text]).Select(sentence => (StepsName, $"steps: {sentence}")));
            Steps = StepTexts.Read([text]);
        }
        else if (errors.Count == 0)
        {
            Steps = [.. new RunConfiguration([.. values], Backend.Simulated).Steps.Select(step => step.Step)];
        }

        if (Steps.Count > MaxSteps)
            errors.Add((StepsName, Invariant($"steps: there are {Steps.Count}; the lab does at most {MaxSteps}, 's2grid vm' any number")));

        At = int.TryParse(given.GetValueOrDefault(AtName), NumberStyles.None, CultureInfo.InvariantCulture, out int at)
            ? Math.Clamp(at, 1, Math.Max(1, Steps.Count)) : Math.Max(1, Steps.Count);
    }

    private void CheckVms()
    {
        VmConfiguration vm = Vms[0];
        if (given.ContainsKey(Axes.ThpCoverage.Name) && TextOf(Axes.ThpCoverage) != DefaultOf(Axes.ThpCoverage)
            && TextOf(Axes.Backing) != MemoryBacking.Thp.Name)
        {
            errors.Add((Axes.ThpCoverage.Name, "thp-coverage is of backing thp only"));
        }

        if (Axes.Backing.Read(TextOf(Axes.Backing)).Value is var backing && !backing.Exists(vm.PageShift))
        {
            errors.Add((Axes.Backing.Name, $"backing {backing.Name} does not exist with granule {ByteSize.Format(vm.Geometry.PageSize)}, "
                + $"which has {string.Join(", ", MemoryBacking.Pools(vm.PageShift).Select(pool => pool.Name))}"));
        }

        foreach (string sentence in Vms.SelectMany(one => one.Errors()).Distinct())
            errors.Add((sentence.Split(':')[0].Replace('_', '-'), sentence.TrimEnd('.')));

        if (vm.Memory > MaxMemory)
            errors.Add((Axes.Memory.Name, $"memory: the lab takes at most {ByteSize.Format(MaxMemory)}; 's2grid vm' takes more"));

        if (vm.Chunk.Bytes != 0 && vm.Memory / vm.Chunk.Bytes > MaxChunks)
        {
            errors.Add((Axes.Chunk.Name,
                Invariant($"chunk: {vm.Memory / vm.Chunk.Bytes:N0} chunks take long; the lab does at most {MaxChunks:N0}, 's2grid vm' any")
                + " number"));
        }

        if (errors.Count > 0)
            Vms = [];
    }

    private static VmConfiguration VmOf(SettingValue[] values, string strategy)
    {
        SettingValue[] own = [.. values];
        own[Axes.Strategy.Index] = Axes.Strategy.Read(strategy);
        return SteppedVm.Of(own);
    }
}
