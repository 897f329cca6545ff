using System.Net;
using Microsoft.AspNetCore.Connections;

namespace S2Grid.Hosting;

/// <summary>
/// Keeps an embedded silo off the network. Nobody else belongs to its cluster, and Orleans by itself neither asks who connects nor
/// notices that another process listens on the same port. The silo's address then is a name and nothing more.
/// </summary>
internal sealed class NoListenerFactory : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellation = default) =>
        new(new NoListener(endpoint));

    private sealed class NoListener(EndPoint endPoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellation = default) =>
            new(end.Task.WaitAsync(cancellation));

        public ValueTask UnbindAsync(CancellationToken cancellation = default)
        {
            end.TrySetResult(null);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
