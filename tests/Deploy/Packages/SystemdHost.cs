using System.Diagnostics;
using S2Grid.Support;

namespace S2Grid.Deploy.Tests.Packages;

/// <summary>
/// A Debian with systemd, into which all packages that deploy/release made have been installed; it runs in namespaces of its own, with
/// systemd as its process 1. Made once for a class.
/// </summary>
public sealed class SystemdHost : IAsyncLifetime
{
    // Its own mounts, of which systemd makes the rest.
    private const string Boot = """
        mount --bind "$0" "$0" && cd "$0" && mount -t proc proc proc && mount -t sysfs sys sys && mount -t cgroup2 cgroup2 sys/fs/cgroup \
          && mount -t tmpfs run run && mount --rbind /dev dev && ip link set lo up \
          && exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . /lib/systemd/systemd --unit=multi-user.target
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("s2grid-systemd-").FullName;
    private Process? host;
    private string first = "";

    /// <summary>Why there is none, for those who skip their tests then; null if there is one.</summary>
    public static string? WhyNot { get; } = FreshRoot.WhyNot
        ?? (InstalledProgram.Exists("ip") ? null : "ip is missing, which sets up networks (apt-get install iproute2).")
        ?? ReleasedImages.WhyNot
        ?? (File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\tcgroup2", StringComparison.Ordinal))
            ? null : "systemd needs control groups of version 2, which this kernel has not.");

    /// <summary>The folder that is its root.</summary>
    public string Root => Path.Combine(folder, "root");

    /// <summary>What systemd said of the silo's unit before any test.</summary>
    public string SiloAtBoot { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;

        string released = await ReleasedImages.ReleasedAsync();
        await Programs.MustRunAsync(
            "mmdebstrap", "--quiet", "--variant=minbase", "--include=systemd,systemd-sysv",
            $"--customize-hook=mkdir \"$1/packages\" && cp '{released}'/*.deb \"$1/packages\"",
            "--customize-hook=chroot \"$1\" sh -c 'apt-get -qq -y --no-install-recommends install /packages/*.deb'",
            FreshRoot.Suite, Root);

        host = Process.Start(
            "unshare",
            [
                "--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child", "--propagation", "private",
                "bash", "-c", Boot, Root,
            ])!;
        await Poll.UntilAsync(
            async () => host.HasExited || await IsUpAsync(), () => "systemd to come up in namespaces of its own.");
        Assert.False(host.HasExited, "systemd has ended, or its namespaces could not be made.");
        SiloAtBoot = (await RunAsync("systemctl is-enabled s2grid-silo; systemctl is-active s2grid-silo")).Said;
    }

    /// <summary>What a line of a shell says there, and its exit code.</summary>
    public Task<(int Code, string Said)> RunAsync(string line) => Programs.RunAsync(
        "nsenter", "--target", first, "--all", "--root", "--wd", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "bash",
        "-c", line);

    /// <summary>What a line of a shell says there that must succeed.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message has all that it said, and the services' journal.</exception>
    public async Task<string> MustRunAsync(string line)
    {
        (int code, string said) = await RunAsync(line);
        return code == 0 ? said
            : throw new InvalidOperationException(
                $"{line} ended with {code}:\n{said}\n{(await RunAsync("journalctl --no-pager --lines 60 --unit 's2grid-*'")).Said}");
    }

    private async Task<bool> IsUpAsync()
    {
        (_, string child) = await Programs.RunAsync("pgrep", "--parent", $"{host!.Id}", "systemd");
        first = child.Trim();
        return first.Length > 0 && (await RunAsync("systemctl is-system-running --wait")).Said.Trim() is "running" or "degraded";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            host.Kill();
            await host.WaitForExitAsync();
            host.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }
}
