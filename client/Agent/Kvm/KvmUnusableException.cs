namespace S2Grid.Agent.Kvm;

/// <summary>This machine's /dev/kvm cannot be used.</summary>
/// <param name="message">Why, and what to do.</param>
public sealed class KvmUnusableException(string message) : Exception(message);
