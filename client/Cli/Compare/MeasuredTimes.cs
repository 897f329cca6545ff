using System.Globalization;
using S2Grid.Experiments.Models;
using S2Grid.Experiments.Published;
using S2Grid.Experiments.Runs;

namespace S2Grid.Cli.Compare;

/// <summary>Measured times for people, to four digits: one more than a prediction deserves.</summary>
internal static class MeasuredTimes
{
    /// <summary>What must be said where <see cref="IsLazyInNameOnly"/>.</summary>
    public const string LazyInNameOnly =
        "On x64 KVM splits eagerly as its module parameter eager_page_split says, whatever the chunk: there 'lazy' and chunk 0 do not mean "
        + "that it did not. The column 'surroundings' of the results has the parameter.";

    private static readonly (double Scale, string Unit)[] Units = [(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns")];

    /// <summary>One time: <c>1.552 s</c>.</summary>
    /// <param name="nanoseconds">The time in nanoseconds.</param>
    public static string Describe(double nanoseconds)
    {
        (double scale, string unit) = UnitOf(nanoseconds);
        return $"{Digits(nanoseconds / scale)} {unit}";
    }

    /// <summary>A time and its interval in one unit: <c>1.552 s (1.549 to 1.561)</c>.</summary>
    /// <param name="nanoseconds">The time in nanoseconds.</param>
    public static string Describe(Interval nanoseconds)
    {
        (double scale, string unit) = UnitOf(nanoseconds.Mid);
        return $"{Digits(nanoseconds.Mid / scale)} {unit} ({Digits(nanoseconds.Low / scale)} to {Digits(nanoseconds.High / scale)})";
    }

    /// <summary>Whether a machine may have split eagerly although the run's chunk says that it did not.</summary>
    /// <param name="architecture">The machine's architecture; null where nothing was measured.</param>
    /// <param name="run">What was run.</param>
    public static bool IsLazyInNameOnly(string? architecture, RunConfiguration? run) =>
        architecture is not (null or MeasuredFigures.Architecture) && run is { Chunk.Bytes: 0 };

    private static (double Scale, string Unit) UnitOf(double nanoseconds) => Units.FirstOrDefault(u => nanoseconds >= u.Scale, Units[^1]);

    private static string Digits(double value) => value switch
    {
        < 10 => value.ToString("0.000", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 1000 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
