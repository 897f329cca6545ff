using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Sweeps;
using S2Grid.Protocol;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Agents;
using S2Grid.Storage;

namespace S2Grid.Fuzz.Tests.Targets;

/// <summary>
/// A call to a silo's agent port: a byte for the method, for whose session it shows and whether it is of a run that the agent was given,
/// then the message. The caller is an agent that has registered and said hello, and there are sweeps for it to measure.
/// </summary>
internal sealed class AgentPortTarget : FuzzTarget, IDisposable
{
    private const int OfTheAgent = 2;
    private const int OfARun = 3;
    private const int ConfigurationsInSweep = 50;

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    private static readonly Method<byte[], byte[]>[] Methods =
    [
        .. AgentGateway.Descriptor.Methods.Select(method =>
            new Method<byte[], byte[]>(MethodType.Unary, AgentGateway.Descriptor.FullName, method.Name, Bytes, Bytes)),
    ];

    /// <summary>What agents are told that ask for what is not theirs; all else would be a fault of the silo's.</summary>
    private static readonly StatusCode[] Refusals =
    [
        StatusCode.InvalidArgument, StatusCode.PermissionDenied, StatusCode.Unauthenticated, StatusCode.AlreadyExists,
        StatusCode.NotFound, StatusCode.ResourceExhausted,
    ];

    /// <summary>Waits for work where there is none.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-fuzz-agents-");
    private readonly SiloServer silo;
    private readonly FakeAgent agent;
    private int sweeps;
    private int leases;

    public AgentPortTarget()
        : base("agent-port", 300)
    {
        (silo, agent) = StartAsync().GetAwaiter().GetResult();
        Corpus =
        [
            Message("Register", new RegisterRequest { Token = "s2r_x", Name = "altra2", PublicKey = ByteString.CopyFromUtf8("key"),
                Signature = ByteString.CopyFromUtf8("signature"), Machine = FakeAgent.Arm64("rfc") }),
            Message("Challenge", new ChallengeRequest { AgentId = agent.AgentId }),
            Message("Hello", new HelloRequest { AgentId = agent.AgentId, Credential = agent.Credential, Instance = "2", Host = "host2",
                Nonce = ByteString.CopyFromUtf8("0123456789abcdef"), Signature = ByteString.CopyFromUtf8("x"), Machine = agent.Machine }),
            Message("Lease", new LeaseRequest()),
            Message("Renew", new RenewRequest { SweepId = "0123456789ab", Lease = 1, Progress = "half" }),
            Message("Report", new RunReport { SweepId = "0123456789ab", Lease = 1 }),
            Message("Goodbye", new GoodbyeRequest { Reason = "so" }),
            Message("Renew", new RenewRequest { Progress = "half" }, OfARun),
            Message("Report", Report(), OfARun),
            Message("Report", agent.Failure(new Experiment(), "the disk is full"), OfARun),
            Message("Report", agent.Failure(new Experiment(), "too many vCPUs", RunOutcome.Refused), OfARun),
        ];
    }

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
            return;
        Method<byte[], byte[]> method = Methods[input[0] % Methods.Length];
        int whose = input[0] / Methods.Length % (OfARun + 1);
        byte[] message = input[1..];
        if (whose == OfARun && await OfARunAsync(method.Name) is { } run)
            message = [.. message, .. run.ToByteArray()];
        Metadata session = whose switch
        {
            0 => [],
            1 => new() { { "s2grid-session", "x.y" } },
            _ => agent.Session,
        };
        TimeSpan time = method.Name == nameof(AgentGateway.AgentGatewayClient.Lease) ? LeaseTime : CallTime;
        try
        {
            using AsyncUnaryCall<byte[]> call = agent.Invoker.AsyncUnaryCall(
                method, null, new CallOptions(session, DateTime.UtcNow + time), message);
            await call;
        }
        catch (RpcException e)
        {
            bool isWait = e.StatusCode == StatusCode.DeadlineExceeded && time == LeaseTime;
            bool isUnreadable = e.Status.Detail.StartsWith("The message cannot be read", StringComparison.Ordinal);
            Require(isWait || isUnreadable || Refusals.Contains(e.StatusCode), $"a refusal of {method.Name}, and not {e.Status}");
            RequireReadable(e.Status.Detail.Length > 0 ? e.Status.Detail : e.StatusCode.ToString());
        }

        // What it leaves, or says of itself, is over with it.
        if (method.Name is nameof(AgentGateway.AgentGatewayClient.Goodbye) or nameof(AgentGateway.AgentGatewayClient.Hello))
            await agent.HelloAsync();
    }

    public void Dispose()
    {
        agent.Dispose();
        silo.DisposeAsync().AsTask().Wait();
        folder.Delete(recursive: true);
    }

    private static byte[] Message(string method, IMessage message, int whose = OfTheAgent)
    {
        int at = Array.FindIndex(Methods, one => one.Name == method);
        return [(byte)(at + (whose * Methods.Length)), .. message.ToByteArray()];
    }

    /// <summary>A report of a run that succeeded, with all that one can have.</summary>
    private RunReport Report()
    {
        RunReport report = agent.Success(new Experiment());
        report.Samples.Insert(0, new Sample { WarmUp = true, ThpBytes = -1, KernelPageBytes = -1 });
        Step step = report.Samples[^1].Steps[0];
        step.Calls.Add([1, 2, 3]);
        step.Stats["vcpu.exits"] = 16400;
        report.Counted = new CountedSample { Steps = { new CountedStep { Name = "enable", Hits = { ["stage2_split_walker"] = 32 } } } };
        report.SurroundingsAfter["mode_manual_protect"] = "capability 3, set to 1";
        report.Disturbed.Add("The CPUs were throttled 2 times.");
        return report;
    }

    /// <summary>The end of a message that makes it one about a run which the agent has: what comes last counts. Null where a method's
    /// messages are about none.</summary>
    private async Task<IMessage?> OfARunAsync(string method) => method switch
    {
        nameof(AgentGateway.AgentGatewayClient.Renew) =>
            await LeaseAsync() is var run ? new RenewRequest { SweepId = run.SweepId, Lease = run.Lease } : null,
        nameof(AgentGateway.AgentGatewayClient.Report) =>
            await LeaseAsync() is var run ? new RunReport { SweepId = run.SweepId, Lease = run.Lease, Run = run.Run } : null,
        _ => null,
    };

    private async Task<Experiment> LeaseAsync()
    {
        // Soon enough that it hardly ever waits for a run; a configuration that it has refused it never gets again.
        if (++leases % ConfigurationsInSweep == 0)
            await StartSweepAsync(silo);
        while (true)
        {
            // Reports that make no sense get it quarantined.
            await silo.Grains.GetGrain<IAgentGrain>(agent.AgentId).Resume();
            if ((await agent.LeaseAsync()).Experiment is { } run)
                return run;
            await StartSweepAsync(silo);
        }
    }

    private Task<SweepStart> StartSweepAsync(SiloServer server) =>
        server.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).Start(new SweepRequest(
            $"measured-{++sweeps}", "{backend: kvm, axes: {memory: 64M, chunk: 0, base-offset: 0..196K step 4K}, repeats: 4}",
            "measured.yaml", [], null, SweepPolicy.Default));

    private async Task<(SiloServer Silo, FakeAgent Agent)> StartAsync()
    {
        var data = new DataDirectory(folder.FullName);
        SiloServer server = await SiloServer.StartAsync(
            new SiloConfiguration { Data = data, Segments = data, Slots = 0 }, TimeProvider.System, logging => logging.ClearProviders(),
            CancellationToken.None);
        await StartSweepAsync(server);
        RegistrationToken token = await server.Grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key)
            .CreateToken(new Dictionary<string, string>(), TimeSpan.FromHours(24));
        var registered = new FakeAgent(server.Agents);
        await registered.RegisterAsync(token.Secret);
        await registered.HelloAsync();
        return (server, registered);
    }
}
