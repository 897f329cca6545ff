using System.Net;
using S2Grid.Security.Certificates;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Harness;

namespace S2Grid.Silo.Tests.Configuration;

public sealed class SiloConfigurationTests : IDisposable
{
    private readonly Credentials files = new();
    private readonly Dictionary<string, string> variables = [];

    public void Dispose() => files.Dispose();

    [Fact]
    public void Read_Nothing_IsASiloAloneOnLoopback()
    {
        SiloConfiguration read = Good();

        Assert.Equal((IPAddress.Loopback, IPAddress.Loopback, "s2grid"), (read.Bind, read.Advertise, read.ClusterId));
        Assert.Equal(new SiloPorts(11111, 30000, 11080, 11090), read.Ports);
        Assert.Equal((null, null, null, null), (read.Redis, read.Postgres, read.Tls, read.Tokens));
        Assert.Equal(read.Data?.Path, read.Segments?.Path);
        Assert.InRange(read.Slots, 1, 4096);
    }

    [Fact]
    public void Read_FlagVariableAndFile_CountInThisOrder()
    {
        File.WriteAllText(files.PathOf("appsettings.json"),
            """{ "S2Grid": { "siloPort": 1001, "gatewayPort": 1002, "httpPort": 1003, "clusterId": "file" } }""");
        variables["S2GRID_SILO_PORT"] = "2001";
        variables["S2GRID_GATEWAY_PORT"] = "2002";

        SiloConfiguration read = Good("--silo-port", "3001", "--memory=2G");

        Assert.Equal(new SiloPorts(3001, 2002, 1003, 11090), read.Ports);
        Assert.Equal(("file", 2L << 30), (read.ClusterId, read.MemoryBudget));
    }

    [Fact]
    public void Read_ManyFaults_NamesAllOfThemWithWhatWasMeant()
    {
        File.WriteAllText(files.PathOf("appsettings.json"), """{ "S2Grid": { "slotts": 4, "redis": { "host": "a" } } }""");
        variables["S2GRID_SILO_PROT"] = "1";
        variables["S2GRID_CLUSTER"] = "another program's";
        variables["S2GRID_UPDATE_SNAPSHOTS"] = "another program's";

        IReadOnlyList<string> errors = Errors(
            "--gatway-port", "1", "--http-port", "70000", "--memory", "much", "--slots", "-1", "--segments", "postgres",
            "--key", "a.key", "--cluster-id", "a b", "--bind", "0.0.0.0", "--postgres", "secret=1", "--advertise");

        Assert.Collection(
            errors,
            error => Assert.Equal("'s2grid-silo' has no option '--gatway-port'. Did you mean '--gateway-port'?", error),
            error => Assert.StartsWith("--cluster-id: 'a b' is not a valid cluster id", error, StringComparison.Ordinal),
            error => Assert.Equal("--advertise needs a value: ADDRESS.", error),
            error => Assert.Equal("--http-port: '70000' is not a whole number from 0 to 65535.", error),
            error => Assert.Equal("--postgres is not a valid connection text of Npgsql.", error),
            error => Assert.Equal("--slots: '-1' is not a whole number from 0 to 4096.", error),
            error => Assert.StartsWith("--memory: 'much' is not a valid size", error, StringComparison.Ordinal),
            error => Assert.Equal("unknown environment variable S2GRID_SILO_PROT. Did you mean 'S2GRID_SILO_PORT'?", error),
            error => Assert.Equal($"{files.PathOf("appsettings.json")}, S2Grid.redis must be one value: ADDRESS.", error),
            error => Assert.Equal($"{files.PathOf("appsettings.json")}, S2Grid.slotts is not a setting. Did you mean 'slots'?", error),
            error => Assert.Equal("--segments is 'postgres', but postgres is not set.", error),
            error => Assert.Equal("TLS needs certificate, key and authority; missing: certificate, authority.", error),
            error => Assert.StartsWith("bind is 0.0.0.0, which is not loopback", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WrongTexts_AreNamedByWhereTheyStand()
    {
        File.WriteAllText(files.PathOf("appsettings.json"), """{ "S2Grid": { "slots": "many", "httpPort": -1 } }""");
        variables["S2GRID_HTTP_PORT"] = "high";
        variables["S2GRID_TOKENS"] = "";

        Assert.Equal(
            [
                "S2GRID_HTTP_PORT: 'high' is not a whole number from 0 to 65535.",
                $"{files.PathOf("appsettings.json")}, S2Grid.slots: 'many' is not a whole number from 0 to 4096.",
            ],
            Errors());
    }

    [Fact]
    public void Read_NotLoopbackWithoutEither_IsRefusedForWhatIsMissing()
    {
        ClientTls tls = files.Issue(PeerKind.Silo);
        string[] open = ["--bind", "0.0.0.0", "--cluster-id", Credentials.ClusterId];
        string[] certificates = ["--certificate", tls.CertificateFile, "--key", tls.KeyFile, "--authority", tls.AuthorityFile];
        string[] tokens = ["--tokens", files.TokensPath];

        Assert.Contains("Set certificate, key, authority and tokens", Assert.Single(Errors(open)), StringComparison.Ordinal);
        Assert.Contains("Set tokens ", Assert.Single(Errors([.. open, .. certificates])), StringComparison.Ordinal);
        Assert.Contains("Set certificate, key and authority ", Assert.Single(Errors([.. open, .. tokens])), StringComparison.Ordinal);
        Assert.Equal(IPAddress.Any, Good([.. open, .. certificates, .. tokens]).Bind);
    }

    [Fact]
    public void Read_CertificateThatNobodyWouldAccept_IsRefused()
    {
        ClientTls client = files.Issue(PeerKind.Client);

        string error = Assert.Single(Errors(
            "--certificate", client.CertificateFile, "--key", client.KeyFile, "--authority", client.AuthorityFile, "--cluster-id",
            Credentials.ClusterId));

        Assert.Contains("its certificate is a client's, here it must be a silo's", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TokensInAClusterWithoutCertificates_IsRefused()
    {
        string error = Assert.Single(Errors("--tokens", files.TokensPath, "--redis", "localhost:6379"));

        Assert.Contains("need certificates", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PodWithoutNameNamespaceAndRedis_NamesAllThree()
    {
        Assert.Collection(
            Errors("--kubernetes", "yes"),
            error => Assert.Equal("--kubernetes is 'yes', but the environment variable POD_NAME is not set.", error),
            error => Assert.Equal("--kubernetes is 'yes', but the environment variable POD_NAMESPACE is not set.", error),
            error => Assert.Equal("--kubernetes is 'yes', but redis is not set.", error));
        Assert.Equal("--kubernetes: 'perhaps' is not one of no, yes.", Assert.Single(Errors("--kubernetes", "perhaps")));
        Assert.False(Good("--kubernetes", "no").IsPod);
    }

    [Fact]
    public void Read_Connections_NeverRepeatsPasswords()
    {
        IReadOnlyList<string> errors = Errors("--postgres", "Host=db;Pasword=geheim", "--redis", "localhost:6379,pasword=geheim");

        Assert.Equal(2, errors.Count);
        Assert.DoesNotContain(errors, error => error.Contains("geheim", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost:4317", null, false)]
    [InlineData("https://collector.example:4318/otlp", "http", true)]
    public void Read_Collector_IsItsAddressAndHowItIsSpokenTo(string address, string? protocol, bool isHttp)
    {
        string[] flags = protocol is null ? ["--otlp", address] : ["--otlp", address, "--otlp-protocol", protocol];

        Assert.Equal(new OtlpTarget(new Uri(address), isHttp), Good(flags).Otlp);
    }

    [Theory]
    [InlineData("--otlp: 'localhost:4317' is not a valid address of a collector", "--otlp", "localhost:4317")]
    [InlineData("--otlp-protocol: 'thrift' is not one of grpc, http", "--otlp", "http://localhost:4317", "--otlp-protocol", "thrift")]
    [InlineData("otlp-protocol is set, but otlp is not", "--otlp-protocol", "http")]
    public void Read_CollectorThatIsNone_IsRefused(string expected, params string[] flags) =>
        Assert.Contains(expected, Assert.Single(Errors(flags)), StringComparison.Ordinal);

    private SiloConfiguration Good(params string[] flags)
    {
        SiloConfiguration? read =
            SiloConfiguration.Read(flags, variables, files.PathOf(""), TimeProvider.System, out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        return read!;
    }

    private IReadOnlyList<string> Errors(params string[] flags)
    {
        Assert.Null(SiloConfiguration.Read(flags, variables, files.PathOf(""), TimeProvider.System, out IReadOnlyList<string> errors));
        return errors;
    }
}
