namespace S2Grid.Mmu.Strategies;

internal sealed class RfcNaiveStrategy : SplitStrategy
{
    public override string Name => "rfc-naive";

    public override string Origin => "the RFC's trap";

    public override string Summary => "as rfc, but skips the children of a partial split too and so can leave blocks unsplit";

    public override PageLevelVisit PageLevel => PageLevelVisit.First;

    public override bool SkipsChildrenOfFullSplit => true;

    public override bool SkipsChildrenOfPartialSplit => true;
}
