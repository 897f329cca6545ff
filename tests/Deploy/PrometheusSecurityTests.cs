using Microsoft.Extensions.Logging;
using S2Grid.Contracts.Access;
using S2Grid.Security.Certificates;
using S2Grid.Security.Tokens;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests;

/// <summary>The compose file's Prometheus and a silo with certificates and tokens: its configuration is the shipped one but for
/// places.</summary>
[Collection("in-process silos")]
public sealed class PrometheusSecurityTests : IDisposable
{
    private const string ClusterId = "guarded";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-guarded-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Scrape_WithAViewersToken_IsAnsweredUntilTheTokenIsTakenBack()
    {
        Assert.SkipWhen(PrometheusServer.WhyNot is not null, PrometheusServer.WhyNot ?? "");
        string secret = TokensFile.NewSecret();
        string tokens = PathOf("tokens.json");
        var admin = new Token("root", Role.Admin, TokensFile.Hash(TokensFile.NewSecret()));
        TokensFile.Change(tokens, _ => [admin, new Token("prometheus", Role.Viewer, TokensFile.Hash(secret))]);
        await File.WriteAllTextAsync(PathOf("viewer.token"), secret + "\n", TestContext.Current.CancellationToken);
        var data = new DataDirectory(PathOf("data"));
        var configuration =
            new SiloConfiguration { ClusterId = ClusterId, Data = data, Segments = data, Slots = 1, Tls = Issue(), Tokens = tokens };
        await using SiloServer silo =
            await SiloServer.StartAsync(configuration, TimeProvider.System, Quiet, TestContext.Current.CancellationToken);
        await using PrometheusServer prometheus = await PrometheusServer.CreateAsync(place => Prepare(place, silo));

        await PrometheusTests.UntilAsync(prometheus, "up{job=\"s2grid\"} == 1 and on (instance) s2grid_build_info", series: 1, _ => "");
        TokensFile.Change(tokens, _ => [admin]);
        await PrometheusTests.UntilAsync(prometheus, "up{job=\"s2grid\"} == 0", series: 1, _ => "");
    }

    private static void Quiet(ILoggingBuilder logging) => logging.ClearProviders();

    private void Prepare(string place, SiloServer silo)
    {
        string shipped = File.ReadAllText(Path.Combine(PrometheusRuleTests.Folder, "prometheus.yml"));
        string placed = shipped
            .Replace("/secrets/", folder.FullName + "/", StringComparison.Ordinal)
            .Replace("\"silo1:11080\", \"silo2:11080\", \"silo3:11080\"", $"\"{silo.Http.Authority}\"", StringComparison.Ordinal)
            .Replace("_interval: 10s", "_interval: 1s", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(place, "prometheus.yml"), placed);
    }

    private ClientTls Issue()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        CertificateAuthority authority = CertificateAuthority.Create(ClusterId, now, TimeSpan.FromDays(1));
        IssuedCertificate issued =
            authority.Issue(new CertificateIdentity(ClusterId, PeerKind.Silo, "silo1"), ["127.0.0.1"], now, TimeSpan.FromDays(1));
        var files = new ClientTls(PathOf("silo1.crt"), PathOf("silo1.key"), PathOf("ca.crt"));
        File.WriteAllText(files.CertificateFile, issued.CertificatePem);
        File.WriteAllText(files.KeyFile, issued.KeyPem);
        File.WriteAllText(files.AuthorityFile, authority.CertificatePem);
        return files;
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
