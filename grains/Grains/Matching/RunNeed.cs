namespace S2Grid.Grains.Matching;

/// <summary>Something that a run needs of the machine that measures it.</summary>
/// <param name="What">What, for people: <c>chunk 1G</c>.</param>
/// <param name="Who">Which agents would do, to be put after "no agent": <c>with KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE for 1G</c>.</param>
/// <param name="IsMet">Whether a machine has it.</param>
/// <param name="Has">What a machine has instead, for people.</param>
internal sealed record RunNeed(string What, string Who, Func<Machine, bool> IsMet, Func<Machine, string> Has);
