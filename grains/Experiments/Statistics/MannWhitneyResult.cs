namespace S2Grid.Experiments.Statistics;

/// <summary>What <see cref="MannWhitney"/> found.</summary>
/// <param name="U">Pairs of a first and a second sample in which the first is larger; a tie counts half.</param>
/// <param name="P">How probable it is to see U as far from its mean, or farther, if both sides are alike; 0 to 1.</param>
/// <param name="IsExact">Whether P was counted, or else approximated.</param>
/// <param name="Superiority">U as a share of all pairs: 0 or 1 where the sides do not overlap, one half where neither tends to be
/// larger.</param>
public readonly record struct MannWhitneyResult(double U, double P, bool IsExact, double Superiority);
