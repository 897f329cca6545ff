namespace S2Grid.Mmu.Mapping;

/// <summary>Receives the leaves of a tree; a struct, so that the call per run is a direct one.</summary>
internal interface ILeafVisitor
{
    /// <summary>The next run of leaves by ascending IPA.</summary>
    void Visit(in LeafRun run);
}
