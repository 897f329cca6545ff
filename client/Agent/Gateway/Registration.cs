using S2Grid.Agent.Identity;

namespace S2Grid.Agent.Gateway;

/// <summary>Exchanges a one-time token for an identity of this machine's own.</summary>
internal static class Registration
{
    private const int Attempts = 5;

    /// <summary>Registers, at the first silo that answers.</summary>
    /// <exception cref="AgentException">The grid refuses, or no silo answers.</exception>
    internal static async Task<AgentIdentity> RegisterAsync(
        RegistrationRequest request, StateFolder state, SiloChannels channels, Machine machine, AgentLog log,
        CancellationToken cancellation)
    {
        using var key = AgentKey.Open(state);
        var message = new RegisterRequest
        {
            Token = request.Token,
            Name = request.Name,
            PublicKey = ByteString.CopyFrom(key.Public),
            Signature = ByteString.CopyFrom(key.Sign(request.Token)),
            Machine = machine,
            Ephemeral = request.Ephemeral,
        };
        var backOff = new BackOff(GridLink.FirstDelay, GridLink.MaxDelay, Random.Shared);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                RegisterReply reply = await channels.Gateway.RegisterAsync(
                    message, deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: cancellation);
                var identity = new AgentIdentity
                {
                    AgentId = reply.AgentId,
                    Credential = reply.Credential,
                    Name = request.Name,
                    Silos = request.Silos,
                    CertificateAuthority = request.CertificateAuthority,
                    Ephemeral = request.Ephemeral,
                };
                identity.Write(state);
                log.Say($"Registered as {request.Name} ({reply.AgentId}); the identity is in {state.Path}.");
                return identity;
            }
            catch (RpcException exception) when (IsUncertain(exception.StatusCode) && !channels.IsDistrusted && attempt < Attempts)
            {
                log.Say($"Not registered yet: {channels.Explain(exception)} Trying again.");
                channels.Next();
                await Task.Delay(backOff.Next(), cancellation);
            }
            catch (RpcException exception)
            {
                throw new AgentException($"Not registered: {channels.Explain(exception)}");
            }
        }
    }

    private static bool IsUncertain(StatusCode code) =>
        code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown;
}
