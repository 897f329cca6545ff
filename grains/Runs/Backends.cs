namespace S2Grid.Runs;

/// <summary>The backends by name.</summary>
public static class Backends
{
    /// <summary>The key <c>backend</c> of a sweep file, and a run's value of it.</summary>
    public static Setting<Backend> Setting { get; } = new(
        [], "backend", "What carries the runs out", "simulated", Grammar.Words(Enum.GetValues<Backend>(), "simulated", "kvm"));
}
