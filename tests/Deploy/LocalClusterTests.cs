using System.Globalization;
using System.Text.Json;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests;

/// <summary>The scripts that start a cluster on one machine, as a person runs them.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private const UnixFileMode PassThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string Silo = Path.GetFullPath(
        "s2grid-silo", Path.GetDirectoryName(BuiltPrograms.S2Grid.Replace("client/Cli", "silo/Server", StringComparison.Ordinal))!);

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

    [Fact]
    public async Task Up_OfAnOrdinaryUser_ServesAndNamesThePortOfAgents()
    {
        SkipWithoutServersAndRoot();

        // What the user has: the scripts, the program, and a home that is closed to others.
        string home = Directory.CreateTempSubdirectory("s2grid-home-").FullName;
        await Programs.MustRunAsync("cp", "-rL", Path.GetDirectoryName(Silo)!, Path.Combine(home, "silo"));
        await Programs.MustRunAsync("cp", "-r", ComposeTests.Deploy, Path.Combine(home, "deploy"));
        await Programs.MustRunAsync("chown", "-R", "nobody", home);
        string[] user =
        [
            "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "-u", "S2GRID_LOCAL", "-u", "XDG_STATE_HOME", $"HOME={home}",
        ];
        try
        {
            (int code, string said) = await Programs.RunAsync(
                "setpriv", [.. user, $"{home}/deploy/local/up", "--silos", "1", "--program", $"{home}/silo/s2grid-silo"]);

            Assert.True(code == 0, said);
            Assert.Contains($"data: {home}/.local/state/s2grid-local/data", said, StringComparison.Ordinal);
            Assert.Matches(@"s2grid-agent register --silo http://127\.0\.0\.1:\d+ --token-file -\n", said);
        }
        finally
        {
            await Programs.RunAsync("setpriv", [.. user, $"{home}/deploy/local/down", "--delete"]);
            Directory.Delete(home, recursive: true);
        }
    }

    [Fact]
    public async Task Up_OfRoot_InAFolderThatPostgresCannotReach_SaysSo()
    {
        SkipWithoutServersAndRoot();
        string closed = Directory.CreateTempSubdirectory("s2grid-closed-").FullName;

        (int code, string said) = await Programs.RunAsync(
            "env", $"S2GRID_LOCAL={closed}/local", Path.Combine(ComposeTests.Deploy, "local", "up"), "--program", "/bin/false");
        Directory.Delete(closed, recursive: true);

        Assert.Equal(1, code);
        Assert.Contains($"who cannot pass through to {closed}/local: set S2GRID_LOCAL", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_OfRoot_WithAClosedHomeAndNoFolderNamed_TakesAnAgentByTheLineThatItPrints()
    {
        SkipWithoutServersAndRoot();
        string home = Directory.CreateTempSubdirectory("s2grid-home-").FullName;
        string bin = Directory.CreateDirectory(Path.Combine(home, "bin")).FullName;
        foreach (string program in (string[])[BuiltPrograms.S2Grid, Programs.Agent])
            File.CreateSymbolicLink(Path.Combine(bin, Path.GetFileName(program)), program);

        // With a /var/lib of its own: there may be a cluster in this machine's. Whatever happens, down is last.
        string script =
            $"""
            set -e
            mount -t tmpfs -o mode=755 lib /var/lib
            cd '{ComposeTests.Deploy}/local'
            trap ./down EXIT
            ./up --silos 1 --program '{Silo}' | tee "$HOME/said"
            bash -c "$(sed -n "s/^add this machine's agent: //p" "$HOME/said")"
            s2grid agents list --cluster "$(sed -n 's/^use it: .*--cluster //p' "$HOME/said")"
            trap - EXIT
            ./down
            ! ./status
            """;
        (int code, string said) = await Programs.RunAsync(
            "unshare", "--mount", "--propagation", "private", "env", "-u", "S2GRID_LOCAL", "-u", "XDG_STATE_HOME", "-u", "XDG_CONFIG_HOME",
            $"HOME={home}", $"STATE_DIRECTORY={home}/agent", $"PATH={bin}:{Environment.GetEnvironmentVariable("PATH")}", "bash", "-c",
            script);
        Directory.Delete(home, recursive: true);

        Assert.True(code == 0, said);
        Assert.Contains("\ndata: /var/lib/s2grid-local/data\n", said, StringComparison.Ordinal);
        Assert.Matches(@"\n\S+ +(yes|no) +active ", said);
        Assert.Contains("no cluster runs in /var/lib/s2grid-local", said, StringComparison.Ordinal);
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

    private static void SkipWithoutServersAndRoot()
    {
        Assert.SkipWhen(PostgresServer.WhyNot is not null, PostgresServer.WhyNot ?? "");
        Assert.SkipWhen(RedisServer.WhyNot is not null, RedisServer.WhyNot ?? "");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can be another user.");
    }

    private Task<(int Code, string Said)> RunAsync(string script, params string[] arguments) =>
        Programs.RunAsync("env", [$"S2GRID_LOCAL={state}", Path.Combine(ComposeTests.Deploy, "local", script), .. arguments]);
}
