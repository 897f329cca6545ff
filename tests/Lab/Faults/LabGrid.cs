using System.Globalization;
using System.Reflection;
using System.Text.Json;
using S2Grid.Common;
using S2Grid.Contracts.Access;
using S2Grid.Security.Certificates;
using S2Grid.Security.Tokens;
using S2Grid.Support;

namespace S2Grid.Lab.Tests.Faults;

/// <summary>
/// A silo on loopback, with TLS and tokens, and what is asked of it, all in processes of their own; the silo keeps its ports and data when
/// it is killed.
/// </summary>
internal sealed class LabGrid : IAsyncDisposable
{
    /// <summary>The agent as it was built, not published.</summary>
    private static readonly string BuiltAgent = typeof(LabGrid).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AgentPath").Value!;

    /// <summary>What an emulated host calls this machine's loopback.</summary>
    private const string EmulatorHost = "10.0.2.2";

    private const string ClusterId = "lab";

    /// <summary>Emulated clocks may be slow, and certificates hold there, too.</summary>
    private static readonly TimeSpan SlowestClock = TimeSpan.FromHours(2);

    private readonly GuardedFolder folder = new("lab");
    private readonly int[] ports = [FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next()];
    private readonly List<LabProcess> agents = [];
    private LabProcess? silo;

    /// <summary>Why no agent can measure on this machine itself; null if one can.</summary>
    public static string? WhyNot { get; } = FindWhyNot();

    /// <summary>The port for agents.</summary>
    public int AgentPort => ports[3];

    /// <summary>The silo's address for an agent in an emulated host.</summary>
    public string EmulatedAddress => $"https://{EmulatorHost}:{Text(AgentPort)}";

    /// <summary>The certificate of the authority that agents are to believe.</summary>
    public string Authority => PathOf("ca.crt");

    /// <summary>What the silo that runs has said.</summary>
    public string SiloSaid => silo!.Said;

    /// <summary>Starts a silo and waits until it serves.</summary>
    public static async Task<LabGrid> StartAsync()
    {
        var grid = new LabGrid();
        grid.MakeCredentials();
        await grid.StartSiloAsync();
        await grid.AskAsync(
            "cluster", "add", ClusterId, "--cluster-id", ClusterId, "--gateway", $"127.0.0.1:{Text(grid.ports[1])}", "--authority",
            grid.Authority,
            "--certificate", grid.PathOf("me.crt"), "--key", grid.PathOf("me.key"), "--token-file", grid.PathOf("me.token"));
        return grid;
    }

    /// <summary>Starts the silo, also again after it was killed.</summary>
    public async Task StartSiloAsync()
    {
        silo = LabProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "s2grid-silo"),
            [
                "--cluster-id", ClusterId, "--certificate", PathOf("silo.crt"), "--key", PathOf("silo.key"), "--authority", Authority,
                "--tokens", PathOf("tokens.json"), "--data", PathOf("data"), "--silo-port", Text(ports[0]), "--gateway-port",
                Text(ports[1]),
                "--http-port", Text(ports[2]), "--agent-port", Text(ports[3]), "--slots", "0",
            ]);
        await silo.UntilSaidAsync("\"started\"");
    }

    /// <summary>Kills the silo (SIGKILL).</summary>
    public async Task KillSiloAsync()
    {
        silo!.Signal(ProcessSignals.Kill);
        await silo.EndAsync();
        await silo.DisposeAsync();
    }

    /// <summary>Starts <c>s2grid</c> without waiting for its end.</summary>
    public LabProcess Start(params IEnumerable<string> arguments) =>
        LabProcess.Start(BuiltPrograms.S2Grid, arguments, new Dictionary<string, string>
        {
            ["S2GRID_CLUSTER"] = ClusterId,
            ["S2GRID_DATA"] = PathOf("client"),
            ["XDG_CONFIG_HOME"] = PathOf("config"),
            ["XDG_CACHE_HOME"] = PathOf("cache"),
        });

    /// <summary>Asks the grid something by <c>s2grid</c>.</summary>
    /// <returns>What it answers.</returns>
    public async Task<string> AskAsync(params IEnumerable<string> arguments)
    {
        await using LabProcess cli = Start(arguments);
        int code = await cli.EndAsync();
        Assert.True(code == 0, $"s2grid {string.Join(' ', arguments)} ended with {code}:\n{cli.Said}\nThe silo said:\n{silo!.Said}");
        return cli.Output;
    }

    /// <summary>Makes a registration token.</summary>
    public async Task<string> TokenAsync() => (await AskAsync("agents", "token", "create", "--expires", "1h")).Trim();

    /// <summary>Registers an agent of this machine.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="port">The port that leads to the silo, if not the silo's own.</param>
    /// <param name="program">The agent's program, if not the one that was built.</param>
    public async Task RegisterAsync(string name, int? port = null, string? program = null)
    {
        string silo = $"https://127.0.0.1:{Text(port ?? AgentPort)}";
        await using LabProcess register = LabProcess.Start(
            program ?? BuiltAgent,
            ["register", "--silo", silo, "--ca", Authority, "--token", await TokenAsync(), "--name", name, "--state", PathOf(name)]);
        int code = await register.EndAsync();
        Assert.True(code == 0, register.Said);
    }

    /// <summary>Starts the process of an agent that has registered.</summary>
    public LabProcess StartAgent(string name, string? program = null)
    {
        LabProcess agent = LabProcess.Start(program ?? BuiltAgent, ["run", "--state", PathOf(name)]);
        agents.Add(agent);
        return agent;
    }

    /// <summary>Copies an agent's identity, as one does who copies a disk.</summary>
    public void CopyAgent(string name, string copy)
    {
        Directory.CreateDirectory(PathOf(copy));
        foreach (string file in Directory.GetFiles(PathOf(name)).Where(file => Path.GetFileName(file) != "lock"))
            File.Copy(file, Path.Combine(PathOf(copy), Path.GetFileName(file)));
    }

    /// <summary>Starts a sweep of two runs that take some seconds each.</summary>
    public Task SweepAsync(string name)
        => SweepAsync(name, "{memory: 256M, backing: 4k, scenario: enable, chunk: 0}", repeats: 2, iterations: 25);

    /// <summary>Starts a sweep.</summary>
    public async Task SweepAsync(string name, string axes, int repeats, int iterations)
    {
        string file = PathOf(name + ".yaml");
        await File.WriteAllTextAsync(
            file,
            string.Create(CultureInfo.InvariantCulture,
                $"name: {name}\nbackend: kvm\naxes: {axes}\nrepeats: {repeats}\nkvm: {{iterations: {iterations}, warm-ups: 0}}\n"));
        await AskAsync("run", file, "--detach");
    }

    /// <summary>Waits until a sweep is done, and tells its runs: number, state and agent.</summary>
    public async Task<IReadOnlyList<(int Run, string State, string Agent)>> UntilDoneAsync(string name)
    {
        await AskAsync("sweeps", "watch", name);
        using JsonDocument results = JsonDocument.Parse(await AskAsync("results", name, "--format", "json"));
        return
        [
            .. results.RootElement.GetProperty("runs").EnumerateArray()
                .Select(run =>
                    (run.GetProperty("run").GetInt32(), run.GetProperty("state").GetString()!, run.GetProperty("agent").GetString()!))
                .Order(),
        ];
    }

    /// <summary>What has become of the runs that an agent was given, the newest first.</summary>
    public async Task<IReadOnlyList<(int Run, string Outcome)>> HistoryAsync(string agent)
    {
        using JsonDocument shown = JsonDocument.Parse(await AskAsync("agents", "show", agent, "--format", "json"));
        return [.. shown.RootElement.GetProperty("runs").EnumerateArray()
            .Select(run => (run.GetProperty("run").GetInt32(), run.GetProperty("outcome").GetString()!))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (LabProcess agent in agents)
            await agent.DisposeAsync();
        if (silo is not null)
            await silo.DisposeAsync();
        foreach (int port in ports)
            FreePort.Return(port);
        folder.Dispose();
    }

    private static string? FindWhyNot()
    {
        if (!File.Exists("/dev/kvm"))
            return "There is no /dev/kvm on this machine.";
        try
        {
            using FileStream kvm = new("/dev/kvm", FileMode.Open, FileAccess.ReadWrite);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"Nothing can be measured on this machine: {e.Message}";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string PathOf(string name) => Path.Combine(folder.Path, name);

    private void MakeCredentials()
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow() - SlowestClock;
        var authority = CertificateAuthority.Create(ClusterId, from, TimeSpan.FromDays(2));
        File.WriteAllText(Authority, authority.CertificatePem);
        Issue("silo", PeerKind.Silo);
        Issue("me", PeerKind.Client);
        string secret = TokensFile.NewSecret();
        File.WriteAllText(PathOf("me.token"), secret);
        TokensFile.Change(PathOf("tokens.json"), _ => [new Token("me", Role.Admin, TokensFile.Hash(secret))]);

        void Issue(string name, PeerKind kind)
        {
            IssuedCertificate issued = authority.Issue(
                new CertificateIdentity(ClusterId, kind, name), ["127.0.0.1", EmulatorHost], from, TimeSpan.FromDays(1));
            File.WriteAllText(PathOf(name + ".crt"), issued.CertificatePem);
            AtomicFile.Write(PathOf(name + ".key"), issued.KeyPem, AtomicFile.OwnerOnly);
        }
    }
}
