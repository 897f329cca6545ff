using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using S2Grid.Server.Configuration;

namespace S2Grid.Server.Telemetry;

/// <summary>
/// Sends traces of sweeps, and the metrics of <c>/metrics</c>, to a collector. What the collector does not take is lost, and nothing
/// waits for it. Headers, such as a collector's token, come from OTEL_EXPORTER_OTLP_HEADERS, as everywhere.
/// </summary>
internal static class OtlpExport
{
    /// <summary>Adds the export.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="target">The collector.</param>
    /// <param name="instance">What tells this silo from others.</param>
    public static void AddOtlp(this IServiceCollection services, OtlpTarget target, string instance) => services.AddOpenTelemetry()
        .ConfigureResource(resource =>
            resource.AddService("s2grid-silo", serviceVersion: ProgramVersion.Number, serviceInstanceId: instance))
        .WithMetrics(metrics => metrics.AddOtlpExporter(exporter => Set(exporter, target, "metrics")))
        .WithTracing(traces => traces.AddSource(SweepTraces.SourceName).AddOtlpExporter(exporter => Set(exporter, target, "traces")));

    private static void Set(OtlpExporterOptions exporter, OtlpTarget target, string signal)
    {
        exporter.Protocol = target.IsHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = target.IsHttp ? new Uri($"{target.Address.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : target.Address;
    }
}
