using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using S2Grid.Protocol;

namespace S2Grid.Silo.Tests.Agents;

/// <summary>An agent in this process, over real gRPC: it says what a machine would say.</summary>
internal sealed class FakeAgent : IDisposable
{
    private readonly ECDsa key;
    private readonly GrpcChannel channel;

    public FakeAgent(Uri gateway, string name = "altra1", ECDsa? key = null, HttpMessageHandler? handler = null)
    {
        this.key = key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Name = name;
        channel = GrpcChannel.ForAddress(gateway, new GrpcChannelOptions
        {
            HttpHandler = handler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
            MaxSendMessageSize = null,
        });
        Calls = new AgentGateway.AgentGatewayClient(channel);
    }

    public string Name { get; }

    public AgentGateway.AgentGatewayClient Calls { get; }

    /// <summary>For calls of messages that no agent would make.</summary>
    public CallInvoker Invoker => channel.CreateCallInvoker();

    public Machine Machine { get; set; } = Arm64();

    public string Instance { get; set; } = "1";

    public string Host { get; set; } = "host1";

    public string AgentId { get; set; } = "";

    public string Credential { get; set; } = "";

    public Metadata Session { get; set; } = [];

    /// <summary>An emulated arm64 machine whose kernel splits eagerly.</summary>
    public static Machine Arm64(string strategy = "") => new()
    {
        AgentVersion = "1.0",
        HostName = "host1",
        Architecture = "arm64",
        CpuModel = "QEMU max",
        Midr = "0x000f0510",
        Cores = 1,
        MemoryBytes = 2L << 30,
        PageBytes = 4096,
        KernelRelease = "6.12.107",
        KernelBuild = "#1 SMP",
        BootId = "boot-1",
        Provenance = "emulated",
        ProvenanceReason = "the device tree says linux,dummy-virt",
        Kvm = new KvmFacts
        {
            Usable = true,
            ApiVersion = 12,
            BlockSizes = 0x40201000,
            ManualProtect = 3,
            DirtyRing = 1 << 20,
            Vcpus = 8,
            Memslots = 500,
            IpaBits = 40
        },
        HugePages = { new HugePages { Bytes = 2 << 20, Total = 40, Free = 40 }, new HugePages { Bytes = 1 << 30, Total = 1, Free = 1 } },
        ThpMode = "madvise",
        KernelStrategy = strategy,
        Counts = true,
    };

    public async Task RegisterAsync(string token)
    {
        RegisterReply reply = await Calls.RegisterAsync(
            new RegisterRequest
            {
                Token = token,
                Name = Name,
                PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()),
                Signature = Sign(Encoding.UTF8.GetBytes(token)),
                Machine = Machine,
            },
            cancellationToken: TestContext.Current.CancellationToken);
        (AgentId, Credential) = (reply.AgentId, reply.Credential);
    }

    public async Task<HelloReply> HelloAsync()
    {
        ChallengeReply challenge = await Calls.ChallengeAsync(
            new ChallengeRequest { AgentId = AgentId }, cancellationToken: TestContext.Current.CancellationToken);
        HelloReply reply = await Calls.HelloAsync(
            new HelloRequest
            {
                AgentId = AgentId,
                Credential = Credential,
                Nonce = challenge.Nonce,
                Signature = Sign(challenge.Nonce.ToByteArray()),
                Instance = Instance,
                Host = Host,
                Machine = Machine,
            },
            cancellationToken: TestContext.Current.CancellationToken);
        Session = new Metadata { { "s2grid-session", reply.Session } };
        return reply;
    }

    public Task<LeaseReply> LeaseAsync() => LeaseUntilAsync(CancellationToken.None);

    /// <summary>Asks for work on a connection that is cut at some time.</summary>
    public async Task<LeaseReply> LeaseUntilAsync(CancellationToken cancellation)
    {
        var request = new LeaseRequest();
        request.HugePages.Add(Machine.HugePages);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, TestContext.Current.CancellationToken);
        return await Calls.LeaseAsync(request, Session, cancellationToken: both.Token);
    }

    /// <summary>Asks until there is something to do.</summary>
    public Task<LeaseReply> LeaseWorkAsync() => LeaseWorkUntilAsync(CancellationToken.None);

    /// <summary>Asks until there is something to do, or the connection is cut.</summary>
    public async Task<LeaseReply> LeaseWorkUntilAsync(CancellationToken cancellation)
    {
        while (true)
        {
            LeaseReply reply = await LeaseUntilAsync(cancellation);
            if (reply.WorkCase != LeaseReply.WorkOneofCase.None)
                return reply;
        }
    }

    public async Task<RenewReply> RenewAsync(Experiment experiment, string progress = "dirty-1") => await Calls.RenewAsync(
        new RenewRequest { SweepId = experiment.SweepId, Lease = experiment.Lease, Progress = progress },
        Session,
        cancellationToken: TestContext.Current.CancellationToken);

    public async Task<ReportReply> ReportAsync(RunReport report) =>
        await Calls.ReportAsync(report, Session, cancellationToken: TestContext.Current.CancellationToken);

    public async Task GoodbyeAsync() => await Calls.GoodbyeAsync(
        new GoodbyeRequest { Reason = "SIGTERM" }, Session, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>The same process, which has turned to another silo.</summary>
    public FakeAgent At(Uri gateway) => new(gateway, Name, ECDsa.Create(key.ExportParameters(includePrivateParameters: true)))
    {
        AgentId = AgentId,
        Credential = Credential,
        Machine = Machine,
        Instance = Instance,
        Host = Host,
        Session = Session,
    };

    /// <summary>A report of a run that succeeded.</summary>
    public RunReport Success(Experiment experiment, long enableNanoseconds = 1_500_000) => new()
    {
        SweepId = experiment.SweepId,
        Lease = experiment.Lease,
        Run = experiment.Run,
        Outcome = RunOutcome.Succeeded,
        Provenance = Machine.Provenance,
        Kernel = $"{Machine.KernelRelease} {Machine.KernelBuild}",
        KernelStrategy = Machine.KernelStrategy,
        AgentVersion = Machine.AgentVersion,
        Samples =
        {
            new Sample
            {
                KernelPageBytes = 4096,
                Steps =
                {
                    new Step { Name = "populate", Scope = "guest", Nanoseconds = 9_000_000, Tables = -1 },
                    new Step { Name = "enable", Scope = "ioctl", Nanoseconds = enableNanoseconds, Tables = 32 },
                    new Step { Name = "dirty-1", Scope = "guest", Nanoseconds = 4_000_000, Tables = 0 },
                    new Step { Name = "get-1", Scope = "ioctl", Nanoseconds = 20_000, DirtyPages = 16384, Tables = 0 },
                    new Step { Name = "disable", Scope = "ioctl", Nanoseconds = 900_000, Tables = 0 },
                },
            },
        },
        SurroundingsBefore = { ["governor"] = "performance" },
    };

    public RunReport Failure(Experiment experiment, string why, RunOutcome outcome = RunOutcome.Failed) => new()
    {
        SweepId = experiment.SweepId,
        Lease = experiment.Lease,
        Run = experiment.Run,
        Outcome = outcome,
        Error = why,
        Provenance = Machine.Provenance,
        Kernel = $"{Machine.KernelRelease} {Machine.KernelBuild}",
    };

    public void Dispose()
    {
        channel.Dispose();
        key.Dispose();
    }

    private ByteString Sign(byte[] data) =>
        ByteString.CopyFrom(key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
}
