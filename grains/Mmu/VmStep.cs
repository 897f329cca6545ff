using System.Globalization;

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

    /// <summary>The steps that <see cref="Parse"/> reads, for help and error messages.</summary>
    public static IReadOnlyList<string> Forms { get; } =
    [
        "populate", "wp", "split", "split:host-pages=N", "split-range:pages=N", "split-range:offset=74M,size=4K,pages=N",
        "clear", "clear:mask=0x..", "clear:stride=2M", "clear:random=0.1,seed=7", "redirty",
        "write:all", "write:page=N", "write:stride=2M", "write:mask=0x..", "write:random=0.1,seed=7",
        "collapse:first=2M|1G", "collapse:each=2M|1G", "map:page=N", "age", "mkyoung:page=N", "unmap", "free-split-cache", "destroy",
    ];

    /// <summary>Reads a step.</summary>
    /// <exception cref="FormatException">It is no step; the message says what was read and which forms there are.</exception>
    public static VmStep Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is no step. Steps: {string.Join(", ", Forms)}.");

    /// <summary>Reads a step; null if it is none.</summary>
    public static VmStep? TryParse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string arguments = colon < 0 ? "" : text[(colon + 1)..];
        return (name, arguments) switch
        {
            ("populate", "") => new VmStep { Kind = VmStepKind.Populate },
            ("wp", "") => new VmStep { Kind = VmStepKind.WriteProtect },
            ("split", "") => new VmStep { Kind = VmStepKind.Split },
            ("redirty", "") => new VmStep { Kind = VmStepKind.Redirty },
            ("age", "") => new VmStep { Kind = VmStepKind.Age },
            ("unmap", "") => new VmStep { Kind = VmStepKind.Unmap },
            ("free-split-cache", "") => new VmStep { Kind = VmStepKind.FreeSplitCache },
            ("destroy", "") => new VmStep { Kind = VmStepKind.Destroy },
            ("clear", "") => new VmStep { Kind = VmStepKind.Clear },
            ("clear", _) when PageSelection.TryParse(arguments, out var pages) => new VmStep { Kind = VmStepKind.Clear, Pages = pages },
            ("write", _) when PageSelection.TryParse(arguments, out var pages) => new VmStep { Kind = VmStepKind.Write, Pages = pages },
            ("map", ['p', 'a', 'g', 'e', '=', .. var page]) when Number(page) is { } number => new VmStep { Kind = VmStepKind.Map, Page = number },
            ("mkyoung", ['p', 'a', 'g', 'e', '=', .. var page]) when Number(page) is { } number => new VmStep { Kind = VmStepKind.MakeYoung, Page = number },
            ("collapse", ['f', 'i', 'r', 's', 't', '=', .. var size]) when ByteSize.TryParse(size, out ulong bytes) =>
                new VmStep { Kind = VmStepKind.CollapseFirst, BlockSize = bytes },
            ("collapse", ['e', 'a', 'c', 'h', '=', .. var size]) when ByteSize.TryParse(size, out ulong bytes) =>
                new VmStep { Kind = VmStepKind.CollapseEach, BlockSize = bytes },
            ("split", ['h', 'o', 's', 't', '-', 'p', 'a', 'g', 'e', 's', '=', .. var count]) when Count(count) is { } pages =>
                new VmStep { Kind = VmStepKind.Split, HostPages = pages },
            ("split-range", _) => TryParseSplitRange(arguments),
            _ => null,
        };
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        VmStepKind.Populate => "populate",
        VmStepKind.WriteProtect => "wp",
        VmStepKind.Split => HostPages is { } pages ? string.Create(CultureInfo.InvariantCulture, $"split:host-pages={pages}") : "split",
        VmStepKind.SplitRange when Size is null && Offset == 0 => string.Create(CultureInfo.InvariantCulture, $"split-range:pages={CachePages}"),
        VmStepKind.SplitRange => string.Create(
            CultureInfo.InvariantCulture, $"split-range:offset={ByteSize.Format(Offset)}{(Size is { } size ? ",size=" + ByteSize.Format(size) : "")},pages={CachePages}"),
        VmStepKind.Clear => Pages.Kind == PageSelectionKind.All ? "clear" : $"clear:{Pages}",
        VmStepKind.Redirty => "redirty",
        VmStepKind.Write => $"write:{Pages}",
        VmStepKind.CollapseFirst => $"collapse:first={ByteSize.Format(BlockSize)}",
        VmStepKind.CollapseEach => $"collapse:each={ByteSize.Format(BlockSize)}",
        VmStepKind.Map => string.Create(CultureInfo.InvariantCulture, $"map:page={Page}"),
        VmStepKind.Age => "age",
        VmStepKind.MakeYoung => string.Create(CultureInfo.InvariantCulture, $"mkyoung:page={Page}"),
        VmStepKind.Unmap => "unmap",
        VmStepKind.FreeSplitCache => "free-split-cache",
        _ => "destroy",
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
