namespace S2Grid.Mmu.Strategies;

internal sealed class LazyStrategy : SplitStrategy
{
    public override string Name => "lazy";

    public override string Origin => "no eager splitting (chunk 0)";

    public override string Summary => "blocks are split by write faults, one 4K page at a time";

    public override bool SplitsEagerly => false;
}
