using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Agents;
using S2Grid.Security.Certificates;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>The agents' port of a silo with certificates and tokens.</summary>
public sealed class AgentPortTests(SecureSilo silo) : IClassFixture<SecureSilo>
{
    [Fact]
    public async Task Agent_WithoutACertificate_IsServed()
    {
        using var agent = new FakeAgent(silo.Server.Agents, "bare", handler: Handler(silo.Credentials.Authority));

        await agent.RegisterAsync(await TokenAsync());
        await agent.HelloAsync();

        Assert.Equal("https", silo.Server.Agents.Scheme);
        Assert.Contains(await Directory.List(), known => known is { Name: "bare", IsOnline: true });
    }

    [Fact]
    public async Task Agent_ThatBelievesAnotherAuthority_DoesNotConnect()
    {
        var other = CertificateAuthority.Create(Credentials.ClusterId, DateTimeOffset.UtcNow, TimeSpan.FromDays(1));
        using var agent = new FakeAgent(silo.Server.Agents, "suspicious", handler: Handler(other));
        string token = await TokenAsync();

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => agent.RegisterAsync(token));

        Assert.Contains("certificate is invalid", refused.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(await Directory.List(), known => known.Name == "suspicious");
    }

    [Fact]
    public async Task Agent_WithACertificateOfAnotherAuthority_IsServedAsOneWithout()
    {
        var other = CertificateAuthority.Create(Credentials.ClusterId, DateTimeOffset.UtcNow - TimeSpan.FromDays(1), TimeSpan.FromDays(3));
        ClientTls tls = silo.Credentials.Issue(PeerKind.Client, other);
        SocketsHttpHandler handler = Handler(silo.Credentials.Authority);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        handler.SslOptions.ClientCertificates = [certificate];
        using var agent = new FakeAgent(silo.Server.Agents, "stranger", handler: handler);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => agent.RegisterAsync("s2r_none"));

        Assert.Contains("is not known", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_AtThePortForHealth_IsToldWhereAgentsConnect()
    {
        using var agent = new FakeAgent(silo.Server.Http, "lost", handler: Handler(silo.Credentials.Authority));

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => agent.RegisterAsync("s2r_none"));

        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.Contains($"and takes agents at {silo.Server.Agents}", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_InPlainText_IsNotServed()
    {
        using var agent = new FakeAgent(new UriBuilder(silo.Server.Agents) { Scheme = "http" }.Uri, "naked");
        string token = await TokenAsync();

        await Assert.ThrowsAsync<RpcException>(() => agent.RegisterAsync(token));

        Assert.DoesNotContain(await Directory.List(), known => known.Name == "naked");
    }

    [Fact]
    public async Task RegistrationToken_ThatHasExpiredOrIsAClients_IsRefusedWithASentence()
    {
        using var agent = new FakeAgent(silo.Server.Agents, "late", handler: Handler(silo.Credentials.Authority));
        string token = await TokenAsync();
        RpcException foreign = await Assert.ThrowsAsync<RpcException>(() => agent.RegisterAsync(silo.Credentials.Secret(Role.Agent)));

        silo.Clock.Advance(TimeSpan.FromHours(2));
        RpcException expired = await Assert.ThrowsAsync<RpcException>(() => agent.RegisterAsync(token));

        Assert.Contains("has expired", expired.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("is not known", foreign.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(silo.Log.Lines, line => line.Contains("Refused Register", StringComparison.Ordinal));
    }

    private IAgentDirectoryGrain Directory => silo.Server.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key);

    private static SocketsHttpHandler Handler(CertificateAuthority authority) => new()
    {
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(authority.CertificatePem) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };

    private async Task<string> TokenAsync()
        => (await Directory.CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(1))).Secret;
}
