using S2Grid.Agent.Identity;

namespace S2Grid.Agent.Gateway;

/// <summary>
/// The agent's session with its grid. A call is made again until a silo answers it: with a new session where the old one has ended, at the
/// next silo where one is gone, for ever.
/// </summary>
internal sealed class GridLink : IDisposable
{
    private const string SessionKey = "s2grid-session";

    // The server waits this long for nothing but a lease.
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(30);

    private readonly SiloChannels channels;
    private readonly AgentIdentity identity;
    private readonly AgentKey key;
    private readonly Func<Machine> machine;
    private readonly AgentLog log;
    private readonly TimeProvider clock;
    /// <summary>The longest wait after the first failure to reach a silo.</summary>
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after many.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(60);

    private readonly BackOff backOff;
    private readonly SemaphoreSlim connecting = new(1);
    private readonly string instance = Guid.NewGuid().ToString("N");
    private HelloReply? session;

    internal GridLink(
        SiloChannels channels, AgentIdentity identity, AgentKey key, Func<Machine> machine, AgentLog log, TimeProvider clock, Random random)
    {
        (this.channels, this.identity, this.key, this.machine, this.log, this.clock) = (channels, identity, key, machine, log, clock);
        backOff = new BackOff(FirstDelay, MaxDelay, random);
    }

    /// <summary>What the server has set for agents; known once a call has been answered.</summary>
    internal Settings Settings { get; private set; } = new();

    /// <summary>Makes a call until it is answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="patience">How long the server may take.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <exception cref="RpcException">The silo refuses what was said: another attempt would be refused too.</exception>
    internal async Task<T> CallAsync<T>(
        Func<AgentGateway.AgentGatewayClient, CallOptions, AsyncUnaryCall<T>> call, TimeSpan patience, CancellationToken cancellation)
    {
        while (true)
        {
            HelloReply current = await ConnectAsync(cancellation);
            try
            {
                T reply = await call(channels.Gateway, Options(current, CallTime + patience, cancellation));
                backOff.Reset();
                return reply;
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unauthenticated)
            {
                Forget(current);
            }
            catch (RpcException exception) when (IsFinal(exception.StatusCode))
            {
                throw;
            }
            catch (RpcException exception)
            {
                await RetreatAsync(current, exception, cancellation);
            }
        }
    }

    /// <summary>Says goodbye, if somebody listens.</summary>
    internal async Task GoodbyeAsync(string reason)
    {
        if (session is not { } current)
        {
            log.Say("Stopped without a goodbye, because no silo is connected. What was leased is free again once its lease has run out.");
            return;
        }

        try
        {
            await channels.Gateway.GoodbyeAsync(
                new GoodbyeRequest { Reason = reason }, Options(current, TimeSpan.FromSeconds(5), CancellationToken.None));
            log.Say($"Said goodbye: {reason}.");
        }
        catch (RpcException exception)
        {
            log.Say($"Could not tell the grid that this agent is leaving: {channels.Explain(exception)} What was leased is free again "
                + $"once its lease has run out.");
        }

        session = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connecting.Dispose();
        channels.Dispose();
    }

    private static bool IsFinal(StatusCode code) =>
        code is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.ResourceExhausted or StatusCode.FailedPrecondition;

    private async Task<HelloReply> ConnectAsync(CancellationToken cancellation)
    {
        await connecting.WaitAsync(cancellation);
        try
        {
            while (session is null)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    session = await HelloAsync(cancellation);
                }
                catch (RpcException exception) when (identity.Ephemeral && exception.StatusCode == StatusCode.PermissionDenied)
                {
                    // The grid has forgotten it, and its credential is good for nothing else.
                    throw new AgentException($"Not connected: {channels.Explain(exception)}");
                }
                catch (RpcException exception) when (!cancellation.IsCancellationRequested)
                {
                    log.Say($"Not connected: {channels.Explain(exception)} Trying again until it works.");
                    channels.Next();
                    await Task.Delay(backOff.Next(), clock, cancellation);
                }
                catch (RpcException)
                {
                    throw new OperationCanceledException(cancellation);
                }
            }

            return session;
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task<HelloReply> HelloAsync(CancellationToken cancellation)
    {
        AgentGateway.AgentGatewayClient gateway = channels.Gateway;
        CallOptions options = new(deadline: DateTime.UtcNow + CallTime, cancellationToken: cancellation);
        ChallengeReply challenge = await gateway.ChallengeAsync(new ChallengeRequest { AgentId = identity.AgentId }, options);
        Machine here = machine();
        HelloReply reply = await gateway.HelloAsync(
            new HelloRequest
            {
                AgentId = identity.AgentId,
                Credential = identity.Credential,
                Nonce = challenge.Nonce,
                Signature = ByteString.CopyFrom(key.Sign(challenge.Nonce.Span)),
                Instance = instance,
                Host = here.HostName,
                Machine = here,
            },
            options);
        Settings = reply.Settings ?? new Settings();
        log.Say($"Connected to {channels.Silo} as {identity.Name} ({identity.AgentId}), "
            + $"{AgentHealthNames.Of(reply.Health, reply.Reason)}.");
        return reply;
    }

    private async Task RetreatAsync(HelloReply current, RpcException exception, CancellationToken cancellation)
    {
        await connecting.WaitAsync(cancellation);
        try
        {
            if (session == current)
            {
                session = null;
                log.Say($"Connection lost: {channels.Explain(exception)} Trying again until it works.");
                channels.Next();
            }

            await Task.Delay(backOff.Next(), clock, cancellation);
        }
        finally
        {
            connecting.Release();
        }
    }

    private void Forget(HelloReply current) => Interlocked.CompareExchange(ref session, null, current);

    // Deadlines are the transport's own: it counts them by the system's clock.
    private static CallOptions Options(HelloReply current, TimeSpan time, CancellationToken cancellation) =>
        new(new Metadata { { SessionKey, current.Session } }, DateTime.UtcNow + time, cancellation);
}
