namespace S2Grid.Mmu.Replay;

/// <summary>A line of a replay file cannot be read or run; the message says what is wrong in it.</summary>
/// <param name="message">What is wrong, for people.</param>
/// <param name="cause">What it comes from.</param>
public sealed class ReplayException(string message, Exception? cause = null) : Exception(message, cause);
