namespace S2Grid.Mmu.Strategies;

internal sealed class BlockOnlyStrategy : SplitStrategy
{
    public override string Name => "block-only";

    public override string Origin => "review of the RFC: separate flags for pages and blocks, without steering";

    public override string Summary => "reads every level-3 entry, visits none";

    public override PageLevelVisit PageLevel => PageLevelVisit.ReadOnly;
}
