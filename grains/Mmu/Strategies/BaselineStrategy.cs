namespace S2Grid.Mmu.Strategies;

internal sealed class BaselineStrategy : SplitStrategy
{
    public override string Name => "baseline";

    public override string Origin => "mainline";

    public override string Summary => "visits every entry in range, level 3 included, also below a block it has just split";
}
