using S2Grid.Mmu.Counters;

namespace S2Grid.Mmu.Tests.Plain;

internal static class PlainCodes
{
    internal const int SkipChildrenHint = 1;
    internal const int SkipSiblingsHint = 2;
    internal const int Eagain = -11;
    internal const int Enomem = -12;

    internal static readonly Dictionary<string, int> Offsets = CounterLayout.Fields.ToDictionary(f => f.Name, f => f.Offset);
}
