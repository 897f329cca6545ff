using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Hosting.Kubernetes;
using S2Grid.Security.Access;

namespace S2Grid.Silo.Tests.Harness;

/// <summary>As much of Kubernetes' API server as a silo asks: the pods of one namespace.</summary>
internal sealed class PodServer : IAsyncDisposable
{
    public const string Namespace = "lab";

    private readonly ConcurrentDictionary<string, V1Pod> pods = new(StringComparer.Ordinal);
    private readonly WebApplication app;

    private PodServer(WebApplication app, string folder)
    {
        this.app = app;
        KubeConfig = Path.Combine(folder, "kubeconfig");
    }

    /// <summary>A file for the variable KUBECONFIG.</summary>
    public string KubeConfig { get; }

    /// <summary>Starts the server.</summary>
    /// <param name="folder">Where the file for its clients goes.</param>
    public static async Task<PodServer> StartAsync(string folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new PodServer(app, folder);
        app.MapGet($"/api/v1/namespaces/{Namespace}/pods/{{name}}", server.Read);
        app.MapGet($"/api/v1/namespaces/{Namespace}/pods", server.ListAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            server.KubeConfig,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: here, cluster: {server: "{{app.Urls.Single()}}" } }]
            users: [{name: silo, user: {token: any} }]
            contexts: [{name: lab, context: {cluster: here, user: silo} }]
            current-context: lab
            """,
            TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Adds a pod of a cluster.</summary>
    public void Add(string name, string clusterId) => pods[name] = new V1Pod
    {
        ApiVersion = V1Pod.KubeApiVersion,
        Kind = V1Pod.KubeKind,
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = Namespace,
            Labels = new Dictionary<string, string>
            {
                [KubernetesHostingOptions.ServiceIdLabel] = AccessKeys.ServiceId,
                [KubernetesHostingOptions.ClusterIdLabel] = clusterId,
            },
        },
    };

    /// <summary>Deletes a pod. Who watches is not told: a silo that starts asks for all.</summary>
    public void Delete(string name) => Assert.True(pods.TryRemove(name, out _));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static IResult Json(object value) => Results.Text(KubernetesJson.Serialize(value), "application/json");

    private IResult Read(string name) => pods.TryGetValue(name, out V1Pod? pod) ? Json(pod) : Results.NotFound();

    /// <summary>Lists the pods, or keeps who watches them waiting until it goes.</summary>
    private async Task<IResult> ListAsync(HttpContext call, bool watch = false)
    {
        if (!watch)
            return Json(new V1PodList { ApiVersion = V1PodList.KubeApiVersion, Kind = V1PodList.KubeKind, Items = [.. pods.Values] });
        await call.Response.StartAsync(call.RequestAborted);
        await Task.Delay(Timeout.Infinite, call.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Results.Empty;
    }
}
