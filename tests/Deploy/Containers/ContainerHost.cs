using System.Diagnostics;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Containers;

/// <summary>
/// A machine for containers within this one: it has its network, mounts and processes for itself, so that it meets nobody else's containers
/// and ports, and whatever still runs in it ends with the test.
/// </summary>
internal sealed class ContainerHost : IAsyncDisposable
{
    private static readonly (string Program, string Package)[] Needed =
    [
        ("podman", "podman"), ("podman-compose", "podman-compose"), ("runc", "runc"), ("iptables", "iptables"),
        ("mmdebstrap", "mmdebstrap"),
        ("/usr/lib/podman/netavark", "netavark"), ("/usr/lib/podman/aardvark-dns", "aardvark-dns"),
    ];

    private readonly Process init;
    private readonly string folder;

    private ContainerHost(Process init, string folder) => (this.init, this.folder) = (init, folder);

    /// <summary>Why there is none, for those who skip their tests then; null if there is one.</summary>
    public static string? WhyNot { get; } = !Environment.IsPrivilegedProcess
        ? "Only root can make a network for containers."
        : Needed.Where(one => !InstalledProgram.Exists(one.Program)).Select(one => one.Package).ToArray() is { Length: > 0 } missing
            ? $"Containers need more: apt-get install {string.Join(' ', missing)}." : null;

    /// <summary>Where lines of a shell are run, and the user's home.</summary>
    public string Home => Path.Combine(folder, "home");

    /// <summary>Makes it.</summary>
    /// <param name="programs">What is installed there beside this machine's programs, by its path.</param>
    public static async Task<ContainerHost> StartAsync(params string[] programs)
    {
        string folder = Directory.CreateTempSubdirectory("s2grid-containers-").FullName;

        // It lives as long as its input is open, which is as long as the tests at most.
        var start = new ProcessStartInfo(
            "unshare",
            [
                "--mount", "--net", "--pid", "--fork", "--mount-proc", "--propagation", "private", "bash", "-c",
                "mount -t tmpfs run /run && mount -t tmpfs shm /dev/shm && ip link set lo up && echo ready && read",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var host = new ContainerHost(Process.Start(start)!, folder);
        if (await host.init.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException("The namespaces of a machine for containers cannot be made; unshare said why.");

        Directory.CreateDirectory(host.Home);
        string bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        foreach (string program in programs)
            File.CreateSymbolicLink(Path.Combine(bin, Path.GetFileName(program)), program);

        // With control groups and limits as machines without systemd have them.
        await File.WriteAllTextAsync(
            Path.Combine(folder, "containers.conf"),
            $"""
            [containers]
            default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            [network]
            network_config_dir = "{folder}/networks"
            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "storage.conf"),
            $"""
            [storage]
            driver = "overlay"
            graphroot = "{folder}/images"
            runroot = "/run/containers/storage"
            """);
        return host;
    }

    /// <summary>What a line of a shell says, and its exit code.</summary>
    public Task<(int Code, string Said)> RunAsync(string line)
    {
        string its = $"/proc/{init.Id}/ns";
        return Programs.RunAsync(
            "nsenter",
            $"--mount={its}/mnt", $"--net={its}/net", $"--pid={its}/pid_for_children", "--", "env", "-C", Home, "-u", "XDG_CONFIG_HOME",
            "-u", "XDG_DATA_HOME", "-u", "XDG_RUNTIME_DIR", $"HOME={Home}",
            $"PATH={folder}/bin:{Environment.GetEnvironmentVariable("PATH")}",
            $"CONTAINERS_CONF={folder}/containers.conf", $"CONTAINERS_STORAGE_CONF={folder}/storage.conf",

            // Without systemd nobody asks after health but who wants to know.
            "DISABLE_HC_SYSTEMD=true", "bash", "-c", line);
    }

    /// <summary>What a line of a shell says that must succeed.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message has all that it said.</exception>
    public async Task<string> MustRunAsync(string line)
    {
        (int code, string said) = await RunAsync(line);
        return code == 0 ? said : throw new InvalidOperationException($"{line} ended with {code}:\n{said}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("podman rm --all --force --time 0");
        init.StandardInput.Close();
        await init.WaitForExitAsync();
        init.Dispose();
        await Programs.MustRunAsync("rm", "-rf", folder);
    }
}
