namespace S2Grid.Mmu.Strategies;

internal sealed class RfcStrategy : SplitStrategy
{
    public override string Name => "rfc";

    public override string Origin => "RFC, May 2026";

    public override string Summary => "a level-3 visit skips its siblings; a full split skips the new children";

    public override PageLevelVisit PageLevel => PageLevelVisit.First;

    public override bool SkipsChildrenOfFullSplit => true;
}
