namespace S2Grid.Mmu;

/// <summary>One step of a VM, as written in replay files and after <c>s2grid vm --steps</c>.</summary>
public sealed record VmStep
{
    /// <summary>What to do.</summary>
    public required VmStepKind Kind { get; init; }

    /// <summary>For clear and write: which pages.</summary>
    public PageSelection Pages { get; init; }

    /// <summary>For map and mkyoung: the page, counted from the slot's base.</summary>
    public ulong Page { get; init; }

    /// <summary>For collapse: bytes of the block.</summary>
    public ulong BlockSize { get; init; }

    /// <summary>For split-range: first byte, from the slot's base.</summary>
    public ulong Offset { get; init; }

    /// <summary>For split-range: bytes; null is up to the slot's end.</summary>
    public ulong? Size { get; init; }

    /// <summary>For split-range: pages in the split cache.</summary>
    public long CachePages { get; init; }

    /// <summary>For split: how many more pages the host can give; null is any number.</summary>
    public long? HostPages { get; init; }

    /// <summary>Steps that are written by their name alone.</summary>
    private static readonly Dictionary<string, VmStepKind> Names = new()
    {
        ["populate"] = VmStepKind.Populate,
        ["wp"] = VmStepKind.WriteProtect,
        ["split"] = VmStepKind.Split,
        ["clear"] = VmStepKind.Clear,
        ["redirty"] = VmStepKind.Redirty,
        ["age"] = VmStepKind.Age,
        ["unmap"] = VmStepKind.Unmap,
        ["free-split-cache"] = VmStepKind.FreeSplitCache,
        ["destroy"] = VmStepKind.Destroy,
    };

    /// <summary>The steps that <see cref="Parse"/> reads, for help and error messages.</summary>
    public static IReadOnlyList<string> Forms { get; } =
    [
        "populate", "wp", "split", "split:host-pages=N", "split-range:pages=N", "split-range:offset=74M,size=4K,pages=N",
        "clear", "clear:mask=0x..", "clear:stride=2M", "clear:random=0.1,seed=7", "redirty",
        "write:all", "write:page=N", "write:stride=2M", "write:mask=0x..", "write:random=0.1,seed=7",
        "collapse:first=2M|1G", "collapse:each=2M|1G", "map:page=N", "age", "mkyoung:page=N", "unmap", "free-split-cache", "destroy",
    ];

    /// <summary>Reads a step.</summary>
    /// <exception cref="FormatException">It is not valid; the message says what was read and which forms there are.</exception>
    public static VmStep Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a valid step. Steps: {string.Join(", ", Forms)}.");

    /// <summary>Reads a step; null if it is not valid.</summary>
    public static VmStep? TryParse(string text)
    {
        string[] parts = text.Split(':', 2);
        string arguments = parts.Length == 1 ? "" : parts[1];
        if (arguments.Length == 0)
            return Names.TryGetValue(parts[0], out VmStepKind kind) ? new VmStep { Kind = kind } : null;

        return (string[])[parts[0], .. arguments.Split('=', 2)] switch
        {
            ["clear", ..] when PageSelection.TryParse(arguments, out var pages) => new VmStep { Kind = VmStepKind.Clear, Pages = pages },
            ["write", ..] when PageSelection.TryParse(arguments, out var pages) => new VmStep { Kind = VmStepKind.Write, Pages = pages },
            ["map", "page", var page] when Number(page) is { } number => new VmStep { Kind = VmStepKind.Map, Page = number },
            ["mkyoung", "page", var page] when Number(page) is { } number => new VmStep { Kind = VmStepKind.MakeYoung, Page = number },
            ["collapse", "first", var size] when ByteSize.TryParse(size, out ulong bytes) =>
                new VmStep { Kind = VmStepKind.CollapseFirst, BlockSize = bytes },
            ["collapse", "each", var size] when ByteSize.TryParse(size, out ulong bytes) =>
                new VmStep { Kind = VmStepKind.CollapseEach, BlockSize = bytes },
            ["split", "host-pages", var count] when Count(count) is { } pages => new VmStep { Kind = VmStepKind.Split, HostPages = pages },
            ["split-range", ..] => TryParseSplitRange(arguments),
            _ => null,
        };
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        VmStepKind.Split when HostPages is { } pages => string.Create(CultureInfo.InvariantCulture, $"split:host-pages={pages}"),
        VmStepKind.SplitRange when Size is null && Offset == 0 =>
            string.Create(CultureInfo.InvariantCulture, $"split-range:pages={CachePages}"),
        VmStepKind.SplitRange => string.Create(
            CultureInfo.InvariantCulture,
            $"split-range:offset={ByteSize.Format(Offset)}{(Size is { } size ? ",size=" + ByteSize.Format(size) : "")},pages={CachePages}"),
        VmStepKind.Clear when Pages.Kind != PageSelectionKind.All => $"clear:{Pages}",
        VmStepKind.Write => $"write:{Pages}",
        VmStepKind.CollapseFirst => $"collapse:first={ByteSize.Format(BlockSize)}",
        VmStepKind.CollapseEach => $"collapse:each={ByteSize.Format(BlockSize)}",
        VmStepKind.Map => string.Create(CultureInfo.InvariantCulture, $"map:page={Page}"),
        VmStepKind.MakeYoung => string.Create(CultureInfo.InvariantCulture, $"mkyoung:page={Page}"),
        _ => Names.First(name => name.Value == Kind).Key,
    };

    private static VmStep? TryParseSplitRange(string arguments)
    {
        ulong offset = 0;
        ulong? size = null;
        long? pages = null;
        foreach (string argument in arguments.Split(','))
        {
            switch (argument.Split('='))
            {
                case ["offset", var text] when ByteSize.TryParse(text, out offset):
                    break;
                case ["size", var text] when ByteSize.TryParse(text, out ulong bytes):
                    size = bytes;
                    break;
                case ["pages", var text] when Count(text) is { } count:
                    pages = count;
                    break;
                default:
                    return null;
            }
        }

        return pages is { } cachePages
            ? new VmStep { Kind = VmStepKind.SplitRange, Offset = offset, Size = size, CachePages = cachePages }
            : null;
    }

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    private static long? Count(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
