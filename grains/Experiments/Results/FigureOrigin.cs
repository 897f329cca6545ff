namespace S2Grid.Experiments.Results;

/// <summary>Where a figure comes from and what it is a figure of: what two figures must share to be compared.</summary>
/// <param name="Provenance">How it was obtained.</param>
/// <param name="Scope">What was counted or timed.</param>
/// <param name="Agent">The agent on whose machine it was measured; null for simulated figures.</param>
/// <param name="Kernel">The kernel that it was measured with; null for simulated figures.</param>
public readonly record struct FigureOrigin(Provenance Provenance, Scope Scope, string? Agent = null, string? Kernel = null);
