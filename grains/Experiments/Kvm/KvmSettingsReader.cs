using System.Globalization;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Specification;
using S2Grid.Mmu;
using static System.FormattableString;

namespace S2Grid.Experiments.Kvm;

/// <summary>Reads the section <c>kvm</c> of a sweep file.</summary>
internal static class KvmSettingsReader
{
    /// <summary>What <c>--set</c> writes before a key of the section.</summary>
    internal const string Prefix = "kvm.";

    /// <summary>CLEAR_DIRTY_LOG takes whole words of the bitmap.</summary>
    private const int PagesPerWord = 64;

    private const int MostPages = 1 << 28;
    private const int Most = 512;
    private const int MostWarmUps = 100;
    private const int MostSeconds = 86_400;

    private static readonly string[] Protections = ["auto", "off", "on", "initially-set"];
    private static readonly string[] Drivers = ["harness", "dirty-log-perf-test"];

    /// <summary>Every key in order.</summary>
    internal static IReadOnlyList<KvmSetting> All { get; } =
    [
        Number("iterations", "Iterations of dirtying, reading and clearing the log", 1, 1000, (kvm, value) => kvm with { Iterations = value }),
        new(
            "clear-pages",
            "Pages of one CLEAR_DIRTY_LOG",
            Invariant($"a multiple of {PagesPerWord} up to {MostPages}"),
            [],
            (kvm, text) => Whole(text, PagesPerWord, MostPages) is { } pages && pages % PagesPerWord == 0 ? kvm with { ClearPages = pages } : null),
        Number("vcpus", "vCPUs that share the memory", 1, Most, (kvm, value) => kvm with { Vcpus = value }),
        Number("memslots", "Memslots that the memory is cut into", 1, Most, (kvm, value) => kvm with { Memslots = value }),
        Number("write-percent", "Of the guest's accesses, the percentage that writes", 0, 100, (kvm, value) => kvm with { WritePercent = value }),
        new("order", "Order of the guest's accesses", "ascending or 'random seed 7'", ["ascending"], ReadOrder),
        Words("manual-protect", "How KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 is set; auto is initially-set for scenario clear, else off", Protections, (kvm, at) => kvm with { ManualProtect = (ManualProtection)at }),
        Switch("dirty-ring", "Whether dirty pages are taken from the vCPUs' rings", (kvm, on) => kvm with { DirtyRing = on }),
        Number("warm-ups", "Samples before the one that counts, each with a VM of its own", 0, MostWarmUps, (kvm, value) => kvm with { WarmUps = value }),
        Switch("verify-counts", "Whether a second, untimed sample counts the kernel's functions", (kvm, on) => kvm with { VerifyCounts = on }),
        Words("driver", "What does the experiment", Drivers, (kvm, at) => kvm with { Driver = (KvmDriver)at }),
        new("time-limit", "How long one run may take", "a time such as 90s, 10m or 1h, at most 24h", [], ReadLimit),
    ];

    internal static string Text(ManualProtection protection) => Protections[(int)protection];

    internal static string Text(KvmDriver driver) => Drivers[(int)driver];

    /// <summary>The settings of a sweep whose backend is kvm.</summary>
    internal static KvmSettings Read(SpecNode? section, ErrorList errors)
    {
        var settings = new KvmSettings();
        if (section is not (null or SpecMap))
        {
            errors.Add(section.Error("'kvm' is a mapping from settings to values, such as 'kvm: {iterations: 2, vcpus: 4}'."));
        }

        foreach ((SpecScalar key, SpecNode node) in (section as SpecMap)?.Entries ?? [])
        {
            string text = (node as SpecScalar)?.Value ?? "";
            if (Find(key.Value) is not { } setting)
            {
                errors.AddUnknown(
                    key, key.Value, $"kvm: no setting is called '{SpecNode.Shorten(key.Value)}'; there are {string.Join(", ", Names)}.", Names);
            }
            else if (setting.Read(settings, text) is { } read)
            {
                settings = read;
            }
            else
            {
                errors.AddUnknown(
                    node, text, $"kvm: {setting.Name}: '{SpecNode.Shorten(text)}' is not allowed; allowed: {setting.Allowed}.", setting.Known);
            }
        }

        return settings;
    }

    /// <summary>The settings with one that a command line gives; null, with an error, if it is none.</summary>
    internal static KvmSettings? Override(KvmSettings settings, string name, string text, ErrorList errors)
    {
        string shown = SpecNode.Shorten(text);
        if (Find(name) is not { } setting)
        {
            errors.Add(new SpecificationError(
                0, 0, name, $"--set {Prefix}{SpecNode.Shorten(name)}: no setting has that name; there are {string.Join(", ", Names)}.", DidYouMean.Suggest(name, Names)));
            return null;
        }

        KvmSettings? read = setting.Read(settings, text);
        if (read is null)
        {
            errors.Add(new SpecificationError(
                0, 0, shown, $"--set {Prefix}{name}: '{shown}' is not allowed; allowed: {setting.Allowed}.", DidYouMean.Suggest(text, setting.Known)));
        }

        return read;
    }

    private static IEnumerable<string> Names => All.Select(setting => setting.Name);

    private static KvmSetting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    private static KvmSetting Number(string name, string description, int least, int most, Func<KvmSettings, int, KvmSettings> set) => new(
        name,
        description,
        Invariant($"a whole number from {least} to {most}"),
        [],
        (kvm, text) => Whole(text, least, most) is { } value ? set(kvm, value) : null);

    private static KvmSetting Words(string name, string description, string[] known, Func<KvmSettings, int, KvmSettings> set) => new(
        name, description, string.Join(", ", known), known, (kvm, text) => Array.IndexOf(known, text) is >= 0 and var at ? set(kvm, at) : null);

    private static KvmSetting Switch(string name, string description, Func<KvmSettings, bool, KvmSettings> set) => new(
        name,
        description,
        "true, false",
        ["true", "false"],
        (kvm, text) => text is "true" or "false" ? set(kvm, text == "true") : null);

    private static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null;

    private static KvmSettings? ReadOrder(KvmSettings settings, string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["ascending"] => settings with { OrderSeed = null },
        ["random"] => settings with { OrderSeed = 1 },
        ["random", "seed", var seed] when long.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out long number) =>
            settings with { OrderSeed = number },
        _ => null,
    };

    private static KvmSettings? ReadLimit(KvmSettings settings, string text)
    {
        int unit = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => 0,
        };
        return unit > 0 && Whole(text[..^1], 1, MostSeconds / unit) is { } count ? settings with { TimeLimitSeconds = count * unit } : null;
    }
}
