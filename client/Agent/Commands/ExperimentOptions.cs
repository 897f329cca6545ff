using System.Diagnostics.CodeAnalysis;

namespace S2Grid.Agent.Commands;

/// <summary>The options that describe an experiment: the settings of a measured sweep, in its words.</summary>
internal sealed class ExperimentOptions
{
    /// <summary>What bench does differently from a sweep where nothing is said.</summary>
    private static readonly Dictionary<Setting, string> Defaults = new()
    {
        [Axes.Memory] = "64M",
        [Axes.Chunk] = "0",
        [KvmKeys.WarmUps] = "0",
    };

    /// <summary>Each setting with its option. The strategy is that of the kernel at hand.</summary>
    private readonly (Setting Setting, Option<SettingValue> Option)[] settings =
        [.. ExperimentSettings.All.Where(setting => setting != Axes.Strategy).Select(setting => (setting, OptionOf(setting)))];

    private readonly Option<bool> randomOrder =
        CliOption.Flag("--random-order", "The same as --order 'random seed N' with the N of --seed");

    private readonly Option<int> seed =
        CliOption.Number("--seed", "N", "Determines writes, and the order with --random-order", int.MinValue, int.MaxValue, 1);

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All => [.. settings.Select(setting => setting.Option), randomOrder, seed];

    /// <summary>The experiment that the command line describes.</summary>
    internal Experiment Read(ParseResult parse)
    {
        var experiment = new Experiment { SweepName = "bench" };
        foreach ((Setting setting, Option<SettingValue> option) in settings)
            experiment.Set(setting, StandsAlone(parse, option) ? setting.TryRead("yes")! : parse.GetRequiredValue(option));
        if (parse.GetValue(randomOrder))
            experiment.Set(KvmKeys.Order, KvmKeys.Order.Of(parse.GetValue(seed)));
        else if (!experiment.RandomOrder)
            experiment.Seed = parse.GetValue(seed);
        return experiment;
    }

    private static Option<SettingValue> OptionOf(Setting setting)
    {
        Option<SettingValue> option = CliOption.Value<SettingValue>(
            $"--{setting.Name}",
            setting.IsSwitch ? "[YES|NO]" : setting.IsOpen ? "VALUE" : "WORD",
            setting.IsSwitch ? setting.Description : $"{setting.Description}: {setting.Allowed}",
            (string text, [MaybeNullWhen(false)] out SettingValue value) => (value = Read(setting, text)) is not null,
            setting.IsOpen ? $"is not valid; allowed: {setting.Allowed}" : $"is not one of {setting.Allowed}",
            Defaults.GetValueOrDefault(setting, setting.Default!),
            () => setting.Known);
        if (setting.IsSwitch)
            option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }

    /// <summary>Whether an option of yes or no is given without either, which means yes.</summary>
    private static bool StandsAlone(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false, Tokens.Count: 0 };

    /// <summary>Reads a value, also as bench was told it before it took a sweep's words, and a single page, which no sweep has.</summary>
    private static SettingValue? Read(Setting setting, string text) => (setting.Name, text) switch
    {
        ("manual-protect", "by-scenario") => setting.TryRead("auto"),
        ("driver", "selftest") => setting.TryRead("dirty-log-perf-test"),
        ("dirty", "none") => setting.TryRead("random 0"),
        ("dirty", ['p', ..]) when PageSelection.TryParse(text, out PageSelection page) => Axes.Dirty.Of(page),
        _ => setting.TryRead(text),
    };
}
