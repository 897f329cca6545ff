using System.Text;
using Google.Protobuf;
using Grpc.Core;
using S2Grid.Common;
using S2Grid.Contracts.Agents;
using S2Grid.Contracts.Leases;
using S2Grid.Grains;
using S2Grid.Grains.Agents;
using S2Grid.Grains.Sweeps;
using S2Grid.Protocol;
using Messages = S2Grid.Protocol;

namespace S2Grid.Server.Agents;

/// <summary>What agents call. Any silo answers for any agent: what is known of it is the agent's grain's.</summary>
internal sealed class AgentGatewayService(IGrainFactory grains, SweepPlans plans, GridSettings settings) : AgentGateway.AgentGatewayBase
{
    /// <summary>The key of the session's id in a call's metadata.</summary>
    private const string SessionKey = "s2grid-session";

    private const int IdLength = 16;

    /// <inheritdoc/>
    public override async Task<RegisterReply> Register(RegisterRequest request, ServerCallContext context)
    {
        byte[] key = request.PublicKey.ToByteArray();
        if (!AgentSecrets.Verify(key, Encoding.UTF8.GetBytes(request.Token), request.Signature.ToByteArray()))
            throw new RefusedException(RefusalKind.Unknown, "The signature of the registration token was not made with the agent's key, which is to be ECDSA on P-256.");
        AgentCredential credential = await grains.GetGrain<IAgentDirectoryGrain>(IAgentDirectoryGrain.Key).Register(
            new AgentRegistration(request.Token, request.Name, key, request.Ephemeral, MachineMessages.Read(request.Machine)));
        return new RegisterReply { AgentId = credential.AgentId, Credential = credential.Secret };
    }

    /// <inheritdoc/>
    public override async Task<ChallengeReply> Challenge(ChallengeRequest request, ServerCallContext context) =>
        new() { Nonce = ByteString.CopyFrom(await Agent(request.AgentId).Challenge()) };

    /// <inheritdoc/>
    public override async Task<HelloReply> Hello(HelloRequest request, ServerCallContext context)
    {
        AgentSession session = await Agent(request.AgentId).Hello(new AgentHello(
            request.Credential,
            request.Nonce.ToByteArray(),
            request.Signature.ToByteArray(),
            MachineMessages.Clip(request.Instance),
            MachineMessages.Clip(request.Host),
            MachineMessages.Read(request.Machine)));
        return new HelloReply
        {
            Session = session.Id,
            Health = MachineMessages.Write(session.Health),
            Reason = session.Reason,
            Settings = new Messages.Settings
            {
                LeaseSeconds = (int)session.LeaseDuration.TotalSeconds,
                RenewSeconds = (int)session.RenewInterval.TotalSeconds,
                PatienceSeconds = (int)session.Patience.TotalSeconds,
                LargestReport = AgentEndpoint.LargestMessage,
            },
        };
    }

    /// <inheritdoc/>
    public override async Task<LeaseReply> Lease(LeaseRequest request, ServerCallContext context)
    {
        (IAgentGrain agent, string session) = Caller(context);
        try
        {
            AgentWorkReply answer = await agent.Lease(session, MachineMessages.Read(request.HugePages), settings.AgentPatience, context.CancellationToken);
            var reply = new LeaseReply { Health = MachineMessages.Write(answer.Health), Reason = answer.Reason };
            if (answer.Work is { Variant: { } variant })
                reply.SwitchKernel = new SwitchKernel { Variant = variant };
            else if (answer.Work is { Lease: { } lease } work)
                reply.Experiment = ExperimentMessages.Write(lease, work.SweepName, (await plans.Of(lease.SweepId)).Plan[lease.First]);
            return reply;
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
        try
        {
            ReportAnswer answer = await agent.Report(session, ReportMessages.Read(request));
            return new ReportReply { Stored = answer.IsStored, Reason = answer.Reason };
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.Wrong)
        {
            await agent.RejectReport(session, request.SweepId, request.Lease, refused.Message);
            throw;
        }
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
        : throw new RefusedException(RefusalKind.Unknown, "An agent's id has 16 hexadecimal digits. Register with a token ('s2grid agents token create').");

    /// <summary>The agent whose session a call shows; its id begins with the agent's.</summary>
    private (IAgentGrain Agent, string Session) Caller(ServerCallContext context)
    {
        string session = context.RequestHeaders.GetValue(SessionKey) ?? "";
        return session.Split('.') is [{ Length: IdLength } id, _]
            ? (Agent(id), session)
            : throw new RefusedException(RefusalKind.NoSession, "The call shows no session; say hello first.");
    }
}
