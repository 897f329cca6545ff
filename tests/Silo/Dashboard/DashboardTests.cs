using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using S2Grid.Cli.Tests.Harness;
using S2Grid.Contracts.Access;
using S2Grid.Contracts.Sweeps;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Silo.Tests.Harness;
using S2Grid.Storage;

namespace S2Grid.Silo.Tests.Dashboard;

/// <summary>Orleans' own pages on a silo with tokens, without TLS: it is alone, and on loopback.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private readonly Credentials credentials = new();
    private readonly HttpClient client = new();
    private SiloServer silo = null!;

    public async ValueTask InitializeAsync()
    {
        var data = new DataDirectory(credentials.PathOf("data"));
        var configuration =
            new SiloConfiguration { ClusterId = "pages", Data = data, Segments = data, Slots = 0, Tokens = credentials.TokensPath };
        silo = await SiloServer.StartAsync(configuration, TimeProvider.System, logging => logging.ClearProviders(),
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await silo.DisposeAsync();
        credentials.Dispose();
    }

    [Fact]
    public async Task Pages_All_AskForAToken()
    {
        string[] routes = [.. silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(route => route.StartsWith("/dashboard", StringComparison.OrdinalIgnoreCase))];

        Assert.True(routes.Length > 5, string.Join(' ', routes));
        foreach (string route in routes)
        {
            using HttpResponseMessage answer = await GetAsync(System.Text.RegularExpressions.Regex.Replace(route, @"\{[^}]*\}", "1"), null);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{route}: {answer.StatusCode}");
            Assert.Equal(["Basic", "Bearer"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        }
    }

    [Theory]
    [InlineData("Bearer", Role.Viewer, HttpStatusCode.OK)]
    [InlineData("Basic", Role.Viewer, HttpStatusCode.OK)]
    [InlineData("Basic", Role.Admin, HttpStatusCode.OK)]
    [InlineData("Basic", Role.Agent, HttpStatusCode.Forbidden)]
    public async Task Counters_WithAToken_AreShown(string scheme, Role role, HttpStatusCode expected)
    {
        string secret = credentials.Secret(role);
        string sent = scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + secret)) : secret;

        using HttpResponseMessage answer = await GetAsync("/dashboard/DashboardCounters", new AuthenticationHeaderValue(scheme, sent));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("Basic", "anybody:wrong")]
    [InlineData("Basic", "no colon")]
    [InlineData("Digest", "x")]
    public async Task Counters_WithoutAGoodToken_AreNot(string scheme, string pair)
    {
        using HttpResponseMessage answer = await GetAsync(
            "/dashboard/DashboardCounters", new AuthenticationHeaderValue(scheme, Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Page_InABrowserWithAToken_ShowsTheGrainsThatThereAre()
    {
        await using Browser browser = await Browser.StartAsync();
        await silo.Grains.GetGrain<ISweepDirectoryGrain>(ISweepDirectoryGrain.Key).List();
        IPage page =
            await browser.NewPageAsync(1280, new HttpCredentials { Username = "anybody", Password = credentials.Secret(Role.Viewer) });

        IResponse? answer = await page.GotoAsync(new Uri(silo.Http, "/dashboard/").ToString(), new() { Timeout = 120_000 });
        Assert.Equal(200, answer!.Status);
        await page.GotoAsync(new Uri(silo.Http, "/dashboard/#/grains").ToString());
        await page.GetByText("SweepDirectoryGrain").First.WaitForAsync(new() { Timeout = 120_000 });
    }

    [Fact]
    public async Task Page_InABrowserWithoutAToken_IsRefused()
    {
        await using Browser browser = await Browser.StartAsync();
        IPage page = await browser.NewPageAsync(1280, new HttpCredentials { Username = "anybody", Password = "wrong" });

        IResponse? answer = await page.GotoAsync(new Uri(silo.Http, "/dashboard/").ToString(), new() { Timeout = 120_000 });

        Assert.Equal(401, answer!.Status);
    }

    private Task<HttpResponseMessage> GetAsync(string path, AuthenticationHeaderValue? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Http, path)) { Headers = { Authorization = authorization } };
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
