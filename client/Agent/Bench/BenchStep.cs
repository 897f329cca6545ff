namespace S2Grid.Agent.Bench;

/// <summary>A step of an experiment that was repeated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scope">What of a run it is.</param>
/// <param name="Nanoseconds">How long it took in each run, in their order.</param>
internal sealed record BenchStep(string Name, string Scope, IReadOnlyList<long> Nanoseconds)
{
    /// <summary>The times as samples.</summary>
    internal IReadOnlyList<double> Samples => [.. Nanoseconds.Select(time => (double)time)];
}
