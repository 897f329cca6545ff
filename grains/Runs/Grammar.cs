using System.Globalization;
using System.Numerics;
using static System.FormattableString;

namespace S2Grid.Runs;

/// <summary>The ways in which settings' values are written.</summary>
internal static class Grammar
{
    /// <summary>Shares are kept to this many decimals, so that their text is one and the same everywhere.</summary>
    private const int ShareDecimals = 9;

    /// <summary>KVM counts the pages of one CLEAR_DIRTY_LOG in 32 bits.</summary>
    private const ulong MaxIoctlPages = uint.MaxValue;

    /// <summary>Yes or no.</summary>
    internal static Grammar<bool> Switch { get; } =
        new("true, false", YesNo.TryParse, YesNo.Format, "true", "false")
        { IsOpen = false, Kind = SettingKind.Switch };

    /// <summary>One word for each value.</summary>
    internal static Grammar<T> Words<T>(IReadOnlyList<T> values, params IReadOnlyList<string> words)
    {
        return new(string.Join(", ", words), TryRead, value => words[IndexOf(value)], words) { IsOpen = false };

        bool TryRead(string text, out T value)
        {
            int at = words.TakeWhile(word => !word.Equals(text, StringComparison.OrdinalIgnoreCase)).Count();
            value = at < values.Count ? values[at] : default!;
            return at < values.Count;
        }

        int IndexOf(T value) => values.TakeWhile(other => !EqualityComparer<T>.Default.Equals(other, value)).Count();
    }

    private static readonly Grammar<SplitStrategy> ShippedStrategy =
        Words(SplitStrategies.All, [.. SplitStrategies.All.Select(strategy => strategy.Name)]);

    /// <summary>A shipped strategy's name, or a name with hints.</summary>
    internal static Grammar<SplitStrategy> Strategy { get; } = new(
        ShippedStrategy.Allowed + ", or one of the file's section 'strategies'",
        (string text, out SplitStrategy strategy) => ShippedStrategy.Read(text, out strategy)
            || ((strategy = SplitStrategies.Read(text)!) is not null
                && strategy.Cases.All(one => one.When.Length == 0 || Condition.TryParse(one.When, out _, out _))),
        strategy => strategy.ToString(),
        ShippedStrategy.Known);

    /// <summary>A whole number.</summary>
    internal static Grammar<int> Number(int min, int max, int step = 1) => new(
        step == 1 ? Invariant($"a whole number from {min} to {max}") : Invariant($"a multiple of {step} up to {max}"),
        (string text, out int number) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max
                && number % step == 0,
        number => number.ToString(CultureInfo.InvariantCulture))
    { Magnitude = number => (ulong)number, Kind = SettingKind.Number };

    /// <summary>A power of two.</summary>
    internal static Grammar<int> PowerOfTwo(int min, int max) => new(
        Invariant($"a power of two from {min} to {max}"),
        (string text, out int number) => Number(min, max).Read(text, out number) && int.IsPow2(number),
        number => number.ToString(CultureInfo.InvariantCulture))
    { Magnitude = number => (ulong)number, Kind = SettingKind.Number };

    /// <summary>Pages of one ioctl; 0 stands for <c>slot</c>.</summary>
    internal static Grammar<ulong> PagesOrSlot(ulong step) => new(
        Invariant($"slot or a multiple of {step}"),
        (string text, out ulong pages) =>
        {
            pages = 0;
            return text == "slot"
                || (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pages) && pages > 0 && pages % step == 0
                    && pages <= MaxIoctlPages);
        },
        pages => pages == 0 ? "slot" : pages.ToString(CultureInfo.InvariantCulture),
        "slot")
    { Magnitude = pages => pages == 0 ? ulong.MaxValue : pages, Kind = SettingKind.NumberOrWord };

    /// <summary>A size in bytes.</summary>
    internal static Grammar<ulong> Size(string allowed, ulong min, ulong max) => new(
        allowed, (string text, out ulong bytes) => ByteSize.TryParse(text, out bytes) && bytes >= min && bytes <= max, ByteSize.Format)
    { Magnitude = bytes => bytes, Kind = SettingKind.Size };

    /// <summary>A size in bytes; 0 stands for <c>none</c>.</summary>
    internal static Grammar<ulong> SizeOrNone(ulong max) => new(
        $"none or a size such as 2G, at most {ByteSize.Format(max)}",
        (string text, out ulong bytes) =>
        {
            bytes = 0;
            return text == "none" || (ByteSize.TryParse(text, out bytes) && bytes > 0 && bytes <= max);
        },
        bytes => bytes == 0 ? "none" : ByteSize.Format(bytes),
        "none")
    { Magnitude = bytes => bytes, Kind = SettingKind.Size };

    /// <summary>A size in bytes of which there are a few, as its logarithm to the base 2.</summary>
    internal static Grammar<int> PowersOfTwo(params IReadOnlyList<string> sizes) =>
        Words([.. sizes.Select(size => BitOperations.Log2(ByteSize.Parse(size)))], sizes) with
        {
            Magnitude = shift => (ulong)shift,
            Kind = SettingKind.Size,
        };

    /// <summary><c>all</c>, <c>stride=2M</c>, or <c>random=0.1,seed=7</c>, with spaces as well; a seed that is not given is 1, and one that
    /// has no effect 0.</summary>
    internal static Grammar<PageSelection> Pages { get; } =
        new("all, 'random 0.1 seed 7' or 'stride 2M'", TryReadPages, FormatPages, "all");

    /// <summary><c>100%</c>, <c>0%</c> (no seed matters), or <c>30% seed 7</c>; a seed that is not given is 1.</summary>
    internal static Grammar<ThpCoverage> Coverage { get; } =
        new("a percentage and a seed, such as '30% seed 7'", TryReadCoverage, FormatCoverage);

    /// <summary>A power of two of at least a page, nothing, or everything.</summary>
    internal static Grammar<SplitChunk> Chunk(ulong minPage) => new(
        "whole, 0 (no eager split) or a power of two of at least a page, such as 2M",
        (string text, out SplitChunk chunk) => SplitChunk.TryParse(text, out chunk) && (chunk == SplitChunk.None || chunk.Bytes >= minPage),
        chunk => chunk.ToString(),
        "whole")
    { Magnitude = chunk => chunk.Bytes, Kind = SettingKind.Size };

    /// <summary>Address bits; 0 stands for <c>auto</c>, which no run has.</summary>
    internal static Grammar<int> AddressBits { get; } = new(
        Invariant($"auto or a whole number from {Stage2Geometry.MinIaBits} to {Stage2Geometry.MaxIaBits}"),
        (string text, out int bits) =>
        {
            bits = 0;
            return text == "auto" || Number(Stage2Geometry.MinIaBits, Stage2Geometry.MaxIaBits).Read(text, out bits);
        },
        bits => bits == 0 ? "auto" : bits.ToString(CultureInfo.InvariantCulture),
        "auto")
    { Magnitude = bits => (ulong)bits, Kind = SettingKind.Number };

    /// <summary>Ascending (null), or random with a seed; one that is not given is 1.</summary>
    internal static Grammar<long?> Order { get; } = new(
        "ascending or 'random seed 7'",
        TryReadOrder,
        seed => seed is { } number ? Invariant($"random seed {number}") : "ascending",
        "ascending");

    /// <summary>A length of time of whole seconds, at most a day; as seconds.</summary>
    internal static Grammar<int> Time { get; } = new(
        "a time such as 90s, 10m or 1h, at most 24h", TryReadTime, seconds => Invariant($"{seconds}s"));

    private static bool TryReadPages(string text, out PageSelection pages)
    {
        pages = default;
        switch (text.Split([' ', '=', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            case ["all"]:
                return true;
            case ["stride", var stride] when ByteSize.TryParse(stride, out ulong bytes) && bytes > 0:
                pages = new PageSelection(PageSelectionKind.Stride, bytes);
                return true;
            case ["random", var fraction, .. var seed] when Share(fraction, 1) is { } share && Seed(seed) is { } number:
                pages = share == 1 ? PageSelection.All : new PageSelection(PageSelectionKind.Random, 0, share, share == 0 ? 0 : number);
                return true;
            default:
                return false;
        }
    }

    private static string FormatPages(PageSelection pages) => pages.Kind == PageSelectionKind.Random
        ? Invariant($"random={FormatShare(pages.Fraction)},seed={pages.Seed}")
        : pages.ToString();

    private static bool TryReadCoverage(string text, out ThpCoverage coverage)
    {
        coverage = ThpCoverage.Full;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [[.. var percent, '%'], .. var seed]
            || Share(percent, 100) is not { } share
            || Seed(seed) is not { } number)
        {
            return false;
        }

        coverage = share == 100 ? ThpCoverage.Full : new ThpCoverage(share, share == 0 ? 0 : number);
        return true;
    }

    private static string FormatCoverage(ThpCoverage coverage) => coverage.Percent is 0 or 100
        ? Invariant($"{coverage.Percent}%")
        : Invariant($"{FormatShare(coverage.Percent)}% seed {coverage.Seed}");

    private static bool TryReadOrder(string text, out long? seed)
    {
        seed = null;
        switch (text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["ascending"]:
                return true;
            case ["random", .. var given] when Seed(given) is { } number and <= long.MaxValue:
                seed = (long)number;
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadTime(string text, out int seconds)
    {
        bool isTime = Duration.TryParse(text, out TimeSpan time) && time.Ticks % TimeSpan.TicksPerSecond == 0
            && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1);
        seconds = isTime ? (int)time.TotalSeconds : 0;
        return isTime;
    }

    /// <summary>The seed in <c>seed 7</c>; 1 where nothing is given, null where it is something else.</summary>
    private static ulong? Seed(string[] words) => words switch
    {
        [] => 1,
        ["seed", var text] when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) => seed,
        _ => null,
    };

    private static double? Share(string text, decimal max) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal share)
        && share <= max && share == decimal.Round(share, ShareDecimals)
            ? (double)share
            : null;

    /// <summary>A share without an exponent.</summary>
    private static string FormatShare(double share) => ((decimal)share).ToString("0.#########", CultureInfo.InvariantCulture);
}
