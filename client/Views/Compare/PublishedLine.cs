namespace S2Grid.Views.Compare;

/// <summary>A published figure beside ours.</summary>
/// <param name="Sweep">The name of the sweep that ours is of.</param>
/// <param name="One">The figure and ours.</param>
/// <param name="LeftOut">What the other figures say of it; null where the model was not fitted to it, or they say nothing.</param>
public sealed record PublishedLine(string Sweep, PublishedComparison One, LeaveOneOut? LeftOut);
