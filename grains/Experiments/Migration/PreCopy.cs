namespace S2Grid.Experiments.Migration;

/// <summary>How a live migration copies memory while the guest runs.</summary>
/// <param name="Pattern">What the guest writes.</param>
/// <param name="Bandwidth">Bytes sent in a second.</param>
/// <param name="Start">Seconds until the log is on and memory is split, once.</param>
/// <param name="PerByte">Seconds that getting and clearing the log takes for each byte of a dirty page.</param>
/// <param name="MaxUnique">The most bytes of pages that the vCPUs can make dirty in a second, for the faults that it takes.</param>
/// <param name="MaxDowntime">Seconds that the guest may be stopped for the last round.</param>
public sealed record PreCopy(WritePattern Pattern, double Bandwidth, double Start, double PerByte, double MaxUnique, double MaxDowntime)
{
    /// <summary>Rounds after which a migration is given up.</summary>
    public const int MaxRounds = 30;

    /// <summary>Whether the guest can be stopped within <see cref="MaxRounds"/> at a rate of writing.</summary>
    public bool Converges(double rate) => Copy(rate)[^1].Downtime <= MaxDowntime;

    /// <summary>The rounds: all memory, then each time what was written meanwhile, until the rest can be sent with the guest
    /// stopped.</summary>
    /// <param name="rate">Bytes of pages written in a second, a page that is written twice counted twice.</param>
    public IReadOnlyList<CopyRound> Copy(double rate)
    {
        List<CopyRound> rounds = [];
        for (double bytes = Pattern.Bytes; rounds.Count < MaxRounds;)
        {
            double sending = bytes / Bandwidth;
            double overhead = bytes * PerByte;
            double written = Math.Min(Pattern.Unique(rate, sending + overhead), MaxUnique * (sending + overhead));
            rounds.Add(new CopyRound(bytes, sending, overhead, written, written * ((1 / Bandwidth) + PerByte)));
            if (rounds[^1].Downtime <= MaxDowntime)
                break;

            bytes = written;
        }

        return rounds;
    }

    /// <summary>The rate of writing below which it converges; null where it converges at any rate.</summary>
    public double? Limit()
    {
        (double low, double high) = (0, 1);
        for (; Converges(high); (low, high) = (high, high * 2))
        {
            if (high > 1e18)
                return null;
        }

        while (high - low > low * 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = Converges(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }
}
