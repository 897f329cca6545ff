using System.Text;
using System.Text.RegularExpressions;
using S2Grid.Mmu.Counters;
using S2Grid.Mmu.Strategies;
using S2Grid.Runs;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>The words that inputs are made of, from where they are declared.</summary>
internal static partial class Vocabulary
{
    private static readonly IReadOnlyList<Setting> Settings = [.. Axes.All, .. KvmKeys.All];

    /// <summary>Settings with their values, hints, strategies.</summary>
    public static IReadOnlyList<string> OfSweeps { get; } =
    [
        .. Settings.Select(setting => setting.Name),
        .. Settings.SelectMany(setting => setting.Known),
        .. Settings.Select(setting => setting.Default).OfType<string>(),
        .. SplitHints.All.Select(hint => hint.Name),
        .. SplitStrategies.All.Select(strategy => strategy.Name),
        "all", "x2", "step", "seed", "random", "stride", "1K", "4K", "64M", "1G", "16T", "..",
    ];

    /// <summary>Counters.</summary>
    public static IReadOnlyList<string> OfCounters { get; } = [.. DerivedCounter.Names];

    /// <summary>Every word that valid inputs have.</summary>
    public static IEnumerable<string> In(IEnumerable<byte[]> corpus) =>
        corpus.SelectMany(text => Word().Matches(Encoding.UTF8.GetString(text)).Select(match => match.Value)).Distinct();

    [GeneratedRegex(@"[\w.%-]+")]
    private static partial Regex Word();
}
