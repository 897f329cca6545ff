using System.Globalization;
using k8s;
using k8s.Models;
using Orleans.Hosting.Kubernetes;
using S2Grid.Security.Access;
using S2Grid.Server.Configuration;

namespace S2Grid.Deploy.Tests;

/// <summary>The Kubernetes manifests against Kubernetes' own types, and against what the silo can be told.</summary>
public sealed class ManifestTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "kubernetes");

    public static TheoryData<string> Manifests() =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .Select(file => Path.GetRelativePath(Folder, file))];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Load_EveryManifest_HasOnlyFieldsThatKubernetesKnows(string file)
    {
        List<object> objects = KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, file)), strict: true);

        Assert.NotEmpty(objects);
        Assert.All(objects, loaded => Assert.False(string.IsNullOrEmpty(((IKubernetesObject<V1ObjectMeta>)loaded).Metadata.Name)));
    }

    [Fact]
    public void Probes_OfTheSilo_AskForWhatItAnswersOnItsPorts()
    {
        V1Container silo = Silo();
        V1Probe[] probes = [silo.StartupProbe, silo.LivenessProbe, silo.ReadinessProbe];

        Assert.Equal(["/health/live", "/health/live", "/health/ready"], probes.Select(probe => probe.HttpGet.Path));
        Assert.All(probes, probe => Assert.Equal("http", probe.HttpGet.Port.Value));
        Assert.Equal([("silo", 11111), ("gateway", 30000), ("http", 11080), ("agents", 11090)],
            silo.Ports.Select(port => (port.Name, port.ContainerPort)));
    }

    [Fact]
    public void Ports_OfServicesAndPolicies_AreThoseOfTheContainer()
    {
        string[] known = [.. Silo().Ports.Select(port => port.Name)];
        IEnumerable<string> services =
            Load("base/services.yaml").Cast<V1Service>().SelectMany(service => service.Spec.Ports).Select(port => port.TargetPort.Value);
        IEnumerable<string> policies = Load("base/network.yaml").Cast<V1NetworkPolicy>()
            .SelectMany(policy => policy.Spec.Ingress).SelectMany(rule => rule.Ports).Select(port => port.Port.Value);

        Assert.All(services.Concat(policies), port => Assert.Contains(port, known));
    }

    [Fact]
    public void Annotations_ForPrometheus_NameThePortThatAnswersForMetrics()
    {
        V1PodTemplateSpec template = Load("base/silos.yaml").Cast<V1StatefulSet>().Single().Spec.Template;
        string port = template.Metadata.Annotations["prometheus.io/port"];

        Assert.Equal("http", Silo().Ports.Single(known => known.ContainerPort.ToString(CultureInfo.InvariantCulture) == port).Name);
        Assert.Equal(Silo().ReadinessProbe.HttpGet.Scheme, template.Metadata.Annotations["prometheus.io/scheme"], ignoreCase: true);
        Assert.Equal("/metrics", template.Metadata.Annotations["prometheus.io/path"]);
    }

    [Fact]
    public void Settings_OfTheSilo_AreReadWithoutAnErrorButThoseOfFilesThatAreNotHere()
    {
        V1ConfigMap map = Load("base/configuration.yaml").Cast<V1ConfigMap>().Single();
        string[] own = [.. Silo().Env.Select(variable => variable.Name)];
        IEnumerable<string> given =
            map.Data.Keys.Concat(own.Where(name => name.StartsWith(SettingNames.VariablePrefix, StringComparison.Ordinal)));
        Assert.All(given, name => Assert.Contains(name, Settings.All.Select(setting => setting.Variable)));

        var variables = new Dictionary<string, string>(map.Data)
        {
            ["POD_NAME"] = "s2grid-silo-0",
            ["POD_NAMESPACE"] = "s2grid",
            ["S2GRID_ADVERTISE"] = "10.0.0.1",
            ["S2GRID_REDIS"] = "redis:6379",
            ["S2GRID_POSTGRES"] = "Host=postgres;Username=s2grid;Password=secret;Database=s2grid",
        };
        Assert.Superset(own.ToHashSet(), variables.Keys.ToHashSet());
        SiloConfiguration.Read([], variables, "/", TimeProvider.System, out IReadOnlyList<string> errors);

        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.Contains("/secrets/", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Pods_AreLabelledForOrleansAndMaySeeEachOther()
    {
        V1PodTemplateSpec template = Load("base/silos.yaml").Cast<V1StatefulSet>().Single().Spec.Template;
        V1ConfigMap map = Load("base/configuration.yaml").Cast<V1ConfigMap>().Single();
        V1ServiceAccount account = Load("base/serviceaccount.yaml").OfType<V1ServiceAccount>().Single();
        V1Role role = Load("base/serviceaccount.yaml").OfType<V1Role>().Single();
        V1RoleBinding binding = Load("base/serviceaccount.yaml").OfType<V1RoleBinding>().Single();

        Assert.Equal(map.Data["S2GRID_CLUSTER_ID"], template.Metadata.Labels[KubernetesHostingOptions.ClusterIdLabel]);
        Assert.Equal(AccessKeys.ServiceId, template.Metadata.Labels[KubernetesHostingOptions.ServiceIdLabel]);
        Assert.Equal(template.Spec.ServiceAccountName, account.Metadata.Name);
        Assert.NotEqual(false, template.Spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken);
        Assert.Equal((account.Metadata.Name, role.Metadata.Name), (binding.Subjects.Single().Name, binding.RoleRef.Name));
        Assert.Equal(["get", "list", "watch", "patch"], Assert.Single(role.Rules, rule => rule.Resources.Single() == "pods").Verbs);
    }

    [Fact]
    public void Mounts_OfTheSilo_HoldTheFilesThatItsSettingsName()
    {
        V1ConfigMap map = Load("base/configuration.yaml").Cast<V1ConfigMap>().Single();
        string[] mounts = [.. Silo().VolumeMounts.Select(mount => mount.MountPath + "/")];

        Assert.All(map.Data.Values.Where(value => value.StartsWith('/')),
            path => Assert.Contains(mounts, mount => path.StartsWith(mount, StringComparison.Ordinal)));
    }

    private static List<object> Load(string file)
        => KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, file)), strict: true);

    private static V1Container Silo() => Load("base/silos.yaml").Cast<V1StatefulSet>().Single().Spec.Template.Spec.Containers.Single();
}
