using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using S2Grid.Agents.Protocol;

namespace S2Grid.Cli.Agents.Replay;

/// <summary>An agent without a machine: it answers with recorded runs, of provenance replayed.</summary>
internal sealed class ReplayAgent : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly GrpcChannel channel;
    private readonly AgentGateway.AgentGatewayClient calls;
    private readonly Recording recording;
    private readonly string name;
    private Metadata session = [];

    /// <summary>Makes an agent; it is known to nobody yet.</summary>
    /// <param name="gateway">Where agents connect.</param>
    /// <param name="authority">The certificate of the authority that silos' certificates are to be of; null for those that the system trusts.</param>
    /// <param name="name">Its name.</param>
    /// <param name="recording">What it plays back.</param>
    /// <exception cref="UsageException">The authority's certificate cannot be read.</exception>
    public ReplayAgent(Uri gateway, string? authority, string name, Recording recording)
    {
        this.name = name;
        this.recording = recording;
        channel = GrpcChannel.ForAddress(gateway, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = PolicyOf(authority) } },
            DisposeHttpClient = true,
        });
        calls = new AgentGateway.AgentGatewayClient(channel);
    }

    /// <summary>Registers as an ephemeral agent, and says hello.</summary>
    public async Task JoinAsync(string token, CancellationToken cancellation)
    {
        RegisterReply registered = await calls.RegisterAsync(
            new RegisterRequest
            {
                Token = token,
                Name = name,
                PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()),
                Signature = Sign(Encoding.UTF8.GetBytes(token)),
                Machine = recording.Machine,
                Ephemeral = true,
            },
            cancellationToken: cancellation);
        ChallengeReply challenge = await calls.ChallengeAsync(new ChallengeRequest { AgentId = registered.AgentId }, cancellationToken: cancellation);
        HelloReply hello = await calls.HelloAsync(
            new HelloRequest
            {
                AgentId = registered.AgentId,
                Credential = registered.Credential,
                Nonce = challenge.Nonce,
                Signature = Sign(challenge.Nonce.ToByteArray()),
                Instance = Guid.NewGuid().ToString("N"),
                Host = Environment.MachineName,
                Machine = recording.Machine,
            },
            cancellationToken: cancellation);
        session = new Metadata { { "s2grid-session", hello.Session } };
    }

    /// <summary>Plays back up to <paramref name="most"/> runs, or until it is interrupted.</summary>
    /// <returns>How many runs were played back, and how many the recording does not have.</returns>
    public async Task<(int Played, int Missing)> RunAsync(int most, CancellationToken cancellation)
    {
        (int played, int missing) = (0, 0);
        var request = new LeaseRequest();
        request.HugePages.Add(recording.Machine.HugePages);
        while (played < most && !cancellation.IsCancellationRequested)
        {
            LeaseReply reply;
            try
            {
                reply = await calls.LeaseAsync(request, session, cancellationToken: cancellation);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                break;
            }

            if (reply.WorkCase != LeaseReply.WorkOneofCase.Experiment)
            {
                continue;
            }

            RunReport? report = recording.Find(reply.Experiment);
            await calls.ReportAsync(report ?? Refusal(reply.Experiment), session, cancellationToken: CancellationToken.None);
            (played, missing) = report is null ? (played, missing + 1) : (played + 1, missing);
        }

        return (played, missing);
    }

    /// <summary>Leaves; the agent is forgotten.</summary>
    public async Task LeaveAsync() => await calls.GoodbyeAsync(new GoodbyeRequest { Reason = "the recording is played back" }, session);

    /// <inheritdoc/>
    public void Dispose()
    {
        channel.Dispose();
        key.Dispose();
    }

    private static X509ChainPolicy? PolicyOf(string? authority)
    {
        if (authority is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(authority);
            return policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"the authority's certificate {authority} cannot be read: {e.Message}", e);
        }
    }

    private RunReport Refusal(Experiment experiment) => new()
    {
        SweepId = experiment.SweepId,
        Lease = experiment.Lease,
        Run = experiment.Run,
        Outcome = RunOutcome.Refused,
        Error = "the recording has no such run",
        Provenance = recording.Machine.Provenance,
    };

    private ByteString Sign(byte[] data) =>
        ByteString.CopyFrom(key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
}
