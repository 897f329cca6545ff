namespace S2Grid.Grains.Matching;

/// <summary>Why a run waits that is to be measured.</summary>
/// <param name="Text">For a person, to be put after the run: <c>needs 8G of memory: no agent with so much (a: it has 2G)</c>.</param>
/// <param name="IsForGood">Whether no registered agent can ever do it.</param>
internal readonly record struct WaitReason(string Text, bool IsForGood);
