using System.Security.Cryptography;
using Grpc.Core;
using S2Grid.Contracts.Agents;
using S2Grid.Protocol;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>Who is let in, and what is said to those who are not.</summary>
public sealed class AgentIdentityTests : IAsyncLifetime
{
    private AgentSilo silo = null!;

    public async ValueTask InitializeAsync() => silo = await AgentSilo.StartAsync();

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task Register_UsedToken_IsForTheSameAgentOnly()
    {
        string token = await silo.TokenAsync();
        using var first = new FakeAgent(silo.Server.Agents, "one");
        await first.RegisterAsync(token);
        (string id, string credential) = (first.AgentId, first.Credential);

        await first.RegisterAsync(token);
        using var second = new FakeAgent(silo.Server.Agents, "two");
        RpcException refused = await RefusedAsync(() => second.RegisterAsync(token));

        Assert.Equal(id, first.AgentId);
        Assert.NotEqual(credential, first.Credential);
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("was used by another agent", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_UnknownOrExpiredTokenOrForeignKey_IsRefusedWithASentence()
    {
        string token = await silo.TokenAsync(TimeSpan.FromMinutes(30));
        using var agent = new FakeAgent(silo.Server.Agents);
        RpcException unknown = await RefusedAsync(() => agent.RegisterAsync("s2r_nobodys"));
        using ECDsa large = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var other = new FakeAgent(silo.Server.Agents, key: large);
        RpcException key = await RefusedAsync(() => other.RegisterAsync(token));
        silo.Clock.Advance(TimeSpan.FromHours(1));
        RpcException expired = await RefusedAsync(() => agent.RegisterAsync(token));

        Assert.Contains("is not known to this grid", unknown.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("ECDSA on P-256", key.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("has expired", expired.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NameOfAnother_IsRefusedUntilThatOneIsRetired()
    {
        using FakeAgent first = await silo.AgentAsync("altra1");
        using var second = new FakeAgent(silo.Server.Agents, "altra1");
        string token = await silo.TokenAsync();
        RpcException refused = await RefusedAsync(() => second.RegisterAsync(token));

        await silo.Server.Grains.GetGrain<IAgentGrain>(first.AgentId).Retire();
        await second.RegisterAsync(token);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("Another agent is called altra1", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.PermissionDenied, (await RefusedAsync(() => first.HelloAsync())).StatusCode);
    }

    [Fact]
    public async Task Hello_SecondLivingProcess_IsRefusedWithAClearLineOnBothSides()
    {
        using FakeAgent first = await silo.AgentAsync();
        using var cancel = new CancellationTokenSource();
        Task<LeaseReply> waiting = first.LeaseWorkUntilAsync(cancel.Token);
        first.Instance = "2";
        first.Host = "host2";

        RpcException refused = await RefusedAsync(() => first.HelloAsync());
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => waiting);
        await Poll.UntilAsync(async () => await TryHelloAsync(first), () => "the place of a process that is gone is free");

        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
        Assert.Contains("altra1 runs already, as process 1 on host1", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("process 2 on host2 is refused", Assert.Single(Refusals("Hello")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hello_ProcessThatDiedInARun_CountsAsItsFailureAndFreesTheRun()
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("died", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;
        await agent.RenewAsync(experiment);

        agent.Instance = "2";
        RpcException tooSoon = await RefusedAsync(() => agent.HelloAsync());
        silo.Clock.Advance(TimeSpan.FromSeconds(40));
        await agent.HelloAsync();
        Experiment again = (await agent.LeaseWorkAsync()).Experiment;

        Assert.Equal(StatusCode.AlreadyExists, tooSoon.StatusCode);
        Assert.Equal(experiment.Run, again.Run);
        Assert.NotEqual(experiment.Lease, again.Lease);
        Assert.Contains("its process ended", Assert.Single((await silo.Directory.Find("altra1")).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_RevokedCredential_IsRefusedAndTheServiceUnharmed()
    {
        using FakeAgent agent = await silo.AgentAsync();
        using FakeAgent other = await silo.AgentAsync("other");
        await silo.Server.Grains.GetGrain<IAgentGrain>(agent.AgentId).Revoke();

        RpcException lease = await RefusedAsync(() => agent.LeaseAsync());
        RpcException hello = await RefusedAsync(() => agent.HelloAsync());
        RpcException again = await RefusedAsync(() => agent.HelloAsync());
        await agent.RegisterAsync(await silo.TokenAsync());
        await agent.HelloAsync();

        Assert.All([lease, hello, again], refused => Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode));
        Assert.Contains("was revoked", hello.Status.Detail, StringComparison.Ordinal);
        Assert.Single(Refusals(""));
        Assert.Equal(LeaseReply.WorkOneofCase.None, (await other.LeaseAsync()).WorkCase);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Hello_ClockAnHourOff_IsLetIn(int hours)
    {
        silo.Clock.Advance(TimeSpan.FromHours(hours));
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("clock", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;

        Assert.True((await agent.ReportAsync(agent.Success(experiment))).Stored);
    }

    [Fact]
    public async Task Hello_NonceOfAnotherOrStolenCredential_IsRefused()
    {
        using FakeAgent honest = await silo.AgentAsync();
        using var thief = new FakeAgent(silo.Server.Agents) { AgentId = honest.AgentId, Credential = honest.Credential };

        RpcException withoutKey = await RefusedAsync(() => thief.HelloAsync());
        thief.AgentId = "0123456789abcdef";
        RpcException stranger = await RefusedAsync(() => thief.HelloAsync());

        Assert.Equal(StatusCode.PermissionDenied, withoutKey.StatusCode);
        Assert.Contains("key is not that of the agent altra1", withoutKey.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("no agent with the id 0123456789abcdef", stranger.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_AfterTheSiloIsGone_AreKnownToTheNextOne()
    {
        using FakeAgent agent = await silo.AgentAsync();
        await silo.RunAsync("survives", "{memory: 64M, chunk: 0}");
        Experiment experiment = (await agent.LeaseWorkAsync()).Experiment;

        await silo.RestartAsync();
        using FakeAgent again = agent.At(silo.Server.Agents);
        RpcException ended = await RefusedAsync(() => again.ReportAsync(again.Success(experiment)));
        await again.HelloAsync();
        ReportReply stored = await again.ReportAsync(again.Success(experiment));
        await silo.UntilDoneAsync("survives");

        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
        Assert.True(stored.Stored, stored.Reason);
        Assert.Equal(1, (await silo.StatusAsync("survives")).Progress.DoneRuns);
    }

    private static async Task<bool> TryHelloAsync(FakeAgent agent)
    {
        try
        {
            await agent.HelloAsync();
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private static async Task<RpcException> RefusedAsync(Func<Task> call) => await Assert.ThrowsAsync<RpcException>(call);

    private IReadOnlyList<string> Refusals(string call) =>
        [.. silo.Log.Lines.Where(line =>
            line.Contains($"Refused {call}", StringComparison.Ordinal) && line.Contains("of an agent", StringComparison.Ordinal))];
}
