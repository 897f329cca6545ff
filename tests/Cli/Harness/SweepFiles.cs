namespace S2Grid.Cli.Tests.Harness;

/// <summary>Sweep files for tests.</summary>
public static class SweepFiles
{
    /// <summary>12 runs: two backings, three strategies, two repeats.</summary>
    public const string Small = """
        name: small
        description: a few runs
        axes:
          memory: 64M
          backing: [4k, thp]
          strategy: [baseline, rfc, skip-level3]
        repeats: 2
        """;

    /// <summary>100,000 runs: 50,000 configurations, two repeats.</summary>
    public const string HundredThousand = """
        name: hundred-thousand
        axes:
          memory: [2M, 3M, 4M, 5M, 6M, 7M, 8M, 9M, 10M, 11M, 12M, 13M, 14M, 15M, 16M, 17M, 18M, 19M, 20M, 21M, 22M, 23M, 24M, 25M, 26M]
          backing: [4k, thp]
          base-offset: [0, 4K, 8K, 12K, 16K, 20K, 24K, 28K, 32K, 36K]
          ia-bits: [40, 42, 44, 46, 48]
          fwb: [true, false]
          chunk: [4K, 2M, 1G, whole, 32M]
          strategy: [baseline, rfc]
        repeats: 2
        """;
}
