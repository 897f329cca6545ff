using System.Net;
using Microsoft.Extensions.Logging;
using S2Grid.Security.Certificates;
using S2Grid.Security.Transport;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Security;

public sealed class RejectionLogTests
{
    [Fact]
    public void Add_SeveralSources_LogsEachOnceAMinute()
    {
        var clock = new ManualClock();
        using var recorder = new LogRecorder();
        using ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddProvider(recorder));
        var log = new RejectionLog(clock, factory.CreateLogger<RejectionLog>());
        var first = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 1000);
        var firstAgain = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 2000);
        var second = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 1000);

        log.Add(first, PeerKind.Client, "a");
        log.Add(firstAgain, PeerKind.Client, "b");
        log.Add(second, PeerKind.Client, "c");
        clock.Advance(TimeSpan.FromSeconds(59));
        log.Add(first, PeerKind.Client, "d");
        clock.Advance(TimeSpan.FromSeconds(1));
        log.Add(first, PeerKind.Silo, "e");

        Assert.Collection(
            recorder.Rejections,
            line => Assert.Contains("from 10.0.0.1 where clients connect, because a. 0 more", line, StringComparison.Ordinal),
            line => Assert.Contains("from 10.0.0.2 where clients connect, because c. 0 more", line, StringComparison.Ordinal),
            line => Assert.Contains("from 10.0.0.1 where silos connect, because e. 2 more", line, StringComparison.Ordinal));
    }
}
