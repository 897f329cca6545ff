namespace S2Grid.Mmu.Strategies;

internal sealed class RfcChildrenOnlyStrategy : SplitStrategy
{
    public override string Name => "rfc-children-only";

    public override string Origin => "one half of the RFC";

    public override string Summary => "a full split skips the new children";

    public override bool SkipsChildrenOfFullSplit => true;
}
