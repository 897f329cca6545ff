namespace S2Grid.Agent;

/// <summary>The agent cannot do what it was asked to.</summary>
/// <param name="message">What is wrong, and what to do.</param>
public sealed class AgentException(string message) : Exception(message);
