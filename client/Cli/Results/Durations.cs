using System.Globalization;
using S2Grid.Experiments.Models;

namespace S2Grid.Cli.Results;

/// <summary>Times with an interval, for people.</summary>
internal static class Durations
{
    private static readonly (double Scale, string Unit)[] Units = [(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns")];

    /// <summary>Three digits and one unit for all: <c>155 ms (150 to 172)</c>.</summary>
    /// <param name="nanoseconds">The time in nanoseconds.</param>
    public static string Describe(Interval nanoseconds)
    {
        (double scale, string unit) = Units.FirstOrDefault(u => nanoseconds.Mid >= u.Scale, Units[^1]);
        return $"{Digits(nanoseconds.Mid / scale)} {unit} ({Digits(nanoseconds.Low / scale)} to {Digits(nanoseconds.High / scale)})";
    }

    private static string Digits(double value) => value switch
    {
        0 => "0",
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
