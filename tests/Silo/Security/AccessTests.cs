using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Sweeps;
using S2Grid.Contracts.Vms;
using S2Grid.Experiments.Planning;
using S2Grid.Security.Access;
using S2Grid.Security.Certificates;
using S2Grid.Security.Tokens;
using S2Grid.Server;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Security;

public sealed class AccessTests(SecureSilo silo) : IClassFixture<SecureSilo>
{
    private const string Yaml = """
        name: small
        axes:
          memory: [4M]
          strategy: [baseline]
        """;

    [Fact]
    public Task Call_WithTheRoleThatIsNeeded_IsDone() => WithClient(Role.Operator, async grains =>
    {
        SweepStart start = await Directory(grains).Start(Request("done"));

        Assert.Equal("done", start.Status.Name);
    });

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    public Task Call_WithALesserRole_SaysWhichIsNeeded(Role role) => WithClient(role, async grains =>
    {
        UnauthorizedAccessException refused =
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Directory(grains).Start(Request("lesser")));

        string name = role.ToString();
        Assert.Equal($"The token '{name}' has the role {name.ToLowerInvariant()}; ISweepDirectoryGrain.Start needs operator.",
            refused.Message);
    });

    [Fact]
    public Task RenameAndReplace_AsAViewer_AreRefused() => WithClient(Role.Viewer, async grains =>
    {
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Directory(grains).Replace(Request("lesser")));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grains.GetGrain<ISweepGrain>("0").Rename("other"));
    });

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Admin)]
    public Task Call_ForViewers_IsDoneForEveryRoleButAgent(Role role)
        => WithClient(role, async grains => Assert.NotNull(await Directory(grains).List()));

    [Fact]
    public Task Call_ForViewersOfAnAgent_IsRefused() => WithClient(Role.Agent, async grains =>
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Directory(grains).List()));

    [Theory]
    [InlineData(Role.Operator, true)]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Agent, false)]
    public Task VmSession_IsForOperators(Role role, bool isAllowed) => WithClient(role, async grains =>
    {
        IVmGrain vm = grains.GetGrain<IVmGrain>(IVmGrain.NewSessionKey());
        Task Open() => vm.Open("""{"config":{"memory":"4M"},"steps":[]}""");

        if (isAllowed)
        {
            await Open();
            Assert.NotNull(await vm.Step("populate", withHash: false));
            await vm.Close();
        }
        else
        {
            UnauthorizedAccessException refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(Open);
            Assert.EndsWith("IVmGrain.Open needs operator.", refused.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public async Task Call_WithoutToken_SaysSo()
    {
        using IHost client = await silo.ConnectAsync(token: null);

        UnauthorizedAccessException refused =
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Directory(GrainsOf(client)).List());

        Assert.Contains("asks for a token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithAnUnknownToken_SaysSo()
    {
        using IHost client = await silo.ConnectAsync(TokensFile.NewSecret());

        UnauthorizedAccessException refused =
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Directory(GrainsOf(client)).List());

        Assert.Contains("not known to this cluster", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Call_ForTheGridItself_IsRefusedToEveryRole() => WithClient(Role.Admin, async grains =>
    {
        UnauthorizedAccessException refused =
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grains.GetGrain<ISweepGrain>("x").EnsureRunning());

        Assert.Equal("ISweepGrain.EnsureRunning is for the grid's own use; no client may call it.", refused.Message);
    });

    [Fact]
    public Task Call_OfOrleansOwnManagement_IsRefused() => WithClient(Role.Admin, async grains =>
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, TestContext.Current.CancellationToken)));

    [Fact]
    public Task Call_WithAForgedProof_IsRefused() => WithClient(Role.Viewer, async grains =>
    {
        // What a client can make: a proof that its own certificate signs.
        CertificateFiles own = CertificateFiles.Open(silo.Credentials.Issue(PeerKind.Client));
        RequestContext.Set(AccessKeys.Proof, new SiloProof(own, Credentials.ClusterId, TimeProvider.System).Value);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grains.GetGrain<ISweepGrain>("x").EnsureRunning());
    });

    [Fact]
    public Task Stream_ForViewers_IsGivenToThemOnly() => WithClient(Role.Operator, async grains =>
    {
        SweepStart start = await Directory(grains).Start(Request("watched"));
        await WithClient(Role.Viewer,
            async viewer => Assert.Equal(start.Status.Progress.TotalRuns, (await FirstOf(viewer, start)).TotalRuns));
        await WithClient(Role.Agent, async agent => await Assert.ThrowsAsync<UnauthorizedAccessException>(() => FirstOf(agent, start)));
    });

    [Fact]
    public async Task Call_WithATokenThatIsRevoked_IsRefusedFromThenOn()
    {
        using var credentials = new Credentials();
        using var log = new LogRecorder();
        var clock = new ShiftedClock();
        await using SiloServer server = await SecureSilo.StartAsync(credentials, clock, log, redis: null);
        using IHost client = await SecureSilo.ConnectAsync(server.Gateway, credentials, credentials.Secret(Role.Operator));
        Assert.NotNull(await Directory(GrainsOf(client)).List());

        credentials.Revoke(Role.Operator);
        clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Directory(GrainsOf(client)).List());
    }

    [Fact]
    public Task Timer_OfAGrain_NeedsNoToken() => WithClient(Role.Operator, async grains =>
    {
        SweepStart start =
            await Directory(grains)
                .Start(Request("waiting") with { SpecificationText = "name: waiting\nbackend: kvm\naxes: {memory: 64M}\n" });

        string? said = null;
        await Poll.UntilAsync(
            async () => (said = (await grains.GetGrain<ISweepGrain>(start.Status.Id).GetStatus()).Progress.Fault) is not null,
            () => "the sweep to say what it waits for");
        Assert.Contains("waits for agents", said, StringComparison.Ordinal);
        Assert.DoesNotContain(silo.Log.Lines,
            line => line.Contains("GrainTimer", StringComparison.Ordinal) && line.Contains("asks for a token", StringComparison.Ordinal));
    });

    private async Task WithClient(Role role, Func<IGrainFactory, Task> act)
    {
        using IHost client = await silo.ConnectAsync(silo.Credentials.Secret(role));
        await act(GrainsOf(client));
        await client.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<SweepProgress> FirstOf(IGrainFactory grains, SweepStart start)
    {
        await foreach (SweepProgress progress in grains.GetGrain<ISweepGrain>(start.Status.Id).Watch(TimeSpan.FromMilliseconds(50)))
            return progress;
        throw new InvalidOperationException("The stream ended without progress.");
    }

    private static ISweepDirectoryGrain Directory(IGrainFactory grains) => grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);

    private static IGrainFactory GrainsOf(IHost client) => client.Services.GetRequiredService<IGrainFactory>();

    private static SweepRequest Request(string name) => new(name, Yaml, "small.yaml", [], null, SweepPolicy.Default);
}
