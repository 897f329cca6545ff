using S2Grid.Experiments.Consequences;

namespace S2Grid.Grains.Telemetry;

/// <summary>In what metrics have a figure that is predicted for a guest.</summary>
/// <param name="Noun">What it is one of, in a metric's name.</param>
/// <param name="Unit">The metric's unit.</param>
/// <param name="Factor">By what the figure is multiplied to be in it.</param>
internal sealed record GuestUnit(string Noun, string Unit, double Factor)
{
    private static readonly Dictionary<string, GuestUnit> All = new(StringComparer.Ordinal)
    {
        ["ns"] = new("time", "s", 1e-9),
        ["rounds"] = new("rounds", "{round}", 1),
        ["bytes/s"] = new("rate", "By/s", 1),
    };

    /// <summary>That of a figure.</summary>
    public static GuestUnit Of(PredictedFigure figure) => All[figure.Unit];
}
