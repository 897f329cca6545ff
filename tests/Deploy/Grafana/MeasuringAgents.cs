using System.Diagnostics;
using System.Reflection;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Experiments.Planning;
using S2Grid.Protocol;
using S2Grid.Server;
using S2Grid.Silo.Tests.Agents;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Grafana;

/// <summary>
/// Agents in all states that there are, over gRPC: one says that it is hardware, others that they are emulated, and <c>s2grid-agent
/// replay</c>
/// plays back what the first one has reported.
/// </summary>
internal sealed class MeasuringAgents(SiloServer silo, ShiftedClock clock, string folder) : IAsyncDisposable
{
    /// <summary>The agent on hardware; in the end it is offline.</summary>
    public const string Hardware = "altra-1";

    /// <summary>The agent that plays back what <see cref="Hardware"/> has reported; in the end it is idle.</summary>
    public const string Replaying = "recorded-1";

    /// <summary>A sweep whose one run its agent is busy with as long as this is there.</summary>
    public const string Unending = "unending";

    /// <summary>A sweep whose three runs fail.</summary>
    public const string Failing = "failing";

    private static readonly string Agent = typeof(MeasuringAgents).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AgentPath").Value!;

    private const string Axes = "axes: {memory: 64M, backing: 4k, scenario: enable, chunk: 2M";

    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<FakeAgent> agents = [];
    private readonly List<Task> tasks = [];
    private FakeAgent hardware = null!;
    private FakeAgent emulated = null!;

    private IAgentDirectoryGrain Directory => silo.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key);

    /// <summary>Makes an agent that is quarantined, one that loses a lease, another that is busy from then on with its run, one on hardware
    /// and an emulated one.</summary>
    public async Task StartAsync()
    {
        FakeAgent failing = await JoinAsync("failing-1", "emulated");
        await StartAsync(Failing, $"{Axes}}}\nrepeats: 3\n");
        for (int run = 0; run < 3; run++)
            await failing.ReportAsync(failing.Failure((await failing.LeaseWorkAsync()).Experiment, "the guest did not boot"));

        FakeAgent silent = await JoinAsync("silent-1", "emulated");
        FakeAgent busy = await JoinAsync("busy-1", "emulated");
        await StartAsync(Unending, $"{Axes}}}\n");
        await silent.LeaseWorkAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        tasks.Add(KeepAsync(busy, (await busy.LeaseWorkAsync()).Experiment));

        hardware = await JoinAsync(Hardware, "hardware");
        emulated = await JoinAsync("qemu-1", "emulated");
    }

    /// <summary>Has each measure a sweep, and the hardware's runs of one kernel played back.</summary>
    /// <param name="round">Names the sweeps.</param>
    /// <param name="strategy">The kernel whose runs are played back.</param>
    /// <param name="isLast">Whether the agent that plays back then stays.</param>
    public async Task MeasureAsync(string round, string strategy, bool isLast)
    {
        await MeasureAsync(hardware, $"{Hardware}-{round}");
        await MeasureAsync(emulated, $"qemu-{round}");
        string recording = Path.Combine(folder, $"{round}.json");
        await File.WriteAllTextAsync(
            recording, await DoAsync("results", $"{Hardware}-{round}", "--where", $"kernel_strategy = '{strategy}'", "--format", "json"),
            stop.Token);
        string name = $"{Replaying}-{round}";
        await StartAsync(name,
            $"{Axes}, strategy: {strategy}}}\nbaseline: {{strategy: {strategy}}}\nrepeats: 2\ncost-models: arm64-priors\n");
        string token = (await Directory.CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(1))).Secret;
        Task<string> replay = RunAsync(
            Agent, ["replay", recording, "--silo", silo.Agents.ToString(), "--token", token, "--name", Replaying,
                .. isLast ? Array.Empty<string>() : ["--max-runs", "2"]]);
        SweepStatus? sweep = null;
        await Poll.UntilAsync(
            async () =>
                (sweep = await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Find(name)).Progress.State.IsAtRest()
                    || replay.IsFaulted,
            () => $"{name} is {sweep?.Progress.State}");
        if (isLast && !replay.IsFaulted)
            tasks.Add(replay);
        else
            await replay;
    }

    /// <summary>
    /// Lets all be silent for a while but those that are at work or wait for it, and drains one. An agent is offline after half a minute; a
    /// lease that is renewed late, on a busy machine, still has some of its minute.
    /// </summary>
    public async Task LeaveAsync()
    {
        await silo.Grains.GetGrain<IAgentGrain>(emulated.AgentId).Drain("a new kernel");
        clock.Advance(TimeSpan.FromSeconds(35));
        await Directory.List();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        agents.ForEach(agent => agent.Dispose());
        stop.Dispose();
    }

    private static async Task MeasureOnAsync(FakeAgent agent, int runs)
    {
        for (int done = 0; done < runs;)
        {
            LeaseReply lease = await agent.LeaseWorkAsync();
            if (lease.WorkCase == LeaseReply.WorkOneofCase.SwitchKernel)
            {
                Boot(agent.Machine, lease.SwitchKernel.Variant);
                await agent.HelloAsync();
                continue;
            }

            // About what arm64-priors predicts, and every other time four times as much, which it does not.
            long usual = agent.Machine.KernelStrategy == "rfc" ? 300_000 : 390_000;
            Assert.True((await agent.ReportAsync(agent.Success(lease.Experiment, done % 2 == 0 ? usual : 4 * usual))).Stored);
            done++;
        }
    }

    private static void Boot(Machine machine, string strategy)
    {
        machine.KernelStrategy = strategy;
        machine.KernelBuild = $"#1 SMP {strategy}";
        machine.BootId += "+";
    }

    private async Task MeasureAsync(FakeAgent agent, string name)
    {
        await StartAsync(name, $"{Axes}, strategy: [baseline, rfc]}}\nrepeats: 2\ncost-models: arm64-priors\n");
        await MeasureOnAsync(agent, 4);
    }

    private async Task KeepAsync(FakeAgent agent, Experiment experiment)
    {
        for (; !stop.IsCancellationRequested; await Task.Delay(TimeSpan.FromSeconds(2), stop.Token))
            await agent.RenewAsync(experiment);
    }

    private async Task<FakeAgent> JoinAsync(string name, string provenance)
    {
        var agent = new FakeAgent(silo.Agents, name);
        agents.Add(agent);
        agent.Machine.Provenance = provenance;
        agent.Machine.KernelVariants.Add(["baseline", "rfc"]);
        Boot(agent.Machine, "baseline");
        await agent.RegisterAsync((await Directory.CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(1))).Secret);
        await agent.HelloAsync();
        return agent;
    }

    private async Task StartAsync(string name, string yaml) => await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key)
        .Start(new SweepRequest(name, $"backend: kvm\nkvm: {{warm-ups: 0}}\n{yaml}", name + ".yaml", [], null, SweepPolicy.Default));

    /// <summary>Does what a person would do with the command line, as a process of its own: a client shares its metrics with a silo of its
    /// process.</summary>
    /// <returns>What it has written.</returns>
    private Task<string> DoAsync(params string[] arguments) =>
        RunAsync(BuiltPrograms.S2Grid, [.. arguments, "--cluster", silo.Gateway.ToString()]);

    private async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in (string[])["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "S2GRID_DATA"])
            start.Environment[name] = Path.Combine(folder, "cli");
        using Process process = Process.Start(start)!;
        await using CancellationTokenRegistration ending =
            stop.Token.Register(() => ProcessSignals.Send(process.Id, ProcessSignals.Terminate));
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0 || stop.IsCancellationRequested
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
    }
}
