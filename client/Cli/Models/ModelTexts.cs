using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;
using static System.FormattableString;

namespace S2Grid.Cli.Models;

/// <summary>Cost models in words and numbers.</summary>
internal static class ModelTexts
{
    /// <summary>In what its costs are.</summary>
    public static string Unit(CostModel model) => model.IsAbsolute ? "ns" : "level-3 visits";

    /// <summary>What it predicts the time, or the change in time, of.</summary>
    public static string Scopes(CostModel model) => string.Join(", ", model.Scopes.Select(scope => scope switch
    {
        Scope.SplitCall => "split call",
        Scope.Ioctl => "whole ioctl",
        _ => "guest",
    }));

    /// <summary>A cost with its bounds, without trailing zeros: <c>604 (570 to 660)</c>.</summary>
    public static string Describe(Interval cost) => cost.Low == cost.High
        ? Invariant($"{cost.Mid:0.##}")
        : Invariant($"{cost.Mid:0.##} ({cost.Low:0.##} to {cost.High:0.##})");

    /// <summary>The counter of an event, with its level.</summary>
    public static string Counter(CostParameter parameter) => parameter.Counter.PerLevel
        ? Invariant($"{parameter.Counter.Name}.{parameter.Level}")
        : parameter.Counter.Name;

    /// <summary>A change as people print it: <c>-20.4 % (-24.3 to -17.4)</c>.</summary>
    /// <param name="fraction">The change as a fraction.</param>
    public static string Change(Interval fraction) => Invariant($"{100 * fraction.Mid:0.0} % ({100 * fraction.Low:0.0} to {100 * fraction.High:0.0})");

    /// <summary>A published change, with its standard deviation where one was published.</summary>
    public static string Published(PublishedFigure figure) => figure.DeviationPercent is { } deviation
        ? Invariant($"{figure.ChangePercent:0.00} % (sd {deviation:0.00})")
        : Invariant($"{figure.ChangePercent:0.00} %");
}
