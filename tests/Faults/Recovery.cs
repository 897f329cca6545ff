using System.Diagnostics;
using System.Globalization;
using S2Grid.Contracts.Sweeps;

namespace S2Grid.Faults.Tests;

/// <summary>How long it takes from a fault, or from its end, until a sweep goes on. Not asserted: written down for people.</summary>
internal sealed class Recovery
{
    private static readonly Lock Gate = new();

    private readonly string fault;
    private readonly Stopwatch waited = Stopwatch.StartNew();

    private Recovery(string fault) => this.fault = fault;

    /// <summary>Begins to wait.</summary>
    public static Recovery Begin(string fault) => new(fault);

    /// <summary>Waits until the sweep goes on, or is at rest, and writes down how long that took.</summary>
    public async Task EndAsync(Cluster cluster, string sweepId)
    {
        SweepStatus first = await cluster.StatusAsync(sweepId);
        SweepStatus next = await cluster.UntilFurtherAsync(sweepId, first);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{waited.Elapsed.TotalSeconds,6:0.0} s until the sweep went on: {fault} (at {next.Progress.DoneRuns} of "
            + $"{next.Progress.TotalRuns} runs)");
        lock (Gate)
            File.AppendAllLines(Path.Combine(AppContext.BaseDirectory, "faults.txt"), [line]);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}
