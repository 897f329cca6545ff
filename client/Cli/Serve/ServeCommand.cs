using System.Diagnostics;
using System.Text.Json;
using S2Grid.Cli.Clusters;

namespace S2Grid.Cli.Serve;

/// <summary><c>s2grid serve</c>: runs one silo, the program <c>s2grid-silo</c>, on the sweeps of this user, and says where its pages
/// are.</summary>
internal static class ServeCommand
{
    private const string Program = "s2grid-silo";
    private const int DefaultPort = 11080;

    /// <summary>Creates the command.</summary>
    public static CliCommand Of(GridOptions grid)
    {
        Option<int> port = CliOption.Number(
            "--port", "PORT", "Port of the pages and of the API; 0 chooses free ones for all", 0, IPEndPoint.MaxPort, DefaultPort);
        return new CliCommand(
            grid.Terminal,
            "serve",
            "Serve pages, the HTTP API and agents on this machine, with the sweeps that commands see",
            [
                new("s2grid serve", "Then open the address that it says; Ctrl-C stops it once batches in flight are finished."),
                new("s2grid serve --port 0 --data /tmp/grid", "On free ports, with sweeps of its own."),
            ],
            (parse, cancellation) => RunAsync(grid.Terminal, grid.DataOf(parse).Path, parse.GetValue(port), cancellation),
            [port, grid.Data]);
    }

    private static async Task<int> RunAsync(CliEnvironment terminal, string data, int port, CancellationToken interrupt)
    {
        string program = Find(terminal) ?? throw new UsageException(
            $"'serve' runs the program {Program}, which is neither beside s2grid nor in $PATH: install the package {Program}; in a clone: "
            + "dotnet build -c Release silo/Server");
        using var silo = new Process { StartInfo = new ProcessStartInfo(program) { RedirectStandardOutput = true } };
        foreach (string word in Words(data, port))
            silo.StartInfo.ArgumentList.Add(word);

        silo.Start();

        // Ctrl-C in a terminal reaches both: the silo drains, and this waits for it. From elsewhere it reaches this one alone.
        await using CancellationTokenRegistration stop = interrupt.Register(() => Terminate(silo));
        while (await silo.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (Read(line) is var (pages, gateway, agents))
            {
                await terminal.Out.WriteLineAsync(
                    $"Pages:    {pages}\nAPI:      {pages}api/v1\nAgents:   {agents}\nCommands: --cluster {gateway}");
                await terminal.Out.FlushAsync(CancellationToken.None);
            }
        }

        await silo.WaitForExitAsync(CancellationToken.None);
        return silo.ExitCode;
    }

    private static string[] Words(string data, int port) =>
    [
        "--data", data, "--http-port", port.ToString(CultureInfo.InvariantCulture),
        .. port == 0 ? new[] { "--silo-port", "0", "--gateway-port", "0", "--agent-port", "0" } : [],
    ];

    /// <summary>Where the program is: beside this one, in $PATH, or as this clone has built it.</summary>
    private static string? Find(CliEnvironment terminal)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string[] folders =
        [
            here.FullName,
            .. (terminal.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            Path.Combine(here.FullName, "..", "..", "..", "..", "..", "silo", "Server", "bin", here.Parent?.Name ?? "", here.Name),
        ];
        return folders.Select(folder => Path.GetFullPath(Path.Combine(folder, Program))).FirstOrDefault(File.Exists);
    }

    private static (string Pages, string Gateway, string Agents)? Read(string line)
    {
        try
        {
            using JsonDocument start = JsonDocument.Parse(line);
            return (Of("http"), Of("gateway"), Of("agents"));

            string Of(string name) => start.RootElement.GetProperty(name).GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Terminate(Process silo)
    {
        if (!silo.HasExited)
            Process.Start("kill", ["-TERM", silo.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
    }
}
