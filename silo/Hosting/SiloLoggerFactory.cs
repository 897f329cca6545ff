using Microsoft.Extensions.Logging;

namespace S2Grid.Hosting;

/// <summary>
/// Passes on what the silo logs, but of what Orleans itself says only errors: its warnings are for those who run a cluster of servers
/// (that the server's garbage collector is off, that its watchdog's check has not run for as long as the machine is up).
/// </summary>
internal sealed class SiloLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    private const string OrleansCategories = "Orleans.";

    public ILogger CreateLogger(string categoryName)
    {
        ILogger logger = inner.CreateLogger(categoryName);
        return categoryName.StartsWith(OrleansCategories, StringComparison.Ordinal) ? new ErrorsOnly(logger) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The inner factory is its maker's.
    }

    private sealed class ErrorsOnly(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
