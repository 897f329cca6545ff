using System.Net;
using System.Net.Sockets;

namespace S2Grid.Lab.Tests;

/// <summary>
/// A network between loopback ports that can be cut: connections stay open then and new ones are taken, but nothing passes, in either
/// direction. What was sent meanwhile passes once it is mended.
/// </summary>
internal sealed class CuttableRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile TaskCompletionSource open = Opened();

    /// <summary>Makes one to a port of 127.0.0.1 that need not be listened on yet.</summary>
    public CuttableRelay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1 that leads to the target.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Lets nothing pass.</summary>
    public void Cut()
    {
        if (open.Task.IsCompleted)
            open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets everything pass again.</summary>
    public void Mend() => open.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting;
        ended.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        var relayed = new List<Task>();
        try
        {
            while (true)
                relayed.Add(RelayAsync(await listener.AcceptTcpClientAsync(ended.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(relayed);
        }
    }

    private async Task RelayAsync(TcpClient from)
    {
        using (from)
        using (var to = new TcpClient { NoDelay = true })
        {
            from.NoDelay = true;
            try
            {
                await open.Task.WaitAsync(ended.Token);
                await to.ConnectAsync(IPAddress.Loopback, target, ended.Token);
                await Task.WhenAny(PumpAsync(from.GetStream(), to.GetStream()), PumpAsync(to.GetStream(), from.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The target does not listen, or the test is over: the connection is closed.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        byte[] bytes = new byte[64 << 10];
        try
        {
            for (int read; (read = await from.ReadAsync(bytes, ended.Token)) > 0;)
            {
                await open.Task.WaitAsync(ended.Token);
                await to.WriteAsync(bytes.AsMemory(0, read), ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side is gone, and with it the connection.
        }
    }
}
