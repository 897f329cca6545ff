using static System.FormattableString;

namespace S2Grid.Views.Compare;

/// <summary>Counts, times and changes for people. Numbers are invariant, times are given in nanoseconds and changes as fractions.</summary>
public static class Quantities
{
    private const int PredictedDigits = 3;

    /// <summary>Of changes next to nothing.</summary>
    private const int MostDecimals = 6;

    /// <summary>One more than a prediction deserves.</summary>
    private const int MeasuredDigits = 4;

    /// <summary>A change of an exact count below this is not all: it is shown with more digits, not as -100.00 %.</summary>
    private const double AlmostAll = -0.99995;

    private static readonly (double Scale, string Unit)[] Units = [(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns")];

    /// <summary>A count: <c>262,144</c>.</summary>
    public static string Count(double count) => Invariant($"{count:N0}");

    /// <summary>A measured time: <c>1.552 s</c>.</summary>
    public static string Time(double nanoseconds)
    {
        (double scale, string unit) = UnitOf(nanoseconds);
        return $"{Digits(nanoseconds / scale, MeasuredDigits)} {unit}";
    }

    /// <summary>A measured time and its interval in one unit: <c>1.552 s (1.549 to 1.561)</c>.</summary>
    public static string Time(Interval nanoseconds) => Time(nanoseconds, MeasuredDigits);

    /// <summary>A predicted time and its bounds in one unit: <c>155 ms (150 to 172)</c>.</summary>
    public static string PredictedTime(Interval nanoseconds) => Time(nanoseconds, PredictedDigits);

    /// <summary>A predicted figure and its bounds, in <c>ns</c>, in <c>bytes/s</c>, or a number.</summary>
    public static string Predicted(Interval value, string? unit) => unit switch
    {
        "ns" => PredictedTime(value),
        "bytes/s" => $"{MiB(value.Mid)} ({MiB(value.Low)} to {MiB(value.High)}) MiB/s",
        _ => value.Low == value.High ? Invariant($"{value.Mid:0.#}") : Invariant($"{value.Mid:0.#} ({value.Low:0.#} to {value.High:0.#})"),
    };

    /// <summary>Bytes as a number of MiB: <c>1,840</c>.</summary>
    public static string MiB(double bytes) => Invariant($"{bytes / (1 << 20):#,0}");

    /// <summary>A value and its bounds to as many digits as a prediction deserves.</summary>
    public static string Predicted(Interval value) =>
        $"{Predicted(value.Mid)} ({Predicted(value.Low)} to {Predicted(value.High)})";

    /// <summary>A value to as many digits as a prediction deserves.</summary>
    public static string Predicted(double value) => Digits(value, PredictedDigits);

    /// <summary>A cost with its bounds, without trailing zeros: <c>604 (570 to 660)</c>.</summary>
    public static string Cost(Interval cost) => cost.Low == cost.High
        ? Invariant($"{cost.Mid:0.##}")
        : Invariant($"{cost.Mid:0.##} ({cost.Low:0.##} to {cost.High:0.##})");

    /// <summary>A predicted change: <c>-20.4 % (-24.3 to -17.4)</c>, or <c>same</c> whatever costs are.</summary>
    public static string Change(Interval change) => change is { Low: 0, High: 0 } ? "same" : Change(change.Mid, change, "0.0");

    /// <summary>A measured change with its interval, if there is one: <c>-20.41 % (-24.32 to -17.40)</c>.</summary>
    public static string Change(double change, Interval? interval) => Change(change, interval, "0.00");

    /// <summary>The change of an exact count: <c>same</c>, <c>-99.81 %</c>, and <c>-99.9996 %</c> where -100.00 % would be wrong.</summary>
    public static string CountChange(double change) => change switch
    {
        0 => "same",
        > -1 and < AlmostAll => Change(change, null, "0.00##"),
        _ => Change(change, null, "0.00"),
    };

    /// <summary>A published change, with its standard deviation where one was published.</summary>
    public static string Change(PublishedFigure figure) => figure.DeviationPercent is { } deviation
        ? Invariant($"{figure.ChangePercent:0.00} % (sd {deviation:0.00})")
        : Invariant($"{figure.ChangePercent:0.00} %");

    private static string Change(double change, Interval? interval, string digits)
    {
        return interval is { } bounds ? $"{Percent(change)} % ({Percent(bounds.Low)} to {Percent(bounds.High)})" : $"{Percent(change)} %";

        // What is not nothing is shown with two digits before it is shown as nothing, and nothing has no sign.
        string Percent(double fraction)
        {
            string percent = (100 * fraction).ToString(digits, CultureInfo.InvariantCulture);
            if (fraction != 0 && IsNothing(percent))
            {
                int more = Math.Min(MostDecimals, 1 - (int)Math.Floor(Math.Log10(Math.Abs(100 * fraction)))) - (digits.Length - 2);
                percent = (100 * fraction).ToString(digits + new string('#', more), CultureInfo.InvariantCulture);
            }

            return IsNothing(percent) ? 0d.ToString(digits, CultureInfo.InvariantCulture) : percent;
        }

        static bool IsNothing(string number) => number.All(c => c is '0' or '.' or '-');
    }

    private static string Time(Interval nanoseconds, int digits)
    {
        (double scale, string unit) = UnitOf(nanoseconds.Mid > 0 ? nanoseconds.Mid : nanoseconds.High);
        return $"{Digits(nanoseconds.Mid / scale, digits)} {unit} "
            + $"({Digits(nanoseconds.Low / scale, digits)} to {Digits(nanoseconds.High / scale, digits)})";
    }

    private static (double Scale, string Unit) UnitOf(double nanoseconds) => Units.FirstOrDefault(u => nanoseconds >= u.Scale, Units[^1]);

    /// <summary>A number with so many digits that mean something, 3 or 4.</summary>
    private static string Digits(double value, int digits)
    {
        int before = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : digits;

        // Custom formats and not N3: those round 2.0285 up, which is a little less in binary.
        string format = (digits - before) switch
        {
            3 => "0.000",
            2 => "0.00",
            1 => "0.0",
            _ => "#,0",
        };
        return value == 0 ? "0" : value.ToString(format, CultureInfo.InvariantCulture);
    }
}
