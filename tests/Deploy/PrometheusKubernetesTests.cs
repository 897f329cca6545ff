using k8s;
using k8s.Models;
using S2Grid.Support;
using YamlDotNet.RepresentationModel;

namespace S2Grid.Deploy.Tests;

/// <summary>
/// What Prometheus is given on Kubernetes against the manifests. Debian's Prometheus is built without Kubernetes, so that part of the file
/// is read here, and the rest by Prometheus' own tool.
/// </summary>
public sealed class PrometheusKubernetesTests
{
    private const string Discovery =
        """
            kubernetes_sd_configs:
              - role: pod
                namespaces:
                  names: [s2grid]

        """;

    private static readonly string Configuration = File.ReadAllText(Path.Combine(PrometheusRuleTests.Folder, "kubernetes.yml"));

    [Fact]
    public async Task Configuration_ButDiscovery_IsPrometheus()
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");
        Assert.Contains(Discovery, Configuration, StringComparison.Ordinal);
        string file = Path.Combine(PrometheusRuleTests.Folder, "kubernetes-without-discovery.yml");
        await File.WriteAllTextAsync(file,
            Configuration.Replace(Discovery, "    static_configs: [{ targets: [a] }]\n", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        (int code, string said) = await PrometheusRuleTests.RunAsync(["check", "config", "--syntax-only", Path.GetFileName(file)]);

        Assert.True(code == 0, said);
    }

    [Fact]
    public void Job_TheManifests_HaveWhatItLooksFor()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Configuration));
        YamlNode job = stream.Documents[0].RootNode["scrape_configs"][0];
        YamlNode keep = job["relabel_configs"][0];
        string[] sought = keep["regex"].ToString().Split(';');
        V1PodSpec pod = Load("base/silos.yaml").OfType<V1StatefulSet>().Single().Spec.Template.Spec;

        Assert.Equal("keep", keep["action"].ToString());
        Assert.Contains($"app.kubernetes.io/name: {sought[0]}\n", Read("base/kustomization.yaml"), StringComparison.Ordinal);
        Assert.Single(pod.Containers.SelectMany(container => container.Ports), port => port.Name == sought[1]);
        Assert.Contains($"namespace: {job["kubernetes_sd_configs"][0]["namespaces"]["names"][0]}\n", Read("example/kustomization.yaml"),
            StringComparison.Ordinal);
        Assert.Contains(job["tls_config"]["server_name"].ToString(),
            Load("base/services.yaml").OfType<V1Service>().Select(service => service.Metadata.Name));
    }

    [Fact]
    public void NetworkPolicy_OfTheSilos_LetsPrometheusToTheirMetricsFromAnywhere()
    {
        V1NetworkPolicyIngressRule open =
            Load("base/network.yaml").OfType<V1NetworkPolicy>().Single().Spec.Ingress.Single(rule => rule.FromProperty is null);

        Assert.Contains("http", open.Ports.Select(port => port.Port.Value));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "kubernetes", file));

    private static List<object> Load(string file) => KubernetesYaml.LoadAllFromString(Read(file), strict: true);
}
