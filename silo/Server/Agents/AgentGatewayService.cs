using System.Text;
using Google.Protobuf;
using Grpc.Core;
using S2Grid.Grains.Agents;
using S2Grid.Protocol;

namespace S2Grid.Server.Agents;

/// <summary>What agents call. Any silo answers for any agent: what is known of it is the agent's grain's.</summary>
internal sealed class AgentGatewayService(IGrainFactory grains, GridSettings settings) : AgentGateway.AgentGatewayBase
{
    /// <summary>The key of the session's id in a call's metadata.</summary>
    private const string SessionKey = "s2grid-session";

    private const int IdLength = 16;

    /// <inheritdoc/>
    public override async Task<RegisterReply> Register(RegisterRequest request, ServerCallContext context)
    {
        if (!AgentSecrets.Verify(request.PublicKey.ToByteArray(), Encoding.UTF8.GetBytes(request.Token), request.Signature.ToByteArray()))
        {
            throw new RefusedException(RefusalKind.Unknown,
                "The signature of the registration token was not made with the agent's key, which is to be ECDSA on P-256.");
        }

        request.Machine = MachineMessages.Sanitize(request.Machine);
        return await grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).Register(request);
    }

    /// <inheritdoc/>
    public override async Task<ChallengeReply> Challenge(ChallengeRequest request, ServerCallContext context) =>
        new() { Nonce = ByteString.CopyFrom(await Agent(request.AgentId).Challenge()) };

    /// <inheritdoc/>
    public override async Task<HelloReply> Hello(HelloRequest request, ServerCallContext context)
    {
        (request.Instance, request.Host) = (MachineMessages.Clip(request.Instance), MachineMessages.Clip(request.Host));
        request.Machine = MachineMessages.Sanitize(request.Machine);
        HelloReply reply = await Agent(request.AgentId).Hello(request);
        reply.Settings.LargestReport = AgentEndpoint.MaxMessageBytes;
        return reply;
    }

    /// <inheritdoc/>
    public override async Task<LeaseReply> Lease(LeaseRequest request, ServerCallContext context)
    {
        (IAgentGrain agent, string session) = Caller(context);
        try
        {
            return await agent.Lease(session, MachineMessages.Sanitize(request), settings.AgentPatience, context.CancellationToken);
        }
        finally
        {
            if (context.CancellationToken.IsCancellationRequested)
                await agent.Lost(session);
        }
    }

    /// <inheritdoc/>
    public override async Task<RenewReply> Renew(RenewRequest request, ServerCallContext context)
    {
        (IAgentGrain agent, string session) = Caller(context);
        LeaseStatus answer = await agent.Renew(session, request.SweepId, request.Lease, MachineMessages.Clip(request.Progress));
        return new RenewReply
        {
            Fate = answer switch
            {
                LeaseStatus.Renewed => LeaseFate.GoOn,
                LeaseStatus.Stop => LeaseFate.Stop,
                _ => LeaseFate.Lost,
            },
        };
    }

    /// <inheritdoc/>
    public override async Task<ReportReply> Report(RunReport request, ServerCallContext context)
    {
        (IAgentGrain agent, string session) = Caller(context);
        return await agent.Report(session, request);
    }

    /// <inheritdoc/>
    public override async Task<GoodbyeReply> Goodbye(GoodbyeRequest request, ServerCallContext context)
    {
        (IAgentGrain agent, string session) = Caller(context);
        await agent.Goodbye(session, MachineMessages.Clip(request.Reason));
        return new GoodbyeReply();
    }

    private IAgentGrain Agent(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower)
        ? grains.GetGrain<IAgentGrain>(id)
        : throw new RefusedException(RefusalKind.Unknown,
            "An agent's id has 16 hexadecimal digits. Register with a token ('s2grid agents token create').");

    /// <summary>The agent whose session a call shows; its id begins with the agent's.</summary>
    private (IAgentGrain Agent, string Session) Caller(ServerCallContext context)
    {
        string session = context.RequestHeaders.GetValue(SessionKey) ?? "";
        return session.Split('.') is [{ Length: IdLength } id, _]
            ? (Agent(id), session)
            : throw new RefusedException(RefusalKind.NoSession, "The call shows no session; say hello first.");
    }
}
