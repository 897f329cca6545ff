using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace S2Grid.Server.Health;

/// <summary>
/// Tells systemd, if it watches this process (<c>WatchdogSec=</c>), that the process still does its work: threads run and timers fire.
/// </summary>
internal sealed class SystemdWatchdog(ISystemdNotifier? notifier = null) : BackgroundService
{
    /// <summary>How often systemd wants to hear of the process, in microseconds; see sd_watchdog_enabled(3).</summary>
    private const string Variable = "WATCHDOG_USEC";
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? wanted = Environment.GetEnvironmentVariable(Variable);
        if (notifier is not { IsEnabled: true }
            || !long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds))
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMicroseconds(microseconds / 2.0));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                notifier.Notify(Alive);
        }
        catch (OperationCanceledException)
        {
            // Draining has its own limit, TimeoutStopSec.
        }
    }
}
