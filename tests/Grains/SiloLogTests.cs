using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using S2Grid.Hosting;
using static S2Grid.Grains.Tests.GridFixture;

namespace S2Grid.Grains.Tests;

public sealed class SiloLogTests : IAsyncDisposable
{
    private readonly GridFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Start_QuietLife_LogsNoWarning()
    {
        using var log = new Recorder();
        var settings = new GridSettings { Slots = 1 };

        await using (EmbeddedGrid grid =
            await EmbeddedGrid.StartAsync(fixture.Data, settings, TestContext.Current.CancellationToken, log))
        {
            await Rest(grid, await Start(grid));
        }

        Assert.Empty(log.Warnings);
        Assert.NotEmpty(log.Categories);
    }

    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> Warnings { get; } = [];

        public ConcurrentBag<string> Categories { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            Categories.Add(categoryName);
            return this;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
                Warnings.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
