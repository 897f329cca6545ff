using System.Diagnostics.CodeAnalysis;
using S2Grid.Experiments.Yaml;
using S2Grid.Views.Plans;

namespace S2Grid.Cli.Vm;

/// <summary>
/// The options that describe a simulated VM and what is done to it: one for each axis of a sweep, in the same words, and the spellings of
/// replay files.
/// </summary>
internal sealed class VmOptions
{
    private readonly Option<SettingValue>[] axes = [.. Axes.All.Select(OptionOf)];
    private readonly Option<ulong> start = CliOption.Size(
        "--base", "ADDRESS", "Guest address of the memslot instead of its distance from 1 GiB, as 0x40000000 or 1G", "0x40000000");

    private readonly Option<IReadOnlyList<string>> steps = CliOption.Texts(
        "--steps", "STEPS", "What to do, between commas; see the examples", "the scenario's", () => StepTexts.Names);

    private readonly Option<string?> strategyFile = CliOption.OptionalText(
        "--strategy-file", "FILE", "A sweep file, or its section 'strategies' alone; --strategy takes its names, too");

    private readonly Option<bool> noFwb = CliOption.Flag("--no-fwb", "The same as --fwb no");
    private readonly Option<bool> noTlbiRange = CliOption.Flag("--no-tlbi-range", "The same as --tlbi-range no");

    private readonly CliEnvironment terminal;

    /// <summary>Creates the options.</summary>
    /// <param name="terminal">Finds files.</param>
    public VmOptions(CliEnvironment terminal)
    {
        this.terminal = terminal;
        steps.Validators.Add(result =>
        {
            foreach (string error in StepTexts.Errors(result.Tokens.Select(token => token.Value)))
                result.AddError($"{steps.Name}: {error}");
        });
        axes[Axes.Strategy.Index].Validators.Add(result =>
        {
            // A name that only a file could have, where no file is given.
            if (result.Tokens is [{ Value: var text }] && StrategyFile.IsName(text) && Axes.Strategy.TryRead(text) is null
                && result.GetResult(strategyFile) is null)
            {
                result.AddError($"{result.Option.Name}: '{text}' is not allowed; allowed: {Axes.Strategy.Allowed}");
            }
        });
    }

    /// <summary>The axes alone: what a run is.</summary>
    public IEnumerable<Option> OfRun => axes;

    /// <summary>The option of an axis.</summary>
    public Option Of(Setting axis) => axes[axis.Index];

    /// <summary>The options of a VM of which everything is counted and nothing predicted.</summary>
    public IEnumerable<Option> All =>
        [.. axes.Where((_, axis) => !Axes.All[axis].IsUncounted), strategyFile, start, steps, noFwb, noTlbiRange];

    /// <summary>Everything that is wrong with values that are valid each by itself.</summary>
    public IEnumerable<UsageError> Errors(ParseResult parse)
    {
        var unread = new List<UsageError>();
        if (Strategy(parse, unread) is null)
        {
            foreach (UsageError error in unread)
                yield return error;

            yield break;
        }

        Option coverage = axes[Axes.ThpCoverage.Index];
        if (parse.IsGiven(coverage) && parse.GetValue(axes[Axes.Backing.Index]) is not SettingValue<MemoryBacking> { Text: "thp" })
            yield return new UsageError($"{coverage.Name} is of --backing thp only", coverage.Name);

        (Option, Option, string)[] alternatives =
        [
            (axes[Axes.BaseOffset.Index], start, "where the memslot starts"),
            (axes[Axes.Scenario.Index], steps, "what is done"),
            (axes[Axes.Dirty.Index], steps, "what is done"),
        ];
        foreach ((Option one, Option other, string what) in alternatives)
        {
            if (parse.IsGiven(one) && parse.IsGiven(other))
                yield return new UsageError($"{one.Name} and {other.Name} cannot be combined: both say {what}", one.Name);
        }

        if (parse.GetValue(axes[Axes.Backing.Index]) is SettingValue<MemoryBacking> backing
            && !backing.Value.Exists(Value(parse, Axes.Granule)))
        {
            string sizes = string.Join(", ", MemoryBacking.Pools(Value(parse, Axes.Granule)).Select(pool => pool.Name));
            yield return new UsageError(
                $"--backing {backing} does not exist with --granule {parse.GetValue(axes[Axes.Granule.Index])}, which has {sizes}",
                axes[Axes.Backing.Index].Name);
        }

        foreach (string sentence in Configuration(parse).Errors())
            yield return new UsageError("--" + sentence.Replace("ia_bits", "ia-bits", StringComparison.Ordinal).TrimEnd('.'));
    }

    /// <summary>Everything that is wrong where a run of a sweep is asked for.</summary>
    public IEnumerable<UsageError> RunErrors(ParseResult parse) => parse.GetValue(axes[Axes.Backing.Index]) is SettingValue<Backing> other
        ? [new UsageError($"--backing: '{other.Text}' is of replay files only; allowed: {Axes.Backing.Allowed}", other.Text, "--backing")]
        : Errors(parse);

    /// <summary>The VM.</summary>
    public VmConfiguration Configuration(ParseResult parse)
    {
        VmConfiguration vm = SteppedVm.Of(Values(parse));
        ulong slot = parse.IsGiven(start) ? parse.GetValue(start) : vm.Base;
        return vm with
        {
            Base = slot,
            IaBits = SteppedVm.BitsOf(Value(parse, Axes.IaBits), slot + vm.Memory),
            Backing = parse.GetValue(axes[Axes.Backing.Index]) is SettingValue<Backing> named ? named.Value : vm.Backing,
            Fwb = vm.Fwb && !parse.GetValue(noFwb),
            TlbiRange = vm.TlbiRange && !parse.GetValue(noTlbiRange),
        };
    }

    /// <summary>What is done to it.</summary>
    public IReadOnlyList<VmStep> Steps(ParseResult parse) => parse.GetRequiredValue(steps) is { Count: > 0 } given
        ? StepTexts.Read(given) : [.. Run(parse).Steps.Select(step => step.Step)];

    /// <summary>The simulated run with these values, less what only replay files can say.</summary>
    public RunConfiguration Run(ParseResult parse) => new(Values(parse), Backend.Simulated);

    private SettingValue[] Values(ParseResult parse)
    {
        SettingValue[] values =
        [
            .. axes.Zip(Axes.All, (option, axis) => parse.GetResult(option) is null ? axis.DefaultValue! : parse.GetRequiredValue(option)),
        ];
        values[Axes.Strategy.Index] = Strategy(parse)!;
        if (values[Axes.Backing.Index] is SettingValue<Backing>)
            values[Axes.Backing.Index] = Axes.Backing.Of(MemoryBacking.Pages);

        return values;
    }

    /// <summary>The strategy that is meant; null with errors where neither the program nor the file that is given has it.</summary>
    private SettingValue<SplitStrategy>? Strategy(ParseResult parse, List<UsageError>? errors = null)
    {
        Option<SettingValue> option = axes[Axes.Strategy.Index];
        SettingValue given = parse.GetRequiredValue(option);
        IReadOnlyDictionary<string, string> own = OwnStrategies(parse, errors);
        if (errors is { Count: > 0 })
            return null;

        if (own.TryGetValue(given.Text, out string? text))
            return Axes.Strategy.Read(text);

        if (given is not SettingValue<SplitStrategy>)
            errors?.Add(UsageError.Unknown("strategy", given.Text, [.. Axes.Strategy.Known, .. own.Keys], option.Name));

        return given as SettingValue<SplitStrategy>;
    }

    private IReadOnlyDictionary<string, string> OwnStrategies(ParseResult parse, List<UsageError>? errors)
    {
        if (parse.GetValue(strategyFile) is not { } name)
            return new Dictionary<string, string>();

        try
        {
            SpecificationSource file = SpecificationSource.Find(terminal, name);
            IReadOnlyDictionary<string, string> own = StrategyFile.Read(file.Text, out IReadOnlyList<SpecificationError> faults);
            string[] lines = file.Text.Split('\n');
            errors?.AddRange(faults.Select(fault => new UsageError(fault.Format(file.FileName, lines))));
            return own;
        }
        catch (UsageException missing)
        {
            errors?.AddRange(missing.Errors);
            return new Dictionary<string, string>();
        }
    }

    private T Value<T>(ParseResult parse, Setting<T> axis) => ((SettingValue<T>)parse.GetRequiredValue(axes[axis.Index])).Value;

    private static Option<SettingValue> OptionOf(Setting axis)
    {
        string[] words = [.. axis.Known.Where(CanBeSimulated)];
        string allowed = axis == Axes.Backing
            ? $"{string.Join(", ", words.Union(Backing.KnownNames))}, thp:30%:7" : axis.IsOpen ? axis.Allowed : string.Join(", ", words);
        return CliOption.Value<SettingValue>(
            "--" + axis.Name,
            "VALUE",
            $"{axis.Description}: {allowed}",
            TryRead,
            $"is not allowed; allowed: {allowed}",
            SteppedVm.Defaults.GetValueOrDefault(axis) ?? axis.Default!,
            () => words);

        bool CanBeSimulated(string text) => axis.Refusal?.Invoke(Backend.Simulated, text) is null;

        bool TryRead(string text, [MaybeNullWhen(false)] out SettingValue value)
        {
            value = axis.TryRead(text) is { } read && CanBeSimulated(read.Text) ? read : TryReadOlder(axis, text);
            return value is not null;
        }
    }

    /// <summary>Reads what a sweep does not have: backings by their mappings, sizes in hexadecimal or beyond what a sweep takes, and
    /// names of a file's strategies, which are looked up later.</summary>
    private static SettingValue? TryReadOlder(Setting axis, string text)
    {
        if (axis == Axes.Backing && Backing.TryParse(text, out Backing backing))
            return new SettingValue<Backing>(backing, text);

        if (axis == Axes.Strategy && StrategyFile.IsName(text))
            return new SettingValue<string>(text, text);

        return axis is Setting<ulong> size && ByteSize.TryParse(text, out ulong bytes) ? size.Of(bytes) : null;
    }
}
