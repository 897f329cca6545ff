using YamlDotNet.RepresentationModel;

namespace S2Grid.Deploy.Tests;

/// <summary>The compose file: what it mounts is there, and what it opens is for this machine, or asks for certificates.</summary>
public sealed class ComposeTests
{
    internal static readonly string Deploy = FindDeploy();

    private readonly YamlMappingNode services = Services();

    /// <summary>The compose file's services, by name.</summary>
    internal static YamlMappingNode Services()
    {
        using var reader = new StreamReader(Path.Combine(Deploy, "compose", "compose.yaml"));
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)((YamlMappingNode)stream.Documents[0].RootNode)["services"];
    }

    [Fact]
    public void Services_AreThoseThatTheGuideTellsOf() => Assert.Equal(
        ["silo1", "silo2", "silo3", "redis", "postgres", "prometheus", "grafana"], services.Children.Keys.Select(key => key.ToString()));

    [Fact]
    public void Images_ArePinned() => Assert.All(
        services.Children.Values.Cast<YamlMappingNode>().Where(service => service.Children.ContainsKey("image")),
        service => Assert.Matches(@"^docker\.io/[\w/]+:v?\d+(\.\d+)+", service["image"].ToString()));

    [Fact]
    public void Mounts_OfTheRepository_Exist()
    {
        string[] mounts = [.. services.Children.Values.Cast<YamlMappingNode>()
            .Where(service => service.Children.ContainsKey("volumes"))
            .SelectMany(service => (YamlSequenceNode)service["volumes"])
            .Select(volume => volume.ToString().Split(':')[0])
            .Where(source => source.StartsWith("../", StringComparison.Ordinal))];

        Assert.Equal(["../prometheus", "../grafana/provisioning", "../grafana/dashboards"], mounts);
        Assert.All(mounts, source => Assert.True(Directory.Exists(Path.Combine(Deploy, "compose", source)), source));
    }

    [Theory]
    [InlineData("prometheus")]
    [InlineData("grafana")]
    public void Ports_OfServicesWithoutCertificates_AreForThisMachineOnly(string service) => Assert.All(
        (YamlSequenceNode)services[service]["ports"], port => Assert.StartsWith("127.0.0.1:", port.ToString(), StringComparison.Ordinal));

    [Fact]
    public void Secrets_OfPrometheus_AreTheTwoThatItsConfigurationNames()
    {
        string[] mounted = [.. ((YamlSequenceNode)services["prometheus"]["volumes"])
            .Select(volume => volume.ToString().Split(':'))
            .Where(volume => volume[0].StartsWith("./secrets", StringComparison.Ordinal))
            .Select(volume => volume[1])];
        string configuration = File.ReadAllText(Path.Combine(Deploy, "prometheus", "prometheus.yml"));

        Assert.Equal(["/secrets/ca.crt", "/secrets/viewer.token"], mounted);
        Assert.All(mounted, secret => Assert.Contains($"file: {secret}\n", configuration, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prometheus")]
    [InlineData("grafana")]
    public void Health_OfWhatWatches_IsAskedForOnThePortThatIsOpened(string service)
    {
        string port = ((YamlSequenceNode)services[service]["ports"]).Single().ToString().Split(':')[^1];
        string check = ((YamlSequenceNode)services[service]["healthcheck"]["test"]).Last().ToString();

        Assert.StartsWith($"http://127.0.0.1:{port}/", check, StringComparison.Ordinal);
    }

    private static string FindDeploy()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "S2Grid.sln")))
                return Path.Combine(folder.FullName, "deploy");
        }

        throw new DirectoryNotFoundException("The tests are not run within the repository.");
    }
}
