using System.Diagnostics;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Api;

/// <summary><c>s2grid serve</c>, as somebody starts it who has installed both programs.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-serve-");

    [Fact]
    public async Task Serve_SaysWhereItsPagesAre_AndEndsWithItsSilo()
    {
        using Process serve = Process.Start(new ProcessStartInfo(
            BuiltPrograms.S2Grid, ["serve", "--port", "0", "--data", folder.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        string pages = (await serve.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        string api = (await serve.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        using var http = new HttpClient();

        string sweeps = await http.GetStringAsync(new Uri($"{api.Split(' ')[^1]}/sweeps"), TestContext.Current.CancellationToken);
        string page = await http.GetStringAsync(new Uri(pages.Split(' ')[^1]), TestContext.Current.CancellationToken);
        ProcessSignals.Send(serve.Id, ProcessSignals.Terminate);
        await serve.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\"sweeps\": []", sweeps, StringComparison.Ordinal);
        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.Equal(0, serve.ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetStringAsync(new Uri(pages.Split(' ')[^1]), TestContext.Current.CancellationToken));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
