
using S2Grid.Storage.Catalogue;

namespace S2Grid.Storage.Tests.Catalogue;

/// <content>What every catalogue promises of agents.</content>
public abstract partial class CatalogueTests
{
    [Fact]
    public async Task PutAgent_AfterReopening_IsWhatWasPut()
    {
        AgentRecord agent = Agent("1", "altra1") with
        {
            Health = 2,
            Reason = "it failed 3 runs in a row: größer",
            IsEphemeral = true,
            SeenAt = Noon.AddMinutes(5),
            DoneRuns = 3_000_000_000,
            FailedRuns = 7,
            Failures = "[\"one\"]",
        };
        Assert.True(await Catalogue.Agents.Put(agent));

        SweepCatalogue again = await AnotherAsync();

        AgentRecord? found = await again.Agents.Find("1");
        Assert.Equal(agent.PublicKey, found!.PublicKey);
        Assert.Equal(agent, found with { PublicKey = agent.PublicKey });
        Assert.Null(await again.Agents.Find("2"));
    }

    [Fact]
    public async Task PutAgent_NameOfAnother_IsRefusedUnlessThatOneIsRetired()
    {
        await Catalogue.Agents.Put(Agent("1", "altra1"));

        bool taken = await Catalogue.Agents.Put(Agent("2", "altra1"));
        bool changed = await Catalogue.Agents.Put(Agent("1", "altra1") with { IsRetired = true });
        bool free = await Catalogue.Agents.Put(Agent("2", "altra1"));

        Assert.False(taken);
        Assert.True(changed);
        Assert.True(free);
        Assert.Equal(["2", "1"], (await Catalogue.Agents.List()).Select(agent => agent.Id));
    }

    [Fact]
    public async Task DeleteAgent_ForgetsItsRunsToo()
    {
        await Catalogue.Agents.Put(Agent("1", "altra1"));
        await Catalogue.Agents.PutRun(Run(5, Noon));

        await Catalogue.Agents.Delete("1");
        await Catalogue.Agents.Put(Agent("1", "altra1"));

        Assert.Empty(await Catalogue.Agents.Runs("1", 10));
    }

    [Fact]
    public async Task UseToken_IsForOneAgentHoweverOften()
    {
        var token = new TokenRecord("hash", "{}", Noon, Noon.AddHours(1), null);
        await Catalogue.Agents.AddToken(token);
        Assert.Equal(token, await Catalogue.Agents.FindToken("hash"));

        Assert.True(await Catalogue.Agents.UseToken("hash", "1"));
        Assert.True(await Catalogue.Agents.UseToken("hash", "1"));
        Assert.False(await Catalogue.Agents.UseToken("hash", "2"));
        Assert.False(await Catalogue.Agents.UseToken("other", "1"));
        Assert.Equal("1", (await Catalogue.Agents.FindToken("hash"))!.UsedBy);
    }

    [Fact]
    public async Task AddToken_ForgetsThoseThatHaveExpiredAMonthAgo()
    {
        await Catalogue.Agents.AddToken(new TokenRecord("old", "{}", Noon, Noon.AddHours(1), null));
        await Catalogue.Agents.AddToken(new TokenRecord("new", "{}", Noon.AddDays(32), Noon.AddDays(33), null));

        Assert.Null(await Catalogue.Agents.FindToken("old"));
        Assert.NotNull(await Catalogue.Agents.FindToken("new"));
    }

    [Fact]
    public async Task PutRun_IsFoundByLeaseAndListedNewestFirst()
    {
        await Catalogue.Agents.Put(Agent("1", "altra1"));
        await Catalogue.Agents.PutRun(Run(5, Noon));
        await Catalogue.Agents.PutRun(Run(6, Noon.AddSeconds(1)) with { RetryFile = "a.parquet", Attempt = 2 });
        AgentRunRecord done = Run(5, Noon) with { EndedAt = Noon.AddSeconds(9), Outcome = "failed", Error = "KVM_RUN" };
        await Catalogue.Agents.PutRun(done);

        Assert.Equal(done, await Catalogue.Agents.FindRun("1", "sweep", 5));
        Assert.Null(await Catalogue.Agents.FindRun("1", "other", 5));
        Assert.Equal([6L, 5], (await Catalogue.Agents.Runs("1", 10)).Select(run => run.Lease));
        Assert.Equal([6L], (await Catalogue.Agents.Runs("1", 1)).Select(run => run.Lease));
        Assert.Equal(["1", "1"],
            (await Catalogue.Agents.RunsOf((await Catalogue.Agents.Runs("1", 1))[0].SweepId)).Select(run => run.AgentId));
        Assert.Empty(await Catalogue.Agents.RunsOf("none"));
    }

    protected static AgentRecord Agent(string id, string name) => new()
    {
        Id = id,
        Name = name,
        PublicKey = [1, 2, 3],
        CredentialHash = "hash",
        Labels = "{\"rack\":\"7\"}",
        Machine = "{}",
        RegisteredAt = Noon,
    };

    private static AgentRunRecord Run(long lease, DateTimeOffset at) => new()
    {
        AgentId = "1",
        SweepId = "sweep",
        SweepName = "small",
        Lease = lease,
        Run = 3,
        Attempt = 1,
        Kernel = "6.12",
        StartedAt = at,
        Outcome = "in work",
    };
}
