using Microsoft.Extensions.Logging;
using S2Grid.Storage;

namespace S2Grid.Hosting;

/// <summary>What an <see cref="EmbeddedGrid"/> is made of.</summary>
public sealed record EmbeddedGridOptions
{
    /// <summary>Where sweeps are kept.</summary>
    public required DataDirectory DataDirectory { get; init; }

    /// <summary>
    /// How many batches are simulated at once; by default one for each core: the process has nothing else to do. With 0 nothing is
    /// simulated, which suffices for asking about sweeps.
    /// </summary>
    public int? Slots { get; init; }

    /// <summary>
    /// Bytes of table memory that all runs may take together, and so the most that one may; a run that needs more fails. By default
    /// 70 % of the memory that this process can have.
    /// </summary>
    public long? MemoryBudget { get; init; }

    /// <summary>The clock for leases and for when sweeps started and ended.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where logs go; null for nowhere.</summary>
    public ILoggerProvider? Logs { get; init; }
}
