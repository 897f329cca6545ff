using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Telemetry.Otlp;

/// <summary>Takes traces and metrics by OTLP, as gRPC and over HTTP, and keeps them.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;

    private Collector(WebApplication app, int grpcPort, int httpPort)
    {
        this.app = app;
        Grpc = new Uri($"http://127.0.0.1:{grpcPort}");
        Http = new Uri($"http://127.0.0.1:{httpPort}/");
    }

    public Uri Grpc { get; }

    public Uri Http { get; }

    public ConcurrentQueue<TraceExport> Traces { get; } = [];

    public ConcurrentQueue<MetricsExport> Metrics { get; } = [];

    public static async Task<Collector> StartAsync()
    {
        (int grpc, int http) = (FreePort.Next(), FreePort.Next());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, grpc, endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, http, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc();
        Collector? collector = null;
        builder.Services.AddSingleton(_ => collector!);
        WebApplication app = builder.Build();
        collector = new Collector(app, grpc, http);
        app.MapGrpcService<Spans>();
        app.MapGrpcService<Figures>();
        app.MapPost("/v1/traces", request => TakeAsync(request, TraceExport.Parser, collector.Traces));
        app.MapPost("/v1/metrics", request => TakeAsync(request, MetricsExport.Parser, collector.Metrics));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task TakeAsync<T>(HttpContext context, MessageParser<T> parser, ConcurrentQueue<T> kept)
        where T : IMessage<T>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        kept.Enqueue(parser.ParseFrom(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    private sealed class Spans(Collector collector) : TraceService.TraceServiceBase
    {
        public override Task<Taken> Export(TraceExport request, ServerCallContext context)
        {
            collector.Traces.Enqueue(request);
            return Task.FromResult(new Taken());
        }
    }

    private sealed class Figures(Collector collector) : MetricsService.MetricsServiceBase
    {
        public override Task<Taken> Export(MetricsExport request, ServerCallContext context)
        {
            collector.Metrics.Enqueue(request);
            return Task.FromResult(new Taken());
        }
    }
}
