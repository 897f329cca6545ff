namespace S2Grid.Grains.Telemetry;

/// <summary>By what measured times are told apart in metrics.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Provenance">Where the times come from.</param>
/// <param name="Phase">The step's name without the iteration's number.</param>
/// <param name="Scope">What was timed.</param>
/// <param name="Run">The labels of what was run.</param>
internal readonly record struct MeasuredLabels(string Agent, Provenance Provenance, string Phase, Scope Scope, RunLabels Run)
{
    /// <summary>The phase of a step: "dirty" for <c>dirty-2</c>.</summary>
    public static string PhaseOf(string step)
    {
        int dash = step.LastIndexOf('-');
        return dash > 0 && step.AsSpan(dash + 1) is { Length: > 0 } rest && !rest.ContainsAnyExceptInRange('0', '9') ? step[..dash] : step;
    }

    /// <summary>The labels without those of what was run.</summary>
    public KeyValuePair<string, object?>[] Place =>
    [
        new("phase", Phase),
        new("scope", Scope.Word()),
        new("provenance", Provenance.Word()),
        new("agent", Agent),
    ];

    /// <summary>All labels.</summary>
    public KeyValuePair<string, object?>[] All => [.. Place, .. Run.All];
}
