using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace S2Grid.Silo.Tests.Harness;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>Category, level and message of each line, in order.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>The refused connections that were logged.</summary>
    public IReadOnlyList<string> Rejections => [.. lines.Where(line => line.Contains("Refused a connection", StringComparison.Ordinal))];

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category} {logLevel}: {formatter(state, exception)} {exception?.Message}");
    }
}
