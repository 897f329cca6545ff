using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace S2Grid.Silo;

/// <summary>
/// Passes on what the silo logs, except for its watchdog: that one warns at start-up that its check "has not completed for" as long
/// as the machine is up.
/// </summary>
internal sealed class SiloLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    private const string WatchdogCategory = "Orleans.Runtime.Watchdog";

    public ILogger CreateLogger(string categoryName) => categoryName == WatchdogCategory ? NullLogger.Instance : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The inner factory is its maker's.
    }
}
