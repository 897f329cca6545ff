using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S2Grid.Protocol;

namespace S2Grid.Agent.Tests.Harness;

/// <summary>A silo's gateway with one agent, whose answers a test decides. It can be gone for a while, and come back at the same
/// port.</summary>
internal sealed class FakeGateway(X509Certificate2? certificate = null) : AgentGateway.AgentGatewayBase, IAsyncDisposable
{
    public const string Token = "one-time-token";
    private const string Credential = "credential";

    private readonly byte[] nonce = RandomNumberGenerator.GetBytes(32);
    private WebApplication? app;
    private byte[] key = [];
    private int sessions;

    public int Port { get; private set; }

    public string Address => $"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    public ConcurrentQueue<LeaseReply> Work { get; } = new();

    public ConcurrentQueue<RunReport> Reports { get; } = new();

    public ConcurrentQueue<HelloRequest> Hellos { get; } = new();

    public ConcurrentQueue<LeaseRequest> Leases { get; } = new();

    public ConcurrentQueue<RenewRequest> Renewals { get; } = new();

    public ConcurrentQueue<string> Goodbyes { get; } = new();

    /// <summary>What is answered to renewals.</summary>
    public LeaseFate Fate { get; set; } = LeaseFate.GoOn;

    /// <summary>What is answered to reports, instead of storing them.</summary>
    public Status? RefuseReports { get; set; }

    /// <summary>What is answered to greetings, instead of a session.</summary>
    public Status? RefuseHello { get; set; }

    public long LargestReport { get; set; } = 100 << 20;

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(this);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<FakeGateway>();
        await app.StartAsync();
        Port = new Uri(app.Urls.Single()).Port;
    }

    /// <summary>Is gone, with all sessions.</summary>
    public async Task StopAsync()
    {
        if (app is { } running)
        {
            app = null;
            sessions++;
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await running.StopAsync(soon.Token);
            await running.DisposeAsync();
        }
    }

    public override Task<RegisterReply> Register(RegisterRequest request, ServerCallContext context)
    {
        Require(request.Token == Token, StatusCode.PermissionDenied, "The token is not known.");
        RequireSignature(request.PublicKey.ToByteArray(), Encoding.UTF8.GetBytes(request.Token), request.Signature);
        key = request.PublicKey.ToByteArray();
        return Task.FromResult(new RegisterReply { AgentId = "agent-1", Credential = Credential });
    }

    public override Task<ChallengeReply> Challenge(ChallengeRequest request, ServerCallContext context) =>
        Task.FromResult(new ChallengeReply { Nonce = ByteString.CopyFrom(nonce) });

    public override Task<HelloReply> Hello(HelloRequest request, ServerCallContext context)
    {
        if (RefuseHello is { } refusal)
            throw new RpcException(refusal);

        Require(request.Credential == Credential, StatusCode.PermissionDenied, "The credential is not known.");
        RequireSignature(key, nonce, request.Signature);
        Hellos.Enqueue(request);
        return Task.FromResult(new HelloReply
        {
            Session = Session,
            Health = AgentHealth.Active,
            Settings = new Settings { LeaseSeconds = 30, RenewSeconds = 1, PatienceSeconds = 1, LargestReport = LargestReport },
        });
    }

    public override async Task<LeaseReply> Lease(LeaseRequest request, ServerCallContext context)
    {
        RequireSession(context);
        Leases.Enqueue(request);
        if (!Work.TryDequeue(out LeaseReply? reply))
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.CancellationToken);

        return reply ?? new LeaseReply { Health = AgentHealth.Active };
    }

    public override Task<RenewReply> Renew(RenewRequest request, ServerCallContext context)
    {
        RequireSession(context);
        Renewals.Enqueue(request);
        return Task.FromResult(new RenewReply { Fate = Fate });
    }

    public override Task<ReportReply> Report(RunReport request, ServerCallContext context)
    {
        RequireSession(context);
        if (RefuseReports is { } refusal)
            throw new RpcException(refusal);

        Reports.Enqueue(request);
        return Task.FromResult(new ReportReply { Stored = true });
    }

    public override Task<GoodbyeReply> Goodbye(GoodbyeRequest request, ServerCallContext context)
    {
        Goodbyes.Enqueue(request.Reason);
        return Task.FromResult(new GoodbyeReply());
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private string Session => $"session-{sessions}";

    private void RequireSession(ServerCallContext context) => Require(
        context.RequestHeaders.GetValue("s2grid-session") == Session, StatusCode.Unauthenticated, "The session has ended.");

    private static void RequireSignature(byte[] publicKey, byte[] data, ByteString signature)
    {
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(publicKey, out _);
        Require(
            verifier.VerifyData(
                data, signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            StatusCode.PermissionDenied,
            "The signature is wrong.");
    }

    private static void Require(bool condition, StatusCode code, string message)
    {
        if (!condition)
            throw new RpcException(new Status(code, message));
    }
}
