using Microsoft.AspNetCore.Routing;
using OpenTelemetry.Metrics;
using S2Grid.Api.Access;

namespace S2Grid.Server.Telemetry;

/// <summary><c>/metrics</c>: the silo's own metrics, Orleans' and the runtime's, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Where.</summary>
    public const string Path = "/metrics";

    private const string OrleansMeter = "Microsoft.Orleans";

    /// <summary>The most series of one instrument. The instruments' own limits come first.</summary>
    private const int MaxSeries = 4 * GridInstruments.MaxLabelSets;

    private static readonly double[] RunSeconds = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
    private static readonly double[] MeasuredSeconds = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
    private static readonly double[] Ratios = [0.1, 0.25, 0.5, 0.67, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 4, 10];
    private static readonly double[] StorageSeconds = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
    private static readonly string[] Wide =
    [
        "s2grid.runs",
        "s2grid.work",
        "s2grid.stage2.events",
        "s2grid.predicted.time",
        "s2grid.predicted.runs",
        "s2grid.measured.time",
        "s2grid.measured.steps",
    ];

    private static readonly string[] RunLabels = ["scenario", "strategy", "backing"];
    private static readonly string[] MeasuredLabels = ["phase", "scope", "provenance", "agent"];

    /// <summary>Adds what the endpoint needs.</summary>
    public static IServiceCollection AddSiloMetrics(this IServiceCollection services)
    {
        services.AddSingleton<SiloInstruments>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(GridInstruments.MeterName, SiloInstruments.MeterName, StorageInstruments.MeterName, OrleansMeter)
            .AddRuntimeInstrumentation()
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddView("s2grid.run.duration", new ExplicitBucketHistogramConfiguration { Boundaries = RunSeconds, TagKeys = RunLabels })
            .AddView("s2grid.measured.duration",
                new ExplicitBucketHistogramConfiguration { Boundaries = MeasuredSeconds, TagKeys = MeasuredLabels })
            .AddView("s2grid.measured_to_predicted.ratio", new ExplicitBucketHistogramConfiguration { Boundaries = Ratios })
            .AddView("s2grid.catalogue.duration", new ExplicitBucketHistogramConfiguration { Boundaries = StorageSeconds })
            .AddView("s2grid.segment.duration", new ExplicitBucketHistogramConfiguration { Boundaries = StorageSeconds })
            .AddView(instrument => instrument.Meter.Name == GridInstruments.MeterName && Wide.Contains(instrument.Name)
                ? new MetricStreamConfiguration { CardinalityLimit = MaxSeries }
                : null)
            .AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));
        return services;
    }

    /// <summary>
    /// Maps the endpoint. Where the cluster has tokens, it asks for one of a viewer or more as bearer, which is what Prometheus sends
    /// with <c>authorization: credentials_file</c>.
    /// </summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints)
    {
        // Instruments exist once something asks for them.
        endpoints.ServiceProvider.GetRequiredService<SiloInstruments>();
        endpoints.ServiceProvider.GetRequiredService<GridInstruments>();
        endpoints.ServiceProvider.GetRequiredService<AgentInstruments>();
        endpoints.MapPrometheusScrapingEndpoint(Path).RequireToken(endpoints.ServiceProvider);
    }
}
