namespace S2Grid.Runs;

/// <summary>What does the experiment on a measured machine.</summary>
public enum KvmDriver
{
    /// <summary>The agent's own harness.</summary>
    Harness,

    /// <summary>A stock <c>dirty_log_perf_test</c>, which knows no chunk: eager splitting is off with it.</summary>
    Selftest,
}
