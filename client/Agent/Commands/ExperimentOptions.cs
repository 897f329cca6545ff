using System.CommandLine;
using S2Grid.Agent.Measuring;
using S2Grid.Mmu;
using S2Grid.Protocol;

namespace S2Grid.Agent.Commands;

/// <summary>The options that describe an experiment.</summary>
internal sealed class ExperimentOptions
{
    private const string PageForms = "all, none, page=N, stride=SIZE, random=FRACTION,seed=N";

    private readonly Option<ulong> memory = CliOption.Size("--memory", "SIZE", "Memory of the VM", "64M");
    private readonly Option<ExperimentBacking> backing = Word("--backing", "Pages that back it", ExperimentNames.Backings, "4k");
    private readonly Option<ulong> chunk = CliOption.Size(
        "--chunk", "SIZE", "Eager-split chunk size (KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE); 0 splits on faults", "0");

    private readonly Option<ExperimentScenario> scenario = Word("--scenario", "What is measured", ExperimentNames.Scenarios, "enable");
    private readonly Option<ManualProtect> manual =
        Word("--manual-protect", "KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2", ExperimentNames.ManualProtects, "by-scenario");

    private readonly Option<PageChoice> dirty = CliOption.Value<PageChoice>(
        "--dirty",
        "PAGES",
        $"Pages that the guest touches in each iteration: {PageForms}",
        TryReadPages,
        $"is not one of {PageForms}",
        "all");

    private readonly Option<int> iterations = Number("--iterations", "Iterations of dirty, get, clear", 2);
    private readonly Option<int> clearPages = Number("--clear-pages", "Pages of one CLEAR_DIRTY_LOG", 64);
    private readonly Option<int> vcpus = Number("--vcpus", "vCPUs, each on a CPU of its own", 1);
    private readonly Option<int> memslots = Number("--memslots", "Slots into which the memory is divided", 1);
    private readonly Option<int> writePercent = Number("--write-percent", "Share of accesses that write", 100);
    private readonly Option<bool> random = CliOption.Flag("--random-order", "Touch pages in random order");
    private readonly Option<int> seed = Number("--seed", "Determines order and writes", 1, int.MinValue);
    private readonly Option<ulong> baseOffset = CliOption.Size("--base-offset", "SIZE", "Distance of the memory's start from 1 GiB", "0");
    private readonly Option<bool> ring = CliOption.Flag("--dirty-ring", "Dirty rings instead of the dirty log");
    private readonly Option<int> warmUps = Number("--warm-ups", "Samples before the one that counts", 0);
    private readonly Option<bool> verifyCounts = CliOption.Flag(
        "--verify-counts", "Count the kernel's own calls in a second, untimed sample (needs root and tracefs)");

    private readonly Option<ExperimentDriver> driver =
        Word("--driver", "What measures: this program, or a stock dirty_log_perf_test", ExperimentNames.Drivers, "harness");

    private readonly Option<int> timeLimit = Number("--time-limit", "Seconds after which the run is ended", 600);

    /// <summary>All of them.</summary>
    internal IEnumerable<Option> All =>
    [
        memory, backing, chunk, scenario, manual, dirty, iterations, clearPages, vcpus, memslots, writePercent, random, seed, baseOffset,
        ring, warmUps, verifyCounts, driver, timeLimit,
    ];

    /// <summary>The experiment that the command line describes.</summary>
    internal Experiment Read(ParseResult parse) => new()
    {
        SweepName = "bench",
        MemoryBytes = (long)parse.GetValue(memory),
        Backing = parse.GetValue(backing),
        ChunkBytes = (long)parse.GetValue(chunk),
        Scenario = parse.GetValue(scenario),
        ManualProtect = parse.GetValue(manual),
        Dirty = parse.GetRequiredValue(dirty),
        Iterations = parse.GetValue(iterations),
        ClearPages = parse.GetValue(clearPages),
        Vcpus = parse.GetValue(vcpus),
        Memslots = parse.GetValue(memslots),
        WritePercent = parse.GetValue(writePercent),
        RandomOrder = parse.GetValue(random),
        Seed = parse.GetValue(seed),
        BaseOffset = (long)parse.GetValue(baseOffset),
        DirtyRing = parse.GetValue(ring),
        WarmUps = parse.GetValue(warmUps),
        VerifyCounts = parse.GetValue(verifyCounts),
        Driver = parse.GetValue(driver),
        TimeLimitSeconds = parse.GetValue(timeLimit),
    };

    private static Option<int> Number(string name, string description, int fallback, int min = 0) =>
        CliOption.Number(name, "N", description, min, int.MaxValue, fallback);

    private static Option<T> Word<T>(string name, string description, IReadOnlyDictionary<string, T> words, string fallback) =>
        CliOption.Choice(name, "WORD", $"{description}: {string.Join(", ", words.Keys)}", words, fallback);

    private static bool TryReadPages(string text, out PageChoice choice)
    {
        PageSelection pages = default;
        bool isNone = text == "none";
        bool isValid = isNone || (PageSelection.TryParse(text, out pages) && pages.Kind != PageSelectionKind.Mask);
        choice = pages.Kind switch
        {
            _ when isNone => new PageChoice { None = true },
            PageSelectionKind.Page => new PageChoice { Page = (long)pages.Value },
            PageSelectionKind.Stride => new PageChoice { StrideBytes = (long)pages.Value },
            PageSelectionKind.Random => new PageChoice { Random = new RandomPages { Fraction = pages.Fraction, Seed = pages.Seed } },
            _ => new PageChoice { All = true },
        };
        return isValid;
    }
}
