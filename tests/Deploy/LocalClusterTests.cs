using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests;

/// <summary>The scripts that start a cluster on one machine, as a person runs them.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private const UnixFileMode PassThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string state = Directory.CreateTempSubdirectory("s2grid-local-").FullName;

    public LocalClusterTests()
    {
        // PostgreSQL may run as another user, who must be able to pass through.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(state, PassThrough);
    }

    public void Dispose()
    {
        if (Directory.Exists(state))
            Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task Up_TwoSilos_AreThereUntilDownAndNothingIsLeft()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        (int code, string said) = await RunAsync("up", "--silos", "2", "--slots", "1", "--affinity");
        try
        {
            Assert.True(code == 0, said);
            using JsonDocument status = JsonDocument.Parse((await RunAsync("status", "--json")).Said);
            JsonElement root = status.RootElement;
            JsonElement[] silos = [.. root.GetProperty("silos").EnumerateArray()];
            int[] processes =
                [.. silos.Append(root.GetProperty("redis")).Append(root.GetProperty("postgres"))
                    .Select(one => one.GetProperty("pid").GetInt32())];
            Assert.Equal(2, silos.Length);
            Assert.All(processes, process => Assert.True(ProcessSignals.Exists(process)));
            Assert.Equal(string.Join(',', silos.Select(silo => silo.GetProperty("gateway").GetString())),
                root.GetProperty("cluster").GetString());
            Assert.All(silos, silo => Assert.True(int.TryParse(silo.GetProperty("cpus").GetString(), CultureInfo.InvariantCulture, out _)));

            using JsonDocument targets =
                JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(state, "targets.json"), TestContext.Current.CancellationToken));
            Assert.Equal(
                silos.Select(silo => new Uri(silo.GetProperty("http").GetString()!).Authority),
                targets.RootElement[0].GetProperty("targets").EnumerateArray().Select(target => target.GetString()));

            (int again, string refusal) = await RunAsync("up");
            Assert.Equal(1, again);
            Assert.Contains("a cluster runs", refusal, StringComparison.Ordinal);

            Assert.Equal(0, (await RunAsync("down", "--delete")).Code);
            Assert.All(processes, process => Assert.False(ProcessSignals.Exists(process)));
            Assert.False(Directory.Exists(state));
        }
        finally
        {
            await RunAsync("down");
        }
    }

    [Theory]
    [InlineData("up", "--silo")]
    [InlineData("status", "--jsn")]
    [InlineData("down", "--all")]
    public async Task Scripts_UnknownOption_SayWhichAndWhereHelpIs(string script, string option)
    {
        (int code, string said) = await RunAsync(script, option);

        Assert.Equal(2, code);
        Assert.Contains($"there is no option '{option}'; see --help", said, StringComparison.Ordinal);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "S2Grid.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests are not run from within the repository.");
    }

    private async Task<(int Code, string Said)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root(), "deploy", "local", script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["S2GRID_LOCAL"] = state;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
