using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Hosting;

/// <summary>What a silo tells the process that has started it, where that is called <c>systemd</c> and listens.</summary>
public sealed class SystemdTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-systemd-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Silo_UnderSystemd_SaysThatItIsReadyAliveAndStopping()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        string address = Path.Combine(folder.FullName, "notify");
        listener.Bind(new UnixDomainSocketEndPoint(address));
        using Process parent = Start(address);
        int? silo = null;
        try
        {
            await UntilToldAsync(listener, "READY=1");
            silo = ProcessSignals.ChildrenOf(parent.Id).Single();
            await UntilToldAsync(listener, "WATCHDOG=1");
            ProcessSignals.Send(silo.Value, ProcessSignals.Terminate);
            await UntilToldAsync(listener, "STOPPING=1");
            await parent.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Equal(0, parent.ExitCode);
        }
        finally
        {
            foreach (int child in parent.HasExited ? [] : ProcessSignals.ChildrenOf(parent.Id))
                ProcessSignals.Send(child, ProcessSignals.Kill);
            parent.Kill();
        }
    }

    /// <summary>Starts a silo as the child of a shell that bears systemd's name.</summary>
    private Process Start(string address)
    {
        string systemd = Path.Combine(folder.FullName, "systemd");
        File.Copy("/bin/sh", systemd);
        var start = new ProcessStartInfo(
            systemd,
            [
                "-c", """ "$@" >/dev/null 2>&1 & wait $! """, "systemd", Path.Combine(AppContext.BaseDirectory, "s2grid-silo"),
                "--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--slots", "0", "--data",
                Path.Combine(folder.FullName, "data"),
            ]);
        start.Environment["NOTIFY_SOCKET"] = address;
        start.Environment["WATCHDOG_USEC"] = "1000000";
        return Process.Start(start)!;
    }

    /// <summary>Waits for a message; others may come before.</summary>
    private static async Task UntilToldAsync(Socket listener, string message)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        byte[] buffer = new byte[1024];
        List<string> told = [];
        try
        {
            while (!told.Contains(message))
                told.Add(Encoding.UTF8.GetString(buffer, 0, await listener.ReceiveAsync(buffer, patience.Token)));
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{message} was awaited for {Patience}; the silo said {string.Join(", ", told)}.");
        }
    }
}
