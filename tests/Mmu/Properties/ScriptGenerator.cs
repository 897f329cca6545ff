using System.Globalization;
using S2Grid.Mmu.Strategies;

namespace S2Grid.Mmu.Tests.Properties;

/// <summary>Makes scripts: mostly small VMs of any geometry, sometimes up to 4 GiB, any steps in any order.</summary>
internal static class ScriptGenerator
{
    private static readonly string[] Backings = ["4k", "2m", "1g", "thp50", "thp:30%:7", "thp:75.5%:3", "none", "2m-even-only",
        "4k-first-and-last"];

    internal static Script Make(int seed)
    {
        var random = new Random(seed);
        VmConfiguration configuration = MakeConfiguration(random);
        int count = random.Next(2, 9);
        var steps = new List<VmStep> { VmStep.Parse("populate") };
        while (steps.Count < count)
        {
            if (VmStep.TryParse(MakeStep(random, configuration)) is { } step && IsAllowed(step, configuration))
                steps.Add(step);
        }

        return new Script(configuration, steps);
    }

    /// <summary>Whether the slot allows the step; steps that it refuses are tested elsewhere.</summary>
    internal static bool IsAllowed(VmStep step, VmConfiguration configuration)
    {
        try
        {
            StepRules.Check(step, configuration);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static VmConfiguration MakeConfiguration(Random random)
    {
        int pageShift = random.Next(10) switch
        {
            < 7 => 12,
            < 9 => 14,
            _ => 16,
        };
        ulong page = 1UL << pageShift;
        ulong block = new Stage2Geometry(pageShift, 40).GranuleSize(2);
        string backing = Pick(random, Backings);
        ulong memory = MakeMemory(random, pageShift, page, block, backing);
        ulong offset = random.Next(5) switch
        {
            0 => block,
            1 => page * (ulong)random.Next(1, 600),
            2 => (block * (ulong)random.Next(1, 600)) + (page * (ulong)random.Next(3)),
            _ => 0,
        };
        string[] chunks = pageShift == 12
            ? ["4K", "64K", "2M", "2M", "32M", "1G", "1G", "whole", "0"]
            : pageShift == 14 ? ["16K", "2M", "32M", "64M", "1G", "whole"] : ["64K", "2M", "512M", "1G", "whole"];
        _ = SplitChunk.TryParse(Pick(random, chunks), out SplitChunk chunk);
        _ = Backing.TryParse(backing, out Backing parsed);
        SplitStrategy strategy = MakeStrategy(random);
        bool splits = strategy.Hints.Eager && chunk.Bytes != 0;
        return new VmConfiguration
        {
            DirtyTracking = random.Next(5) == 0 && (splits || !parsed.MapsBlocks) ? DirtyTracking.Hdbss : DirtyTracking.WriteProtect,
            HdbssEntries = 1 << random.Next(10),
            Clean = random.Next(5) == 0 ? LogCleaning.Hacdbs : LogCleaning.Software,
            Memory = memory,
            Base = VmConfiguration.DefaultBase + offset,
            PageShift = pageShift,
            IaBits = Pick(random, [39, 40, 40, 40, 42, 44, 48]),
            Fwb = random.Next(4) > 0,
            TlbiRange = random.Next(4) > 0,
            Backing = parsed,
            Strategy = strategy,
            Chunk = chunk,
            ClearPages = random.Next(4) == 0 ? 64 * (ulong)random.Next(1, 20) : random.Next(4) == 0 ? 64UL << random.Next(8) : 0,
            NeedsBreakBeforeMake = random.Next(6) > 0,
            Kernel = KernelDialect.All[random.Next(KernelDialect.All.Count)],
        };
    }

    /// <summary>A shipped strategy, or any hints at all.</summary>
    private static SplitStrategy MakeStrategy(Random random)
    {
        if (random.Next(3) > 0)
            return SplitStrategies.All[random.Next(SplitStrategies.All.Count)];

        var hints = new SplitHints();
        foreach (Hint hint in SplitHints.All.Where(hint => hint.Name != "eager"))
            hints = hint.Set(hints, Pick(random, [.. hint.Values]))!;

        return SplitStrategies.Of(hints);
    }

    private static ulong MakeMemory(Random random, int pageShift, ulong page, ulong block, string backing)
    {
        if (pageShift == 12 && backing is "1g" or "2m" && random.Next(6) == 0)
            return ((ulong)random.Next(1, 5) << 30) - (page * (ulong)random.Next(3));

        return random.Next(4) switch
        {
            0 => page * (ulong)random.Next(1, 200),
            1 => block * (ulong)random.Next(1, 4),
            2 => (block * (ulong)random.Next(1, pageShift == 12 ? 12 : 3)) + (page * (ulong)random.Next(1, 500)),
            _ => pageShift == 12 ? (ulong)random.Next(2, 64) << 20 : block * (ulong)random.Next(1, 3),
        };
    }

    private static string MakeStep(Random random, VmConfiguration configuration)
    {
        ulong pages = configuration.Memory >> configuration.PageShift;
        string page = ((ulong)random.NextInt64((long)pages)).ToString(CultureInfo.InvariantCulture);
        string block = ByteSize.Format(configuration.Geometry.GranuleSize(random.Next(configuration.Geometry.MinBlockLevel, 3)));
        string mask = $"mask=0x{random.NextInt64() & random.NextInt64():x}";
        string chance = string.Create(CultureInfo.InvariantCulture, $"random={Pick(random, [0.001, 0.1, 0.9])},seed={random.Next(9)}");
        string stride = $"stride={ByteSize.Format((1UL << configuration.PageShift) << random.Next(11))}";
        int cache = Pick(random, [0, 1, 2, 3, 7, 100, 513, 600]);
        return random.Next(30) switch
        {
            < 4 => "wp",
            < 8 => "split",
            8 => $"split:host-pages={cache}",
            9 => $"split-range:pages={cache}",
            10 => string.Create(
                CultureInfo.InvariantCulture,
                $"split-range:offset={random.NextInt64((long)configuration.Memory)},"
                + $"size={1 + random.NextInt64((long)configuration.Memory)},pages={cache}"),
            < 13 => "clear",
            13 => $"clear:{mask}",
            14 => $"clear:{chance}",
            15 => $"clear:{stride}",
            16 => $"clear:page={page}",
            17 => "redirty",
            18 => "write:all",
            19 => $"write:{chance}",
            20 => $"write:{stride}",
            21 => $"write:{mask}",
            22 => $"write:page={page}",
            23 => $"collapse:first={block}",
            24 => $"collapse:each={block}",
            25 => $"map:page={page}",
            26 => Pick(random, ["age", "age", "free-split-cache"]),
            27 => $"mkyoung:page={page}",
            28 => "unmap",
            _ => "populate",
        };
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
