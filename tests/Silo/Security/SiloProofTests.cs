
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Security;

public sealed class SiloProofTests : IDisposable
{
    private readonly Credentials credentials = new();
    private readonly ShiftedClock clock = new();

    public void Dispose() => credentials.Dispose();

    [Fact]
    public void Verify_AnotherSilosProof_IsAcceptedUntilItEnds()
    {
        string proof = Of(credentials.Issue(PeerKind.Silo)).Value;
        SiloProof own = Of(credentials.Issue(PeerKind.Silo));

        Assert.True(own.Verify(proof));
        Assert.True(own.Verify(proof));
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.False(own.Verify(proof));
        Assert.True(own.Verify(own.Value));
    }

    [Fact]
    public void Verify_WhatASiloDidNotMake_IsRefused()
    {
        SiloProof own = Of(credentials.Issue(PeerKind.Silo));
        var other = CertificateAuthority.Create(Credentials.ClusterId, DateTimeOffset.UtcNow, TimeSpan.FromDays(2));
        string[] parts = own.Value.Split('.');
        string later =
            (long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)
                + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.False(own.Verify(Of(credentials.Issue(PeerKind.Client)).Value), "A client's certificate makes no silo.");
        Assert.False(own.Verify(Of(credentials.Issue(PeerKind.Silo, other)).Value), "Another authority's certificate counts for nothing.");
        Assert.False(own.Verify(Of(credentials.SignForCluster("other", PeerKind.Silo)).Value), "Another cluster's silo is a stranger.");
        Assert.False(own.Verify($"{parts[0]}.{later}.{parts[2]}"), "The end is a part of what is signed.");
        Assert.False(own.Verify("nonsense"));
        Assert.False(own.Verify(""));
    }

    [Fact]
    public void Verify_WithoutCertificates_KnowsItsOwnOnly()
    {
        var own = new SiloProof(null, Credentials.ClusterId, clock);
        var other = new SiloProof(null, Credentials.ClusterId, clock);

        Assert.True(own.Verify(own.Value));
        Assert.False(own.Verify(other.Value));
    }

    private SiloProof Of(ClientTls files) => new(CertificateFiles.Open(files), Credentials.ClusterId, clock);
}
