namespace S2Grid.Mmu.Strategies;

/// <summary>The registered split strategies.</summary>
public static class SplitStrategies
{
    /// <summary>All strategies, in the order people read them in.</summary>
    public static IReadOnlyList<SplitStrategy> All { get; } =
    [
        new BaselineStrategy(),
        new RfcStrategy(),
        new RfcChildrenOnlyStrategy(),
        new RfcSiblingsOnlyStrategy(),
        new RfcNaiveStrategy(),
        new SkipLevel3Strategy(),
        new BlockOnlyStrategy(),
        new BlockSteerStrategy(),
        new MaxLevelStrategy(),
        new LazyStrategy(),
    ];

    /// <summary>Mainline's strategy.</summary>
    public static SplitStrategy Baseline => All[0];

    /// <summary>The strategy without eager splitting.</summary>
    public static SplitStrategy Lazy { get; } = Find("lazy")!;

    /// <summary>The strategy with that name, or null.</summary>
    public static SplitStrategy? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
