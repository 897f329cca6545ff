namespace S2Grid.Mmu.Simulation;

/// <summary>A strategy has let the guest write pages without a fault that have no dirty bit.</summary>
/// <param name="message">Which strategy, and where.</param>
public sealed class UnloggedWriteException(string message) : Exception(message);
