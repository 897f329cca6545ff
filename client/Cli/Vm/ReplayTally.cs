using static System.FormattableString;

namespace S2Grid.Cli.Vm;

/// <summary>What a replay has come to so far.</summary>
internal sealed class ReplayTally
{
    /// <summary>The line's number, from 1.</summary>
    public int Line { get; set; }

    /// <summary>Lines that were done.</summary>
    public int Cases { get; set; }

    /// <summary>Lines that could not be read or done.</summary>
    public int Refused { get; set; }

    /// <summary>Steps that were compared.</summary>
    public int Steps { get; set; }

    /// <summary>Counters that differ.</summary>
    public int Differences { get; set; }

    /// <summary>All of it in a line.</summary>
    public string Summary
    {
        get
        {
            string refused = Refused > 0 ? $", {Count(Refused, "line")} refused" : "";
            return $"{Count(Cases, "case")}, {Count(Steps, "step")} compared, {Count(Differences, "difference")}{refused}";
        }
    }

    private static string Count(int count, string what) => Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}
