namespace S2Grid.Mmu.Strategies;

internal sealed class RfcSiblingsOnlyStrategy : SplitStrategy
{
    public override string Name => "rfc-siblings-only";

    public override string Origin => "one half of the RFC";

    public override string Summary => "a level-3 visit skips its siblings";

    public override PageLevelVisit PageLevel => PageLevelVisit.First;
}
