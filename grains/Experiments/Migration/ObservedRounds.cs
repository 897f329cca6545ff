using static System.FormattableString;

namespace S2Grid.Experiments.Migration;

/// <summary>Rounds that a migration was seen to take, each of which sent what was written during the one before.</summary>
/// <param name="Rounds">Each round's bytes, bandwidth in bytes a second, and seconds of overhead; at least two.</param>
public sealed record ObservedRounds(IReadOnlyList<(double Bytes, double Bandwidth, double Overhead)> Rounds)
{
    private const double MiB = 1 << 20;

    /// <summary>Bytes of pages written in a second, each counted once a round: at least so many.</summary>
    public double WriteRate => Rounds.Skip(1).Sum(round => round.Bytes) / Rounds.SkipLast(1).Sum(Time);

    /// <summary>The bandwidth's share of the time of a round, in bytes a second: rounds that are written faster do not shrink.</summary>
    public double Limit => Rounds.Sum(round => round.Bytes) / Rounds.Sum(Time);

    /// <summary>By what factor a round is less than the one before.</summary>
    public double Factor => Math.Pow(Rounds[^1].Bytes / Rounds[0].Bytes, 1.0 / (Rounds.Count - 1));

    /// <summary>Seconds that the guest would be stopped for after each round.</summary>
    public IEnumerable<double> Downtimes => Rounds.Select(round => round.Bytes / round.Bandwidth);

    /// <summary>How many more rounds of the same kind it takes until the guest is stopped for so many seconds; null for more than
    /// <see cref="PreCopy.MaxRounds"/>.</summary>
    public int? RoundsUntil(double downtime) => Enumerable.Range(0, PreCopy.MaxRounds + 1)
        .Where(more => Downtimes.Last() * Math.Pow(Factor, more) <= downtime).Select(more => (int?)more).FirstOrDefault();

    /// <summary>Reads a line for each round: MiB sent, MiB a second, milliseconds of overhead.</summary>
    /// <exception cref="FormatException">A line is not so, or there are fewer than two; the message says which.</exception>
    public static ObservedRounds Parse(string text)
    {
        var rounds = new List<(double, double, double)>();
        foreach ((int i, string line) in text.Split('\n').Index().Where(one => one.Item.Trim() is [not '#', ..]))
        {
            double[] values = [.. line.Split([' ', ',', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Number)];
            if (values is not [> 0, > 0, >= 0])
                throw new FormatException(Invariant($"line {i + 1} is not MiB sent, MiB a second and ms of overhead"));

            rounds.Add((values[0] * MiB, values[1] * MiB, values[2] / 1e3));
        }

        return rounds.Count >= 2 ? new ObservedRounds(rounds) : throw new FormatException("it takes at least two rounds");
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static double Time((double Bytes, double Bandwidth, double Overhead) round) =>
        (round.Bytes / round.Bandwidth) + round.Overhead;
}
