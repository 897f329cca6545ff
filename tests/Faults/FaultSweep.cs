using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;

namespace S2Grid.Faults.Tests;

/// <summary>The sweep that goes through every fault: long enough to be in its middle when one comes, and with failures in it.</summary>
internal static class FaultSweep
{
    /// <summary>Its name.</summary>
    public const string Name = "faulty";

    /// <summary>Runs of some milliseconds each, 72 for each seed: random writes to 4 GiB and 8 GiB.</summary>
    public static string Yaml(int seeds = 18) =>
        $"""
        name: {Name}
        axes:
          scenario: [clear, lazy]
          memory: [4G, 8G]
          backing: [thp, hugetlb-2m, hugetlb-1g]
          strategy: [baseline, rfc, skip-level3]
          chunk: [2M, 1G]
          dirty: [{string.Join(", ", Enumerable.Range(1, seeds).Select(seed => $"random 0.1 seed {seed}"))}]
        """;

    /// <summary>What the sweep plans.</summary>
    public static SweepPlan Plan(string yaml) => SweepSpecification.Parse(yaml, "faulty.yaml").Specification!.Plan;

    /// <summary>
    /// A digest over all results, by ascending run: equal for equal results, whichever silo had which batch. What depends on that stays
    /// out of it: the wall time, and whether counters were counted or shared.
    /// </summary>
    public static string Digest(SegmentReader reader)
    {
        string[] columns =
            [.. reader.Columns.Select(column => column.Name)
                .Where(column => column is not (SegmentColumns.WallSeconds or SegmentColumns.ReusedFrom))
                .Order(StringComparer.Ordinal)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (object?[] row in reader.Query(null, columns).Rows)
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(string.Join('|', row.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))
                    + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
