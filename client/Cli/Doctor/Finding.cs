namespace S2Grid.Cli.Doctor;

/// <summary>What one check has found.</summary>
/// <param name="Purpose">What it is needed for: one of <see cref="Purposes"/>.</param>
/// <param name="Check">What was looked at.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Found">What was found, in a phrase.</param>
/// <param name="Mend">The command that mends it; null where there is nothing to mend.</param>
internal sealed record Finding(string Purpose, string Check, Health Health, string Found, string? Mend = null)
{
    /// <summary>Running sweeps in this process.</summary>
    public const string Runs = "runs";

    /// <summary>Pictures in reports.</summary>
    public const string Pictures = "pictures";

    /// <summary>Measuring on this machine, with an agent.</summary>
    public const string Measuring = "measuring";

    /// <summary>Using a cluster.</summary>
    public const string Cluster = "cluster";

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<string> Purposes { get; } = [Runs, Pictures, Measuring, Cluster];
}
