namespace S2Grid.Mmu.Tables;

/// <summary>A simulated VM's tables need more memory than it may use or than the machine gives.</summary>
/// <param name="message">What is wrong, for people.</param>
/// <param name="cause">What it comes from.</param>
public sealed class TableMemoryException(string message, Exception? cause = null) : Exception(message, cause);
