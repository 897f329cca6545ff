using S2Grid.Runs;

namespace S2Grid.Grains.Telemetry;

/// <summary>Values of labels, as metrics and tables spell them.</summary>
internal static class LabelValues
{
    /// <summary>The label's value of a scope.</summary>
    public static string Label(this Scope scope) => scope switch
    {
        Scope.SplitCall => "split-call",
        _ => scope.ToString().ToLowerInvariant(),
    };

    /// <summary>The label's value of a scenario.</summary>
    public static string Label(this Scenario scenario) => scenario switch
    {
        Scenario.Enable => "enable",
        Scenario.Clear => "clear",
        Scenario.Lazy => "lazy",
        _ => throw new ArgumentOutOfRangeException(nameof(scenario), scenario, "This scenario has no label."),
    };

    /// <summary>The label's value of a provenance.</summary>
    public static string Label(this Provenance provenance) => provenance.ToString().ToLowerInvariant();
}
