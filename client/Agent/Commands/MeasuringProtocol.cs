namespace S2Grid.Agent.Commands;

/// <summary>What an agent and its measuring process agree on.</summary>
internal static class MeasuringProtocol
{
    /// <summary>The command that measures.</summary>
    internal const string Command = "measure";

    /// <summary>The option that names a stock selftest.</summary>
    internal const string SelftestOption = "--selftest";

    /// <summary>What begins a line of progress.</summary>
    internal const string ProgressPrefix = "progress: ";
}
