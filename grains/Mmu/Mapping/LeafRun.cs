namespace S2Grid.Mmu.Mapping;

/// <summary>Neighbouring valid leaves of one level and one set of attributes that map one contiguous output range.</summary>
internal readonly record struct LeafRun(ulong Ipa, int Level, ulong OutputAddress, ulong Attributes, long Count);
