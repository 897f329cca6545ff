using System.Diagnostics;
using System.Net;
using System.Text.Json;
using S2Grid.Common;
using S2Grid.Support;

namespace S2Grid.Silo.Tests.Hosting;

public sealed class SiloProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("s2grid-silo-");
    private readonly List<Process> processes = [];

    public void Dispose()
    {
        foreach (Process process in processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Terminate_ServingSilo_TurnsUnreadyDrainsAndExitsWithZero()
    {
        (Process process,
            JsonElement started) = await StartAsync("--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0");
        using var http = new HttpClient { BaseAddress = new Uri(started.GetProperty("http").GetString()!) };
        await Poll.UntilAsync(async () => (await Ask(http)).Status == HttpStatusCode.OK, () => "the silo to be ready.");

        ProcessSignals.Send(process.Id, ProcessSignals.Terminate);
        List<string> unready = [];
        while (await TryAsk(http) is { } answer)
        {
            if (answer.Status == HttpStatusCode.ServiceUnavailable)
                unready.Add(answer.Text);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.NotEmpty(unready);
        Assert.All(unready, text => Assert.Contains("draining", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_SecondSiloOnAPort_IsRefusedWithThatSentence()
    {
        (_, JsonElement started) = await StartAsync("--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0");
        string port = started.GetProperty("silo").GetString()!.Split(':')[^1];

        Process second = Run("--silo-port", port, "--gateway-port", "0", "--http-port", "0", "--agent-port", "0");
        string error = await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"error: silo-port: the port {port} of 127.0.0.1 cannot be used: another process has it.", error.Trim());
        Assert.Equal(1, second.ExitCode);
    }

    [Fact]
    public async Task Start_WithAStartFile_WritesTheStartLineThereToo()
    {
        string file = Path.Combine(folder.FullName, "start.json");

        (Process process,
            JsonElement started) =
            await StartAsync("--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0", "--start-file", file);

        await Poll.UntilAsync(() => File.Exists(file), () => $"{file} to be there.");
        Assert.Equal(started.GetRawText(), (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(process.Id, started.GetProperty("pid").GetInt32());
        Assert.Equal("started", started.GetProperty("event").GetString());
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_AskedOtherwiseThanByABrowser_IsStillThere(string address)
    {
        (Process process,
            JsonElement started) = await StartAsync("--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0");
        Assert.False(process.HasExited);
        using var http = new HttpClient { BaseAddress = new Uri(started.GetProperty("http").GetString()!) };
        await Poll.UntilAsync(async () => (await Ask(http)).Status == HttpStatusCode.OK, () => "the silo to be ready.");

        using HttpResponseMessage head = await SendAsync(HttpMethod.Head);
        using HttpResponseMessage post = await SendAsync(HttpMethod.Post);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);

        async Task<HttpResponseMessage> SendAsync(HttpMethod method)
        {
            using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
            return await http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Version_InAFolderThatIsGone_IsTold()
    {
        string silo = Path.Combine(AppContext.BaseDirectory, "s2grid-silo");
        var start = new ProcessStartInfo("/bin/sh", ["-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" --version", silo])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        };
        Process process = Process.Start(start)!;
        processes.Add(process);

        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ProgramVersion.Number), (process.ExitCode, output.Trim()));
    }

    [Theory]
    [InlineData("System.Private.CoreLib")]
    [InlineData("System.CommandLine")]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Orleans.Runtime")]
    [InlineData("catalogue.db")]
    [InlineData("Orleans.Reminders")]
    public async Task Terminate_SiloThatStarts_EndsItQuietly(string opened)
    {
        Process process = Run("--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--agent-port", "0");
        await Poll.UntilAsync(
            () => process.HasExited || File.ReadAllText($"/proc/{process.Id}/maps").Contains(opened, StringComparison.Ordinal),
            () => $"the silo to open {opened}");

        ProcessSignals.Send(process.Id, ProcessSignals.Terminate);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
        Assert.Contains(process.ExitCode, (int[])[0, 128 + 15]);
    }

    private Process Run(params string[] flags)
    {
        var start =
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "s2grid-silo"),
                [.. flags, "--data", Path.Combine(folder.FullName, "data"), "--slots", "0"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder.FullName,
            };
        Process process = Process.Start(start)!;
        processes.Add(process);
        return process;
    }

    private async Task<(Process Process, JsonElement Started)> StartAsync(params string[] flags)
    {
        Process process = Run(flags);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string? line =
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience,
                TestContext.Current.CancellationToken);
        Assert.False(line is null, "The silo was awaited to print its start line, and it has ended.");
        return (process, JsonSerializer.Deserialize<JsonElement>(line!));
    }

    private static async Task<(HttpStatusCode Status, string Text)> Ask(HttpClient http)
    {
        using HttpResponseMessage answer =
            await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<(HttpStatusCode Status, string Text)?> TryAsk(HttpClient http)
    {
        try
        {
            return await Ask(http);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
