namespace S2Grid.Mmu.Strategies;

internal sealed class MaxLevelStrategy : SplitStrategy
{
    public override string Name => "max-level";

    public override string Origin => "review of the RFC: a maximum level for the walker";

    public override string Summary => "stops at level 2; counters equal skip-level3";

    public override PageLevelVisit PageLevel => PageLevelVisit.Never;
}
