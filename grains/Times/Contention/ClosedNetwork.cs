namespace S2Grid.Times.Contention;

/// <summary>
/// vCPUs that go round between work of their own, done in parallel, and resources that serve one of them at a time: the MMU lock where it
/// is exclusive, the broadcast of an invalidation. Times are in any one unit.
/// </summary>
/// <remarks>
/// Mean value analysis (Reiser and Lavenberg, Mean-Value Analysis of Closed Multichain Queuing Networks, JACM 27, 1980), with what is left
/// of a service in progress taken for half of it: a fault's path is always the same, so services are of constant length, not exponential.
/// No throughput exceeds what the busiest resource serves.
/// </remarks>
/// <param name="Local">Time of one round outside the serial resources.</param>
/// <param name="Serial">Time of one round in each serial resource.</param>
public sealed record ClosedNetwork(double Local, params IReadOnlyList<double> Serial)
{
    /// <summary>From how many vCPUs on one resource is always busy, so that more of them do no more.</summary>
    public double Knee => (Local + Serial.Sum()) / MostSerial;

    private double MostSerial => Serial.DefaultIfEmpty(0).Max();

    /// <summary>The time of one round of every one of so many vCPUs.</summary>
    public double RoundTime(int vcpus)
    {
        Span<double> waiting = stackalloc double[Serial.Count];
        Span<double> stay = stackalloc double[Serial.Count];
        double busiest = MostSerial;
        double throughput = 0;
        for (int n = 1; n <= vcpus; n++)
        {
            double round = Local;
            for (int i = 0; i < stay.Length; i++)
                round += stay[i] = Serial[i] * (1 + waiting[i] - (throughput * Serial[i] / 2));

            double most = Math.Max(round, n * busiest);
            throughput = n / most;
            for (int i = 0; i < stay.Length; i++)
                waiting[i] = throughput * (stay[i] + (Serial[i] == busiest ? most - round : 0));
        }

        return vcpus / throughput;
    }

    /// <summary>
    /// The network with one serial resource that meets two observed times of a round: alone, and with so many vCPUs. What an observation
    /// cannot tell, the part of a time that neither grows nor is shared, is local.
    /// </summary>
    public static ClosedNetwork Fit(double alone, int vcpus, double together)
    {
        (double low, double high) = (0, alone);
        while (high - low > alone * 1e-12)
        {
            double serial = (low + high) / 2;
            if (new ClosedNetwork(alone - serial, serial).RoundTime(vcpus) < together)
                low = serial;
            else
                high = serial;
        }

        return new ClosedNetwork(alone - high, high);
    }
}
