using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using S2Grid.Server;
using S2Grid.Server.Configuration;
using S2Grid.Storage;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Api;

/// <summary>A silo without tokens on loopback, and a program that asks its API.</summary>
public sealed class ApiSilo : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-api-");
    private SiloServer? server;

    /// <summary>Asks below the API's root.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Where pages and the API are.</summary>
    public Uri Address => server!.Http;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var data = new DataDirectory(folder.FullName);
        server = await SiloServer.StartAsync(
            new SiloConfiguration { Data = data, Segments = data, Slots = 1 }, TimeProvider.System, logging => logging.ClearProviders(),
            CancellationToken.None);
        Http.BaseAddress = new Uri(server.Http, "api/v1/");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (server is not null)
            await server.DisposeAsync();

        folder.Delete(recursive: true);
    }

    /// <summary>Sends a request.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(
        string method, string address, string? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/yaml");

        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        bool isJson = answer.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true;
        return ((int)answer.StatusCode, isJson ? JsonDocument.Parse(text).RootElement : JsonSerializer.SerializeToElement(text));
    }

    /// <summary>Runs a sweep to its end.</summary>
    public async Task RunAsync(string name, string yaml)
    {
        await SendAsync("POST", $"sweeps?name={name}", yaml);
        await Poll.UntilAsync(
            async () => (await SendAsync("GET", $"sweeps/{name}")).Body.GetProperty("state").GetString() == "done",
            () => $"{name} to be done.");
    }
}
