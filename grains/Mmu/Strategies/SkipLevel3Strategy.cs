namespace S2Grid.Mmu.Strategies;

internal sealed class SkipLevel3Strategy : SplitStrategy
{
    public override string Name => "skip-level3";

    public override string Origin => "v1 to v3, June and July 2026";

    public override string Summary => "never walks down into level 3";

    public override PageLevelVisit PageLevel => PageLevelVisit.Never;
}
