using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using S2Grid.Security.Certificates;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Security;

public sealed class TransportTests(SecureSilo silo) : IClassFixture<SecureSilo>
{
    private const int HalfOpen = 1_000;

    private IPEndPoint SiloPort => new(IPAddress.Loopback, silo.Server.Configuration.Ports.Silo);

    private Credentials Credentials => silo.Credentials;

    [Fact]
    public async Task Connect_HonestClient_IsServed() => await silo.AssertServesAsync();

    [Fact]
    public Task Connect_WithoutCertificate_IsRefused() => AssertRefused(silo.Server.Gateway, null, "it shows no certificate");

    [Fact]
    public Task Connect_OfAnotherAuthority_IsRefused()
    {
        var other = CertificateAuthority.Create(Credentials.ClusterId, DateTimeOffset.UtcNow, TimeSpan.FromDays(30));
        return AssertRefused(silo.Server.Gateway, Credentials.Issue(PeerKind.Client, other),
            "its certificate is not of this cluster's authority");
    }

    [Fact]
    public Task Connect_Expired_IsRefused() =>
        AssertRefused(silo.Server.Gateway, Credentials.Issue(PeerKind.Client, age: TimeSpan.FromDays(3)), "its certificate has expired on");

    [Fact]
    public Task Connect_SilosCertificateAtTheGateway_IsRefused() =>
        AssertRefused(silo.Server.Gateway, Credentials.Issue(PeerKind.Silo), "its certificate is a silo's, here it must be a client's");

    [Fact]
    public Task Connect_ClientsCertificateAtTheSiloPort_IsRefused() =>
        AssertRefused(SiloPort, Credentials.Issue(PeerKind.Client), "its certificate is a client's, here it must be a silo's");

    [Fact]
    public Task Connect_OfAnotherCluster_IsRefused() => AssertRefused(
        silo.Server.Gateway,
        Credentials.SignForCluster("other", PeerKind.Client),
        "its certificate is for the cluster 'other', this one is 'lab'");

    [Fact]
    public async Task Connect_Garbage_IsRefused()
    {
        byte[] http = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: silo\r\n\r\n");
        byte[] noise = new byte[4096];
        new Random(1).NextBytes(noise);

        await AssertRefused(() => Stranger.AssertIsRefusedAsync(silo.Server.Gateway, http), "it does not speak TLS as this cluster does");
        await AssertRefused(() => Stranger.AssertIsRefusedAsync(SiloPort, noise), "it does not speak TLS as this cluster does");
    }

    [Fact]
    public async Task Connect_AfterTheSilosCertificateWasRenewed_IsShownTheNewOneWithoutARestart()
    {
        ClientTls files = silo.Server.Configuration.Tls!;
        ClientTls renewed = Credentials.Issue(PeerKind.Silo);
        using X509Certificate2 expected = X509CertificateLoader.LoadCertificateFromFile(renewed.CertificateFile);
        string? shown = null;

        File.Copy(renewed.KeyFile, files.KeyFile, overwrite: true);
        File.Copy(renewed.CertificateFile, files.CertificateFile, overwrite: true);
        await AssertRefused(async () => shown = await Stranger.ShownCertificateAsync(silo.Server.Gateway), "it shows no certificate");

        Assert.Equal(expected.Thumbprint, shown);
    }

    [Fact]
    public async Task Connect_ManyTimesInAMinute_IsLoggedOnceAndThenWithTheNumberOfTheOthers()
    {
        await AssertRefused(
            async () =>
            {
                for (int attempt = 0; attempt < 5; attempt++)
                    await Stranger.AssertIsRefusedAsync(silo.Server.Gateway, tls: null);
            },
            "it shows no certificate");

        await AssertRefused(() => Stranger.AssertIsRefusedAsync(silo.Server.Gateway, tls: null), "4 more from there went unlogged before");
    }

    [Fact]
    public async Task Connect_ThousandHalfOpenConnections_LeaveTheServiceUnharmed()
    {
        NextMinute();
        int before = silo.Log.Rejections.Count;
        TcpClient?[] strangers =
            await Task.WhenAll(Enumerable.Range(0, HalfOpen).Select(_ => Stranger.DialUnlessHungUpAsync(silo.Server.Gateway)));
        try
        {
            await silo.AssertServesAsync();
            await Poll.UntilAsync(
                () => strangers.Count(IsHungUp) == HalfOpen,
                () => $"all {HalfOpen} half-open connections to be closed; {strangers.Count(IsHungUp)} are.");
            Assert.Equal(before + 1, silo.Log.Rejections.Count);
            Assert.Contains("it did not finish the TLS handshake in time", silo.Log.Rejections[^1], StringComparison.Ordinal);
        }
        finally
        {
            foreach (TcpClient? stranger in strangers)
                stranger?.Dispose();
        }

        await silo.AssertServesAsync();
    }

    private Task AssertRefused(IPEndPoint port, ClientTls? tls, string reason)
        => AssertRefused(() => Stranger.AssertIsRefusedAsync(port, tls), reason);

    /// <summary>Checks that a stranger is refused, that one line is logged about it, and that an honest client is served after.</summary>
    private async Task AssertRefused(Func<Task> stranger, string reason)
    {
        NextMinute();
        int before = silo.Log.Rejections.Count;

        await stranger();

        await Poll.UntilAsync(() => silo.Log.Rejections.Count > before, () => $"a logged rejection because {reason}.");
        await silo.AssertServesAsync();
        string line = Assert.Single(silo.Log.Rejections.Skip(before));
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.Contains("from 127.0.0.1", line, StringComparison.Ordinal);
    }

    private void NextMinute() => silo.Clock.Advance(TimeSpan.FromMinutes(2));

    private static bool IsHungUp(TcpClient? stranger) =>
        stranger is null || (stranger.Client.Poll(0, SelectMode.SelectRead) && stranger.Client.Available == 0);
}
