namespace S2Grid.Mmu.Strategies;

internal sealed class BlockSteerStrategy : SplitStrategy
{
    public override string Name => "block-steer";

    public override string Origin => "review of the RFC: separate flags for pages and blocks, with steering";

    public override string Summary => "walks down only where blocks can be; counters equal skip-level3";

    public override PageLevelVisit PageLevel => PageLevelVisit.Never;
}
