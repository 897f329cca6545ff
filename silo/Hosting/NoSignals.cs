using Microsoft.Extensions.Hosting;

namespace S2Grid.Hosting;

/// <summary>Leaves signals to the program that an embedded grid is in: a host by itself would swallow every Ctrl-C.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
