using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Experiments.Specification;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Storage;
using S2Grid.Storage.Reading;
using S2Grid.Storage.Segments;
using S2Grid.Storage.Sqlite;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>A silo on loopback without slots, for agents to connect to.</summary>
internal sealed class AgentSilo : IAsyncDisposable
{
    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("s2grid-agents-");

    private AgentSilo()
    {
    }

    public ShiftedClock Clock { get; } = new();

    public LogRecorder Log { get; } = new();

    public SiloServer Server { get; private set; } = null!;

    public IAgentDirectoryGrain Directory => Server.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key);

    public ISweepDirectoryGrain Sweeps => Server.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key);

    public static async Task<AgentSilo> StartAsync()
    {
        var silo = new AgentSilo();
        await silo.LaunchAsync();
        return silo;
    }

    /// <summary>Ends the silo and starts another one on the same data.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await LaunchAsync();
    }

    public async Task<string> TokenAsync(TimeSpan? life = null) =>
        (await Directory.CreateToken(new Dictionary<string, string> { ["rack"] = "7" }, life ?? TimeSpan.FromHours(1))).Secret;

    /// <summary>An agent that has registered and said hello.</summary>
    public async Task<FakeAgent> AgentAsync(string name = "altra1", S2Grid.Protocol.Machine? machine = null)
    {
        var agent = new FakeAgent(Server.Agents, name);
        agent.Machine = machine ?? agent.Machine;
        await agent.RegisterAsync(await TokenAsync());
        await agent.HelloAsync();
        return agent;
    }

    /// <summary>Starts a sweep of small VMs.</summary>
    public async Task<SweepStart> RunAsync(string name, string axes, int repeats = 1) => await Sweeps.Start(new SweepRequest(
        name, $"backend: kvm\naxes: {axes}\nrepeats: {repeats}\nkvm: {{warm-ups: 0}}\n", name + ".yaml", [], null, SweepPolicy.Default));

    public Task<SweepStatus> StatusAsync(string name) => Sweeps.Find(name);

    public async Task UntilDoneAsync(string name)
    {
        SweepStatus? status = null;
        await Poll.UntilAsync(
            async () => (status = await StatusAsync(name)).Progress.State.IsAtRest(),
            () => $"{name} is {status?.Progress.State}, {status?.Progress.DoneRuns} of {status?.Progress.TotalRuns} done: "
                + $"{status?.Progress.Fault}");
    }

    /// <summary>The errors of a sweep's failed runs.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(string name)
    {
        SweepStatus sweep = await StatusAsync(name);
        var folders = new DataDirectory(Path.Combine(folder.FullName, "data"));
        await using SqliteCatalogue catalogue = SqliteCatalogue.Open(folders);
        await using var segments = new SegmentDirectory(folders);
        SweepRequest request = await Server.Grains.GetGrain<ISweepGrain>(sweep.Id).GetRequest();
        SweepPlan plan = SweepSpecification.Parse(request.SpecificationText, request.FileName).Specification!.Plan;
        using SegmentReader reader =
            await SegmentReader.OpenAsync(catalogue, segments, sweep.Id, plan, TestContext.Current.CancellationToken);
        return [.. reader.Query("state = 'failed'", [SegmentColumns.Error]).Rows.Select(row => (string)row[0]!)];
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Log.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task LaunchAsync()
    {
        var data = new DataDirectory(Path.Combine(folder.FullName, "data"));
        var configuration = new SiloConfiguration { Data = data, Segments = data, Slots = 1, AgentPatience = TimeSpan.FromSeconds(1) };
        Server =
            await SiloServer.StartAsync(configuration, Clock, logging => logging.AddProvider(Log), TestContext.Current.CancellationToken);
    }
}
