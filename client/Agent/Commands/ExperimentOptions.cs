using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using S2Grid.Agent.Measuring;
using S2Grid.Agents.Protocol;
using S2Grid.Mmu;

namespace S2Grid.Agent.Commands;

/// <summary>The options that describe an experiment.</summary>
internal sealed class ExperimentOptions
{
    private readonly FallbackOption<long> memory = Size("--memory", "64M", "Memory of the VM");
    private readonly FallbackOption<ExperimentBacking> backing = Word("--backing", "4k", "What stands behind it", ExperimentNames.Backings);
    private readonly FallbackOption<long> chunk = Size("--chunk", "0", "Eager-split chunk size (capability 228); 0 splits on faults");
    private readonly FallbackOption<ExperimentScenario> scenario =
        Word("--scenario", "enable", "What is done", ExperimentNames.Scenarios);

    private readonly FallbackOption<ManualProtect> manual =
        Word("--manual-protect", "by-scenario", "KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2", ExperimentNames.ManualProtects);

    private readonly FallbackOption<PageChoice> dirty = new("--dirty", new PageChoice { All = true })
    {
        HelpName = "PAGES",
        Description = "Pages that the guest touches in each iteration: all, none, page=N, stride=SIZE, random=FRACTION,seed=N [default: all]",
        CustomParser = ReadPages,
    };

    private readonly FallbackOption<int> iterations = Number("--iterations", 2, "Iterations of dirty, get, clear");
    private readonly FallbackOption<int> clearPages = Number("--clear-pages", 64, "Pages of one CLEAR_DIRTY_LOG");
    private readonly FallbackOption<int> vcpus = Number("--vcpus", 1, "vCPUs, each on a CPU of its own");
    private readonly FallbackOption<int> memslots = Number("--memslots", 1, "Slots into which the memory is divided");
    private readonly FallbackOption<int> writePercent = Number("--write-percent", 100, "Share of accesses that write");
    private readonly Option<bool> random = new("--random-order") { Description = "Touch pages in random order" };
    private readonly FallbackOption<int> seed = Number("--seed", 1, "Decides order and writes");
    private readonly FallbackOption<long> baseOffset = Size("--base-offset", "0", "Distance of the memory's start from 1 GiB");
    private readonly Option<bool> ring = new("--dirty-ring") { Description = "Dirty rings instead of the dirty log" };
    private readonly FallbackOption<int> warmUps = Number("--warm-ups", 0, "Samples before the one that counts");
    private readonly Option<bool> verifyCounts = new("--verify-counts")
    {
        Description = "Count the kernel's own calls in a second, untimed sample (needs root and tracefs)",
    };

    private readonly FallbackOption<ExperimentDriver> driver =
        Word("--driver", "harness", "What measures: this program, or a stock dirty_log_perf_test", ExperimentNames.Drivers);

    private readonly FallbackOption<int> timeLimit = Number("--time-limit", 600, "Seconds after which the run is ended");

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
        MemoryBytes = memory.Read(parse),
        Backing = backing.Read(parse),
        ChunkBytes = chunk.Read(parse),
        Scenario = scenario.Read(parse),
        ManualProtect = manual.Read(parse),
        Dirty = dirty.Read(parse),
        Iterations = iterations.Read(parse),
        ClearPages = clearPages.Read(parse),
        Vcpus = vcpus.Read(parse),
        Memslots = memslots.Read(parse),
        WritePercent = writePercent.Read(parse),
        RandomOrder = parse.GetValue(random),
        Seed = seed.Read(parse),
        BaseOffset = baseOffset.Read(parse),
        DirtyRing = parse.GetValue(ring),
        WarmUps = warmUps.Read(parse),
        VerifyCounts = parse.GetValue(verifyCounts),
        Driver = driver.Read(parse),
        TimeLimitSeconds = timeLimit.Read(parse),
    };

    private static FallbackOption<int> Number(string name, int fallback, string description) => new(name, fallback)
    {
        HelpName = "N",
        Description = $"{description} [default: {fallback.ToString(CultureInfo.InvariantCulture)}]",
    };

    private static FallbackOption<long> Size(string name, string fallback, string description)
    {
        long value = ByteSize.TryParse(fallback, out ulong size) ? (long)size : 0;
        return new FallbackOption<long>(name, value)
        {
            HelpName = "SIZE",
            Description = $"{description} [default: {fallback}]",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!ByteSize.TryParse(text, out ulong bytes))
                {
                    result.AddError($"{name}: '{text}' is no size; write bytes or a unit (64M, 2.5G).");
                }

                return (long)bytes;
            },
        };
    }

    private static FallbackOption<T> Word<T>(string name, string fallback, string description, IReadOnlyDictionary<string, T> words)
    {
        T value = words[fallback];
        var option = new FallbackOption<T>(name, value)
        {
            HelpName = "WORD",
            Description = $"{description}: {string.Join(", ", words.Keys)} [default: {fallback}]",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!words.TryGetValue(text, out T? found))
                {
                    result.AddError($"{name}: '{text}' is not one of {string.Join(", ", words.Keys)}.");
                    return value;
                }

                return found;
            },
        };
        option.CompletionSources.Add(_ => words.Keys.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }

    private static PageChoice ReadPages(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == "none")
        {
            return new PageChoice { None = true };
        }

        if (!PageSelection.TryParse(text, out PageSelection pages) || pages.Kind == PageSelectionKind.Mask)
        {
            result.AddError($"--dirty: '{text}' is none of all, none, page=N, stride=SIZE, random=FRACTION,seed=N.");
        }

        return pages.Kind switch
        {
            PageSelectionKind.Page => new PageChoice { Page = (long)pages.Value },
            PageSelectionKind.Stride => new PageChoice { StrideBytes = (long)pages.Value },
            PageSelectionKind.Random => new PageChoice { Random = new RandomPages { Fraction = pages.Fraction, Seed = pages.Seed } },
            _ => new PageChoice { All = true },
        };
    }
}
